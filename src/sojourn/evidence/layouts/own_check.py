"""Load a layout file and check it: every problem at once, each with its line, what was found and what is allowed."""

from __future__ import annotations

from pathlib import Path

from sojourn.errors import EvidenceError
from sojourn.evidence.layouts.own_shapes import Shapes
from sojourn.evidence.layouts.own_spec import Condition, Crossing, OwnLayout, RecordSpec, TableSpec, Value
from sojourn.evidence.layouts.own_values import check_crossing, check_value, check_zone
from sojourn.evidence.layouts.own_yaml import Node, YamlError, parse_yaml
from sojourn.tables import FACTS, MOVEMENTS

_TABLES = {"movements": MOVEMENTS, "facts": FACTS}
_ROOT = ("sojourn_layout", "name", "tables")
_TABLE = ("files", "delimiter", "quote", "encoding", "skip_lines", "header", "nulls", "zone", "records")
_RECORD = ("into", "when", "zone", "columns")


def load_layout(path: Path) -> OwnLayout:
    """Load and check a layout file.

    Raises:
        EvidenceError: ``layout-unreadable``, no such file, or not UTF-8; ``bad-layout``, with every problem of it.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise EvidenceError(
            "layout-unreadable",
            f"the layout file `{path.name}` cannot be read. Allowed is a YAML file in UTF-8. "
            "Next: check its name; `sojourn read --draft-layout FILE` proposes one.",
        ) from error
    return check_layout(text, path.name)


def check_layout(text: str, name: str) -> OwnLayout:
    """Check the text of a layout file; ``name`` stands in the problems.

    Raises:
        EvidenceError: ``bad-layout``, with every problem of the file.
    """
    shapes = Shapes(name)
    layout = OwnLayout("", ())
    try:
        layout = _check_root(shapes, parse_yaml(text))
    except YamlError as error:
        shapes.add(error.line, None, str(error), "a YAML file with each key once")
    if shapes.problems:
        lines = "\n".join(f"  {problem}" for problem in sorted(shapes.problems, key=lambda each: each.line or 0))
        raise EvidenceError(
            "bad-layout", f"the layout cannot be used:\n{lines}\nNext: mend these lines; docs/own-layouts.md shows how."
        )
    return layout


def _check_root(shapes: Shapes, root: Node) -> OwnLayout:
    keys = shapes.mapping(root, "the layout", _ROOT)
    if "sojourn_layout" not in keys:
        shapes.add(root.line, "sojourn_layout", "no version of the layout language", "`sojourn_layout: 1`")
    shapes.choice(keys.get("sojourn_layout"), "sojourn_layout", ("1",), "1")
    tables = tuple(_check_table(shapes, node) for node in shapes.items(keys.get("tables"), "tables"))
    if not tables:
        shapes.add(root.line, "tables", "no tables", "a list of one or more tables")
    return OwnLayout(shapes.text(keys.get("name"), "name", "own"), tables)


def _check_table(shapes: Shapes, node: Node) -> TableSpec:
    keys = shapes.mapping(node, "tables", _TABLE)
    encoding = shapes.text(keys.get("encoding"), "encoding", "utf-8")
    try:
        "".encode(encoding)
    except LookupError:
        shapes.add(keys["encoding"].line, "encoding", f"`{encoding}`", "an encoding, such as `utf-8` or `windows-1256`")
    zone = check_zone(shapes, keys.get("zone"))
    records = tuple(_check_record(shapes, each, zone) for each in shapes.items(keys.get("records"), "records"))
    if not records:
        shapes.add(node.line, "records", "no records", "a list of one or more records")
    return TableSpec(
        line=node.line,
        files=shapes.text(keys.get("files"), "files", "*"),
        delimiter=shapes.character(keys.get("delimiter"), "delimiter", ","),
        quote=shapes.character(keys.get("quote"), "quote", '"'),
        encoding="utf-8-sig" if encoding.lower() in ("utf-8", "utf8") else encoding,
        skip_lines=shapes.number(keys.get("skip_lines"), "skip_lines", 0),
        header=shapes.texts(keys.get("header"), "header"),
        nulls=frozenset(each.strip().casefold() for each in shapes.texts(keys.get("nulls"), "nulls")) | {""},
        records=records,
    )


def _check_record(shapes: Shapes, node: Node, table_zone: Value | None) -> RecordSpec:
    keys = shapes.mapping(node, "records", _RECORD)
    into = shapes.choice(keys.get("into"), "into", ("movements", "facts"), "movements")
    zone = check_zone(shapes, keys.get("zone")) or table_zone
    columns = {column.name: column for column in _TABLES[into]}
    values: dict[str, Value | Crossing] = {}
    lists: dict[str, tuple[Value, ...]] = {}
    for name, value in shapes.mapping(keys.get("columns", Node({}, node.line)), "columns", tuple(columns)).items():
        if columns[name].kind == "texts":
            entries = value.value if isinstance(value.value, list) else [value]
            lists[name] = tuple(check_value(shapes, each, columns[name], zone) for each in entries)
        elif (
            name == "direction"
            and isinstance(value.value, dict)
            and value.value.keys() & {"to_country", "from_country"}
        ):
            values[name] = check_crossing(shapes, value)
        else:
            values[name] = check_value(shapes, value, columns[name], zone)
    given = {*values, *lists, "recorded_at", "local_date" if "occurred_at" in values else ""}
    for column in _TABLES[into]:
        if column.required and column.name not in given:
            shapes.add(node.line, column.name, f"nothing for a required column of {into}", "where its value comes from")
    when = tuple(_check_condition(shapes, each) for each in shapes.items(keys.get("when"), "when"))
    return RecordSpec(node.line, "facts" if into == "facts" else "movements", when, values, lists)


def _check_condition(shapes: Shapes, node: Node) -> Condition:
    keys = shapes.mapping(node, "when", ("column", "is", "in"))
    column = shapes.text(keys.get("column"), "when")
    if "column" not in keys or ("is" in keys) == ("in" in keys):
        shapes.add(node.line, "when", "no test of a column", "`column` with `is: filled`, `is: empty` or `in: [...]`")
    if "is" in keys:
        return Condition(column, shapes.choice(keys["is"], "when", ("filled", "empty"), "filled") == "filled")
    return Condition(column, None, frozenset(each.strip().casefold() for each in shapes.texts(keys.get("in"), "when")))
