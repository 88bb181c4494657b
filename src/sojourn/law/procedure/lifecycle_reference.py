"""The reference pages of the lifecycles, generated from the packs: for each a diagram, its states and its steps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING

from sojourn.law.clock_words import CLOCKS
from sojourn.law.procedure.lifecycle import Lifecycle, State, Step
from sojourn.law.procedure.lifecycle_diagram import draw
from sojourn.law.procedure.lifecycle_reading import iter_versions, list_lifecycles, text_of
from sojourn.law.procedure.machine import ANY, leaves_from
from sojourn.law.procedure.procedure_codes import REQUIREMENTS
from sojourn.law.rule import RuleText

if TYPE_CHECKING:
    from sojourn.law.pack import Pack

HEAD = """<!-- written by `make format` from the law pack: change it there -->

How lifecycles are written and read is told in [lifecycles](../lifecycles.md). `unsourced` means: known, and to be
checked against the text of the law before anyone relies on it. In a diagram a thick line is a step against the person
(every blocker is looked at), a dashed line follows from a fact that reaches the register, and a thin line is any other
step; the number is that of the step in the table. A box with a double edge is final, a round one ended in the person's
favour. Steps that leave from many states, or lead back to where they leave from, stand in the table only.
"""
BLOCKED_BY_ALL = "all (B1 to B13)"


def lifecycle_page(pack: Pack) -> str:
    """Write the page of the lifecycles of one pack in Markdown.

    Raises:
        LawError: ``law-lifecycle-invalid``; a pack that was loaded raises none.
    """
    own = [name for name in list_lifecycles(pack) if name.partition(".")[0] == pack.code]
    inherited = [name for name in list_lifecycles(pack) if name not in own]
    lines = [f"# Lifecycles: {pack.title} (`{pack.code}`)", "", HEAD]
    if inherited:
        links = ", ".join(f"[`{name}`](lifecycle-{name.partition('.')[0]}.md#{anchor(name)})" for name in inherited)
        lines += [f"Taken from another pack: {links}.", ""]
    for name in own:
        lines += _lifecycle_lines(text_of(pack, name), list(iter_versions(pack, name)))
    return "\n".join(lines).rstrip("\n") + "\n"


def anchor(lifecycle_id: str) -> str:
    """Give the anchor of a lifecycle on its page."""
    return lifecycle_id.replace(".", "")


def _lifecycle_lines(text: RuleText, versions: list[Lifecycle]) -> list[str]:
    last = versions[-1]
    lines = [f"## `{text.id}`", "", f"**{text.title}.**", "", f"* Law: {last.citation}", f"* Source: {text.source}"]
    lines += [f"* Checked on {text.checked_on} ({text.checked_by}); to be checked again by {text.check_by}"]
    lines += [f"* Note: {text.note}"] if text.note else []
    lines += ["", "| version | status | from | to | learned on |", "| --- | --- | --- | --- | --- |"]
    for entry in text.history:
        days = (entry.valid_from or "not known", entry.valid_to or "", entry.learned_on)
        lines += [_row(_label(entry.version, entry.valid_from), entry.status, *days)]
    lines += ["", "<div>", draw(last), "</div>", "", f"### States of `{text.id}`", "", *_states(last)]
    return [*lines, "", f"### Steps of `{text.id}`", "", *_steps(last), *_grounds(last), ""]


def _label(version: str, valid_from: date | None) -> str:
    return "" if version == str(valid_from) else version


def _states(lifecycle: Lifecycle) -> list[str]:
    begins: dict[str, list[str]] = {}
    for origin, name in lifecycle.starts.items():
        begins.setdefault(name, []).append(f"`{origin}`")
    lines = [
        "| state | | where it stands | kind | a case of this origin begins here |",
        "| --- | --- | --- | --- | --- |",
    ]
    return lines + [
        _row(f"`{each.id}`", each.title, each.stage.replace("_", " "), _kind(each), ", ".join(begins.get(each.id, [])))
        for each in lifecycle.states
    ]


def _kind(state: State) -> str:
    words = [word for word, holds in (("final", state.final), ("adverse", state.adverse)) if holds]
    return ", ".join([*words, *(["in the person's favour"] if state.favourable else [])])


_COLUMNS = (
    "number",
    "state",
    "event",
    "next",
    "who",
    "instrument",
    "basis",
    "required",
    "waits for",
    "starts and ends clocks",
    "blockers",
    "second person",
)


def _steps(lifecycle: Lifecycle) -> list[str]:
    lines = [_row(*_COLUMNS), _row(*["---"] * len(_COLUMNS))]
    for state in lifecycle.states:
        for number, step in enumerate(lifecycle.steps, 1):
            if leaves_from(step, state.id, final=state.final):
                lines += [_step_row(number, state, step)]
    return lines


def _step_row(number: int, state: State, step: Step) -> str:
    leaves = f"`{state.id}`" + (" (as every state that is not final)" if ANY in step.leaves else "")
    event = f"**{step.title}** (`{step.id}`{', against the person' if step.adverse else ''})"
    clocks = [*(f"starts {_clock(name)}" for name in step.starts), *(f"ends {_clock(name)}" for name in step.ends)]
    return _row(
        number,
        leaves,
        "; ".join([event, *_facts(step)]),
        f"`{step.reaches}`",
        step.by + (f"; not who took {_codes(step.not_by)}" if step.not_by else ""),
        step.instrument,
        f"{step.citation} ({step.source})",
        "; ".join(REQUIREMENTS[code] for code in step.requires),
        "; ".join(_clock(name) for name in step.waits_for),
        "; ".join(clocks),
        _blockers(step),
        "yes" if step.second_person else "",
    )


def _facts(step: Step) -> Iterable[str]:
    for fact in step.by_fact:
        words = ", ".join(f"{column} {_words(allowed)}" for column, allowed in fact.where.items())
        paper = f" of a {fact.letter}" if fact.letter else ""
        yield f"by the fact `{fact.kind}`{paper}" + (f" with {words}" if words else "")


def _words(allowed: tuple[str, ...]) -> str:
    return " or ".join(f"`{word}`" if word else "not said" for word in allowed)


def _clock(name: str) -> str:
    return CLOCKS[name][0].lower() + CLOCKS[name][1:]


def _blockers(step: Step) -> str:
    return BLOCKED_BY_ALL if step.adverse else ", ".join(step.blockers)


def _grounds(lifecycle: Lifecycle) -> list[str]:
    """The closed lists of reasons, each once; several steps may share one."""
    lists: dict[tuple[tuple[str, str], ...], list[str]] = {}
    for step in lifecycle.steps:
        if step.grounds:
            lists.setdefault(_items(step.grounds), []).append(step.id)
    lines = ["", f"### Reasons in `{lifecycle.id}`", ""]
    for items, steps in lists.items():
        lines += [f"For {_codes(steps)}:", "", *(f"* `{code}`: {sentence}" for code, sentence in items), ""]
    return lines


def _items(grounds: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(grounds.items())


def _codes(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _row(*cells: object) -> str:
    return "| " + " | ".join(str(cell).replace("|", "\\|") for cell in cells) + " |"
