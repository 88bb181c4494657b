"""The pages of the docs that are written from the code: input tables, what a run writes, sizes, rules and lifecycles.

``python -m tools.pages`` fills their frames (``tools/*.md``), or asks the law packs, and writes them; with ``--check``
it names those that are not current and ends with 1.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from string import Template

import pyarrow as pa

from sojourn import tables
from sojourn.evidence.fact_kinds import FactKind, always_carried, fact_kinds
from sojourn.law.pack import list_shipped, load_pack
from sojourn.law.procedure.lifecycle_reference import lifecycle_page
from sojourn.law.reference import index_page, pack_page
from sojourn.words import QUESTION_WORDS
from tools import words_of_columns as words
from tools.sizing import sizing_parts

FRAMES = Path(__file__).resolve().parent
DOCS = FRAMES.parent / "docs"
RULES = "reference/rules.md"
PAGES = (
    "answers.md",
    "evidence.md",
    "reference/fact-kinds.md",
    "sizing.md",
    RULES,
    *(f"reference/rules-{code}.md" for code in list_shipped()),
    *(f"reference/lifecycle-{code}.md" for code in list_shipped()),
)

_HEAD = "| column | value | meaning |\n|---|---|---|\n"
_KINDS = {
    "text": "text",
    "partial_date": "text",
    "date": "date",
    "timestamp": "timestamp UTC",
    "bool": "bool",
    "int": "int",
    "texts": "list of text",
}


def render_page(name: str) -> str:
    """Give the text of one page as it should be now."""
    if name == RULES:
        return index_page([load_pack(code) for code in list_shipped()])
    if name.startswith("reference/rules-"):
        return pack_page(load_pack(Path(name).stem.removeprefix("rules-")))
    if name.startswith("reference/lifecycle-"):
        return lifecycle_page(load_pack(Path(name).stem.removeprefix("lifecycle-")))
    frame = Template((FRAMES / Path(name).name).read_text(encoding="utf-8"))
    return frame.substitute(_parts())


def list_stale_pages(folder: Path = DOCS) -> list[str]:
    """List the pages that are missing or differ from what the code gives now."""
    return [name for name in PAGES if not _is_current(folder, name)]


def main(arguments: Sequence[str]) -> int:
    """Write the pages, or with ``--check`` name those that are not current."""
    stale = list_stale_pages()
    if "--check" in arguments:
        for name in stale:
            print(f"docs/{name} is not current. Next: make format")
        return 1 if stale else 0
    for name in stale:
        (DOCS / name).parent.mkdir(exist_ok=True)
        (DOCS / name).write_text(render_page(name), encoding="utf-8")
    return 0


def _is_current(folder: Path, name: str) -> bool:
    page = folder / name
    return page.is_file() and page.read_text(encoding="utf-8") == render_page(name)


def _parts() -> dict[str, str]:
    return {
        "movements": _input_table(tables.MOVEMENTS, words.MOVEMENTS),
        "movement_kinds": _list(tables.MOVEMENT_KINDS, words.MOVEMENT_KINDS),
        "facts": _input_table(tables.FACTS, words.FACTS),
        "fact_kinds": _list(tables.FACT_KINDS, {kind.name: kind.title for kind in fact_kinds().values()}),
        "always": _names(always_carried()),
        "each_fact_kind": "\n\n".join(_fact_kind(kind) for kind in fact_kinds().values()),
        "fates": _list(tables.FATES, words.FATES),
        "answers": _output_table(tables.ANSWERS, words.ANSWERS),
        "states": _list(tables.STATES, words.STATES),
        "unknown": _list(tables.UNKNOWN_CODES, words.UNKNOWN),
        "questions": _list(tuple(QUESTION_WORDS), QUESTION_WORDS),
        "periods": _output_table(tables.PERIODS, words.PERIODS),
        "crossings": _output_table(tables.CROSSINGS, words.CROSSINGS),
        "people": _output_table(tables.PEOPLE, words.PEOPLE),
        "links": _output_table(tables.LINKS, words.LINKS),
        "review": _output_table(tables.REVIEW, words.REVIEW),
        "feeds": _output_table(tables.FEEDS, words.FEEDS),
        "truth": _output_table(tables.TRUTH, words.TRUTH),
        **sizing_parts(),
    }


def _input_table(columns: Sequence[tables.Column], said: Mapping[str, str]) -> str:
    rows = []
    for column in columns:
        kind = _KINDS[column.kind] + ("" if column.required else "?")
        closed = "" if column.name == "kind" else " · ".join(f"`{value}`" for value in column.allowed)
        meaning = ": ".join(part for part in (said[column.name], closed) if part)
        rows.append(f"| `{column.name}` | {kind} | {meaning} |")
    return _HEAD + "\n".join(rows)


def _output_table(schema: pa.Schema, said: Mapping[str, str]) -> str:
    return _HEAD + "\n".join(f"| `{field.name}` | {_kind(field.type)} | {said[field.name]} |" for field in schema)


def _kind(value: pa.DataType) -> str:
    if pa.types.is_list(value):
        return f"list of {_kind(value.value_type)}"
    if pa.types.is_struct(value):
        return "(" + ", ".join(f"{part.name}: {_kind(part.type)}" for part in value) + ")"
    if pa.types.is_timestamp(value):
        return "timestamp UTC"
    if pa.types.is_date(value):
        return "date"
    if pa.types.is_integer(value):
        return "int"
    return {"string": "text", "bool": "bool", "double": "number"}[str(value)]


def _fact_kind(kind: FactKind) -> str:
    required = "; ".join(_either(group) for group in kind.requires)
    parts = [f"## {kind.name}", kind.title, f"Requires {required or 'nothing'}."]
    if kind.whose:
        parts[-1] += f" Whose it is: {_either(kind.whose)}."
    if kind.carries:
        parts.append(f"May carry {_names(kind.carries)}.")
    if kind.notes:
        parts.append(kind.notes)
    for column, said in kind.words.items():
        other = "Any other word is refused." if said.closed else "Another word is kept, with a remark."
        parts.append(f"The words of `{column}`. {other}\n\n{_list(tuple(said.meanings), said.meanings)}")
    return "\n\n".join(parts)


def _either(names: Sequence[str]) -> str:
    return " or ".join(f"`{name}`" for name in names)


def _names(names: Sequence[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _list(closed: Sequence[str], said: Mapping[str, str]) -> str:
    return "\n".join(f"* `{word}`: {said[word]}" for word in closed)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
