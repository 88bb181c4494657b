"""The reference pages of all rules, generated from the packs: one for each pack, and one for the roles."""

from __future__ import annotations

from collections.abc import Sequence

from sojourn.law.blockers import BLOCKERS
from sojourn.law.offences import OFFENCE_TYPES
from sojourn.law.pack import Pack
from sojourn.law.roles import BY_NAME, ROLES, Field
from sojourn.law.rule import Entry, RuleText
from sojourn.law.sentences import PLACEHOLDERS
from sojourn.law.show import values_in_words

INDEX_HEAD = """# Rules

<!-- written by `make format` from the law packs: change it there -->

Each rule of each law pack stands on the page of its pack. How rules, versions and scenarios work is told in
[law packs](../law-packs.md).
"""
PACK_HEAD = """<!-- written by `make format` from the law pack: change it there -->

`unsourced` means: known, and to be checked against the text of the law before anyone relies on it. The day 1990-01-01
means "at least since then": the packs do not look further back. What a role is stands [here](rules.md).
"""


def index_page(packs: Sequence[Pack]) -> str:
    """Write the page of what all packs share in Markdown: the packs, the roles, the placeholders, the closed lists."""
    parts = [INDEX_HEAD, _packs_section(packs), _roles_section(), _placeholders_section(), _closed_section()]
    return "\n".join(parts)


def pack_page(pack: Pack) -> str:
    """Write the page of one pack in Markdown: its own rules with citation, versions and sentences."""
    own = [rule for rule in pack.rules if rule.id in pack.own]
    inherited = [f"`{rule.id}`" for rule in pack.rules if rule.id not in pack.own]
    lines = [
        f"# Rules: {pack.title} (`{pack.code}`)",
        "",
        PACK_HEAD,
        f"Version {pack.version}. Country {pack.country}, territory {', '.join(pack.territory)}.",
        f"Covers days from {pack.earliest}.",
        "",
    ]
    if inherited:
        lines += [f"Taken from another pack: {', '.join(inherited)}.", ""]
    return "\n".join(lines + [line for rule in own for line in _rule_lines(rule)]).rstrip("\n") + "\n"


def _packs_section(packs: Sequence[Pack]) -> str:
    lines = ["| pack | law | rules of its own | covers days from |", "| --- | --- | --- | --- |"]
    lines += [f"| [`{p.code}`](rules-{p.code}.md) | {p.title} | {len(p.own)} | {p.earliest} |" for p in packs]
    return "\n".join([*lines, ""])


def _rule_lines(rule: RuleText) -> list[str]:
    lines = [f"## `{rule.id}`", "", f"**{rule.title}.** Role `{rule.role}`: {BY_NAME[rule.role].says}.", ""]
    if rule.basis:
        lines += [f"* Basis of the period: `{rule.basis}`"]
    lines += [f"* Law: {rule.citation}", f"* Source: {_linked(rule.source)}"]
    lines += [f"* Checked on {rule.checked_on} ({rule.checked_by}); to be checked again by {rule.check_by}"]
    lines += [f"* {sentence}" for sentence in _sentences(rule)]
    lines += [f"* Note: {rule.note}"] if rule.note else []
    lines += ["", "| version | status | from | to | learned on | values |", "| --- | --- | --- | --- | --- | --- |"]
    return [*lines, *(_entry_row(entry) for entry in rule.history), ""]


def _sentences(rule: RuleText) -> list[str]:
    return [f"Says: {rule.sentence}", *(f"Says, if `{state}`: {text}" for state, text in rule.sentences.items())]


def _linked(source: str) -> str:
    return f"<{source}>" if source.startswith("http") else source


def _entry_row(entry: Entry) -> str:
    values = "; ".join(values_in_words(entry.values)) or "none"
    label = "" if entry.version == str(entry.valid_from) else entry.version
    if entry.citation:
        label = f"{label} ({entry.citation})".strip()
    cells = (label, entry.status, entry.valid_from or "not known", entry.valid_to or "", entry.learned_on, values)
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def _roles_section() -> str:
    lines = [
        "## Roles",
        "",
        "A role says what the engine uses a rule for. The list is closed; a rule with another role does not load.",
        "",
        "| role | use | in a pack | values |",
        "| --- | --- | --- | --- |",
    ]
    for role in ROLES:
        fields = "<br>".join(_field_words(field) for field in role.fields) or "none"
        lines.append(f"| `{role.name}` | {role.says} | {'several' if role.several else 'once'} | {fields} |")
    return "\n".join([*lines, ""])


def _field_words(field: Field) -> str:
    return f"`{field.name}`{'' if field.required else ' (may be left out)'}: {field.says}"


def _placeholders_section() -> str:
    lines = ["## Placeholders of a sentence", "", "| placeholder | stands for |", "| --- | --- |"]
    return "\n".join([*lines, *(f"| `{{{name}}}` | {says} |" for name, says in PLACEHOLDERS.items()), ""])


def _closed_section() -> str:
    lines = ["## Blockers", "", "The closed list of the core; every pack names all of them.", ""]
    lines += ["| code | about | what must be resolved |", "| --- | --- | --- |"]
    lines += [f"| {blocker.code} | {blocker.name} | {blocker.says} |" for blocker in BLOCKERS]
    lines += ["", "## Offence types", "", "The closed list of the core; a pack maps statutes to these only.", ""]
    lines += ["| type | is |", "| --- | --- |", *(f"| `{name}` | {says} |" for name, says in OFFENCE_TYPES.items())]
    return "\n".join([*lines, ""])
