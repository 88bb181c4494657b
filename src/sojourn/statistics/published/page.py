"""The page of a publication: one HTML file that needs no network and no script."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from jinja2 import Environment

from sojourn.statistics.page_environment import DIRECTION, LANGUAGE, page_environment
from sojourn.statistics.published import pictures, words
from sojourn.statistics.published.build import SCOPE_WORDS
from sojourn.statistics.published.checks import CHECKED
from sojourn.statistics.published.decay import FATES
from sojourn.statistics.published.layout import load_layout
from sojourn.statistics.published.shapes import PART_WORDS, PARTS, Line, Publication, Table


def render_page(publication: Publication) -> str:
    """Write the page; the same publication gives the same page, byte for byte."""
    return _environment().get_template("published.html.jinja").render(_page(publication))


def _environment() -> Environment:
    return page_environment(
        {"count": words.count, "rate": words.share, "interval": words.interval},
        {
            "title": words.title,
            "label": words.label,
            "estimate": words.estimate,
            "estimate_interval": words.estimate_interval,
            "check": words.check_share,
            "lines": _lines,
        },
    )


def _page(publication: Publication) -> dict[str, Any]:
    summary = publication.tables[0]
    total = summary.total
    short = {group.title: group.short for group in load_layout(str(publication.meta["law"])).groups}
    checks = publication.checks
    return {
        "language": LANGUAGE,
        "direction": DIRECTION,
        "it": publication,
        "as_of": date.fromisoformat(str(publication.meta["as_of"])),
        "known_at": datetime.fromisoformat(str(publication.meta["known_at"])),
        "summary": summary,
        "total": total,
        "words": words,
        "parts": PARTS,
        "part_words": PART_WORDS,
        "scope_words": SCOPE_WORDS,
        "checked": CHECKED,
        "fates": FATES,
        "rates_chart": pictures.rates_chart([(short.get(line.label, line.label), line) for line in _lines(summary)]),
        "parts_chart": pictures.parts_chart(total, "parts", "Expected departures that are not on file as left in time")
        if total
        else None,
        "checks_chart": pictures.parts_chart(checks.total, "checks", "Leave ended, and not on file as left in time")
        if checks and checks.total
        else None,
        "decay_chart": pictures.decay_chart(publication.decay),
    }


def _lines(table: Table) -> list[Line]:
    return [*table.rows, *([table.total] if table.total else [])]
