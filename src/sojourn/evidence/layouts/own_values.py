"""Check how a layout says where one value comes from: sources, codes, formats, calendars, zones."""

from __future__ import annotations

import zoneinfo
from dataclasses import replace

from sojourn.evidence.columns import DAY_IS_ENOUGH
from sojourn.evidence.layouts.calendars import CALENDARS
from sojourn.evidence.layouts.date_formats import DateFormat, parse_format
from sojourn.evidence.layouts.own_shapes import Shapes
from sojourn.evidence.layouts.own_spec import Codes, Crossing, Value
from sojourn.evidence.layouts.own_yaml import Node
from sojourn.tables import Column

_SOURCES = ("column", "columns", "constant", "row")
_KEYS = (*_SOURCES, "join", "prefix", "suffix", "codes", "other", "format", "calendar", "months", "separator", "zone")
_DATED = ("partial_date", "date", "timestamp")
_DEFAULTS = {
    "partial_date": ("YYYY-MM-DD", "YYYY-MM", "YYYY"),
    "date": ("YYYY-MM-DD",),
    "timestamp": ("YYYY-MM-DD HH:mm:ss", "YYYY-MM-DDTHH:mm:ss", "YYYY-MM-DD HH:mm"),
}


def check_value(shapes: Shapes, node: Node, column: Column, zone: Value | None) -> Value:
    """Check one value of a record; ``zone`` is the zone of its table or record, if any."""
    name = column.name
    if isinstance(node.value, str):
        source = shapes.text(node, name)
        if not source and node.value != "?":
            shapes.add(node.line, name, "no source", "the name of a column, or a mapping")
        return _date(shapes, Value(node.line, columns=(source,) if source else ()), column, {}, zone)
    keys = shapes.mapping(node, name, _KEYS)
    sources = [key for key in _SOURCES if key in keys]
    if len(sources) != 1:
        shapes.add(node.line, name, f"{len(sources)} sources", "one of " + ", ".join(f"`{key}`" for key in _SOURCES))
    value = Value(
        line=node.line,
        columns=shapes.texts(keys.get("column", keys.get("columns")), name),
        constant=shapes.text(keys["constant"], name) if "constant" in keys else None,
        row="row" in keys,
        join=shapes.text(keys.get("join"), name, " "),
        prefix=shapes.text(keys.get("prefix"), name),
        suffix=shapes.text(keys.get("suffix"), name),
        codes=_check_codes(shapes, keys, name),
        separator=shapes.text(keys["separator"], name) if "separator" in keys else None,
    )
    _check_targets(shapes, value, column)
    return _date(shapes, value, column, keys, zone)


def check_zone(shapes: Shapes, node: Node | None) -> Value | None:
    """Check a zone: a name, or a column whose codes are names."""
    if node is None:
        return None
    if isinstance(node.value, str):
        name = shapes.text(node, "zone")
        value = Value(node.line, constant=name or "UTC")
    else:
        value = check_value(shapes, node, Column("zone"), None)
    names = [value.constant, *(value.codes.known.values() if value.codes else ())]
    for name in filter(None, names):
        if name not in zoneinfo.available_timezones():
            shapes.add(node.line, "zone", f"`{name}`", "the name of a zone, such as `Africa/Addis_Ababa`")
    return value


def check_crossing(shapes: Shapes, node: Node) -> Crossing:
    """Check a direction that follows from two columns of countries."""
    keys = shapes.mapping(node, "direction", ("to_country", "from_country"))
    ends = []
    for name in ("to_country", "from_country"):
        if name not in keys:
            shapes.add(node.line, "direction", f"no `{name}`", "both `to_country` and `from_country`")
        end = check_value(shapes, keys.get(name, Node("?", node.line)), Column(name), None)
        ends.append(end if end.codes else replace(end, codes=Codes({}, countries=True)))
    return Crossing(node.line, ends[0], ends[1])


def _check_codes(shapes: Shapes, keys: dict[str, Node], name: str) -> Codes | None:
    other = shapes.choice(keys.get("other"), name, ("error", "keep", "null"), "error")
    node = keys.get("codes")
    if node is None:
        if "other" in keys:
            shapes.add(keys["other"].line, name, "`other` without `codes`", "`codes` and `other` together")
        return None
    if node.value == "countries":
        return Codes({}, other, countries=True)  # type: ignore[arg-type]  # choice gives one of the three
    if not isinstance(node.value, dict):
        shapes.add(node.line, name, node.kind, "a mapping of codes to values, or the word `countries`")
        return None
    known = {key.strip().casefold(): shapes.text(value, name) or None for key, value in node.value.items()}
    return Codes(known, other)  # type: ignore[arg-type]  # choice gives one of the three


def _check_targets(shapes: Shapes, value: Value, column: Column) -> None:
    """A closed list must hold every constant and every target of a code."""
    allowed = ("true", "false") if column.kind == "bool" else column.allowed
    targets = [value.constant, *(value.codes.known.values() if value.codes else ())]
    for target in filter(None, targets):
        if allowed and target not in allowed:
            shapes.add(value.line, column.name, f"`{target}`", ", ".join(f"`{each}`" for each in allowed))


def _date(shapes: Shapes, value: Value, column: Column, keys: dict[str, Node], zone: Value | None) -> Value:
    """Give a date its formats, calendar and zone; elsewhere these keys are a mistake."""
    if column.kind not in _DATED:
        for key in ("format", "calendar", "months", "zone"):
            if key in keys:
                shapes.add(keys[key].line, column.name, f"`{key}` on a column that is no date", "it on a date or time")
        return value
    formats = _check_formats(shapes, keys, column)
    own = check_zone(shapes, keys.get("zone")) or zone
    local = [each for each in formats if "HH" in each.parts and "Z" not in each.parts]
    if column.kind == "timestamp" and local and own is None:
        shapes.add(value.line, column.name, "a local time without zone", "`zone` on the table, the record or the value")
    calendar = shapes.choice(keys.get("calendar"), column.name, CALENDARS, "gregorian")
    if calendar != "gregorian" and any("YY" in each.parts for each in formats):
        shapes.add(value.line, column.name, f"a year of two digits in the calendar `{calendar}`", "`YYYY`")
    return replace(value, formats=formats, calendar=calendar, zone=own)


def _check_formats(shapes: Shapes, keys: dict[str, Node], column: Column) -> tuple[DateFormat, ...]:
    node = keys.get("format")
    texts = shapes.texts(node, column.name) or _DEFAULTS[column.kind]
    months = tuple(month.casefold() for month in shapes.texts(keys.get("months"), column.name))
    formats = []
    for text in texts:
        line = node.line if node else 0
        try:
            parsed = parse_format(text, months) if months else parse_format(text)
        except ValueError as error:
            shapes.add(line, column.name, f"the format `{text}`", str(error))
            continue
        needed = {"partial_date": "", "date": "DD", "timestamp": "DD" if column.name in DAY_IS_ENOUGH else "HH"}
        if needed[column.kind] and needed[column.kind] not in parsed.parts:
            shapes.add(line, column.name, f"the format `{text}`", f"a format with `{needed[column.kind]}`")
        formats.append(parsed)
    return tuple(formats)
