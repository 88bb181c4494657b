"""A publication as text, CSV, JSON or a page: names of files, and what each holds."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from typing import Literal

from sojourn.statistics.published import words
from sojourn.statistics.published.checks import CHECKED
from sojourn.statistics.published.decay import FATES
from sojourn.statistics.published.page import render_page
from sojourn.statistics.published.shapes import Line, Publication, Share, Table
from sojourn.statistics.published.text import render_text

Form = Literal["text", "html", "csv", "json"]


def render(publication: Publication, form: Form, *, terminal: bool = False, width: int = 100) -> dict[str, str]:
    """Write a publication in one form.

    Args:
        publication: from ``publish``.
        form: ``text``, ``html`` and ``json`` are one file; ``csv`` is one file a table, and ``about.json``.
        terminal: draw text for a terminal (ANSI).
        width: columns of the terminal.

    Returns:
        The text of each file by its name.
    """
    if form == "text":
        return {"statistics.txt": render_text(publication, terminal=terminal, width=width)}
    if form == "html":
        return {"statistics.html": render_page(publication)}
    if form == "json":
        return {"statistics.json": _json(as_document(publication))}
    return _csv_files(publication)


def read_form(given: str) -> Form:
    """Give the form by its name; another name raises ``KeyError``."""
    forms: dict[str, Form] = {"text": "text", "html": "html", "csv": "csv", "json": "json"}
    return forms[given]


def as_document(publication: Publication) -> dict[str, object]:
    """Give a publication as one document of plain values; null stands for what is withheld or not printed."""
    tables = [*publication.tables, *([publication.apart] if publication.apart else [])]
    checks = publication.checks
    return {
        "meta": dict(publication.meta),
        "scope": dict(publication.scope),
        "tables": [_table(table) for table in tables],
        "exit_checks": None if checks is None else [_check(line) for line in _lines(checks)],
        "decay": {
            "unexplained_at_first": publication.decay_base,
            "later": [
                {
                    "as_of": row.as_of.isoformat(),
                    "known_at": row.known_at.isoformat(),
                    "run_digest": row.digest,
                    **row.counts,
                }
                for row in publication.decay
            ],
        },
    }


def _json(document: Mapping[str, object]) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _table(table: Table) -> dict[str, object]:
    said: dict[str, object] = {"table": table.number, "key": table.key, "title": table.title}
    said["rows"] = [{table.of: line.label, "together": line.pooled, **_values(line)} for line in table.rows]
    said["total"] = None if table.total is None else _values(table.total)
    return said


def _values(line: Line) -> dict[str, int | float | None]:
    parts = line.parts
    found = line.estimate
    return {
        "expected_departures": line.expected,
        "left_after_end": parts["after_end"],
        "unexplained": parts["unexplained"],
        "after_end_and_unexplained": line.total,
        **_rate("total_rate", line.total_rate),
        **_rate("unexplained_rate", line.unexplained_rate),
        "estimated_overstays": None if found is None or found.value is None else round(found.value),
        "estimated_overstays_low": None if found is None or found.low is None else round(found.low),
        "estimated_overstays_high": None if found is None or found.high is None else round(found.high),
        "left_in_time": parts["in_time"],
        "left_date_unknown": parts["date_unknown"],
        "unknown": parts["unknown"],
        "not_subject": parts["not_subject"],
    }


def _rate(name: str, share: Share | None) -> dict[str, float | None]:
    """Rates in per cent with two decimals, as the US report prints them."""
    if share is None:
        return {name: None, f"{name}_low": None, f"{name}_high": None}
    found = {name: share.value, f"{name}_low": share.low, f"{name}_high": share.high}
    return {key: round(100 * value, 2) for key, value in found.items()}


def _check(line: Line) -> dict[str, object]:
    return {"visit": line.label, "leave_ended": line.expected, **{part: line.parts[part] for part in CHECKED}}


def _lines(table: Table) -> list[Line]:
    return [*table.rows, *([table.total] if table.total else [])]


def _csv_files(publication: Publication) -> dict[str, str]:
    tables = [*publication.tables, *([publication.apart] if publication.apart else [])]
    files = {f"table-{table.number}-{_file_name(table)}.csv": _country_csv(table) for table in tables}
    files["scope.csv"] = _csv(["entries", "count"], [[key, number] for key, number in publication.scope])
    if publication.checks:
        rows = [list(_check(line).values()) for line in _lines(publication.checks)]
        files["exit-checks.csv"] = _csv(["visit", "leave_ended", *CHECKED], rows)
    if publication.decay:
        later = [
            [row.as_of, row.known_at.isoformat(), publication.decay_base, *(row.counts[fate] for fate in FATES)]
            for row in publication.decay
        ]
        files["decay.csv"] = _csv(["as_of", "known_at", "unexplained_at_first", *FATES], later)
    files["about.json"] = _json(dict(publication.meta))
    return files


def _country_csv(table: Table) -> str:
    rows = [[line.label, *_values(line).values()] for line in _lines(table)]
    return _csv([table.of, *words.COLUMNS], rows)


def _csv(head: list[str], rows: Sequence[Sequence[object]]) -> str:
    page = io.StringIO()
    writer = csv.writer(page, lineterminator="\n")
    writer.writerows([head, *rows])
    return page.getvalue()


def _file_name(table: Table) -> str:
    return (
        "".join(letter for letter in table.key.lower().replace("_", "-") if letter.isalnum() or letter == "-") or "none"
    )
