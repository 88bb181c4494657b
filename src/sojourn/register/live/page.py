"""The figures of a window laid out: words first, then a chart or bars with every table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from sojourn.register.components.charts import Bar, Chart, Column, bar_chart, column_chart, write
from sojourn.register.components.svg import TEAL
from sojourn.register.live.counting import LOT, SETTLED, WITHDRAWN
from sojourn.register.live.delays import Leg, count_up_to, spread_of
from sojourn.register.live.reading import FeedPlace, Figures, LastCounted, Place
from sojourn.register.live.words import (
    LEG_WORDS,
    RANGES,
    SETTLED_NOTES,
    SETTLED_TONES,
    SETTLED_WORDS,
    delay,
    heading,
)

#: Ports and feeds that are named; the others are put together.
MOST = 15
Context = dict[str, object]


def figures_context(figures: Figures, last: LastCounted | None) -> Context:
    """Give what ``live/figures.html`` shows."""
    around = {
        "window": figures.window.code,
        "heading": heading(figures.window.code, figures.departures),
        "since": _clock(figures.since, figures, day=True),
        "now": f"{figures.now.astimezone(UTC):%H:%M:%S}",
        "last": None if last is None else last.at,
        "any": bool(figures.departures or figures.again),
    }
    return {
        **around,
        "sentences": _sentences(figures),
        "chart": _departures_chart(figures),
        "settled": _settled(figures),
        "lot": LOT,
        "told": _told(figures),
        "ports": _ports(figures.ports),
        "feeds": _feeds(figures.feeds),
        "legs": _legs(figures),
        "delays": _delays_chart(figures),
        "day_only": _day_only(figures.day_only),
    }


def _sentences(figures: Figures) -> list[str]:
    """Say what matters most: questions withdrawn, second records, and how long everything took."""
    said = []
    if figures.withdrawn:
        questions = ngettext(
            "%(number)s question was withdrawn by them.",
            "%(number)s questions were withdrawn by them.",
            figures.withdrawn,
        )
        said.append(questions % {"number": write(figures.withdrawn)})
    if figures.again:
        records = ngettext(
            "%(number)s further record told of a departure that was known already.",
            "%(number)s further records told of departures that were known already.",
            figures.again,
        )
        said.append(records % {"number": write(figures.again)})
    to_answer = spread_of(figures.delays[Leg.TO_ANSWER])
    if to_answer is not None:
        told = {"half": delay(to_answer.half), "most": delay(to_answer.most)}
        said.append(gettext("Half were answered within %(half)s of reaching us, 95 of 100 within %(most)s.") % told)
    return said


def _departures_chart(figures: Figures) -> Chart:
    titles = {
        "minute": gettext("Departures in each 5 seconds"),
        "hour": gettext("Departures in each minute"),
        "day": gettext("Departures in each quarter of an hour"),
    }
    columns = [Column(_clock(at, figures), number, _clock(at, figures, day=True)) for at, number in figures.steps]
    return column_chart(
        titles[figures.window.code],
        columns,
        of=gettext("From (UTC)"),
        count=gettext("Departures"),
        unfinished=gettext("so far"),
    )


def _clock(at: datetime, figures: Figures, *, day: bool = False) -> str:
    """Write a time of day in UTC, with seconds where steps are short, and with the day where there are two."""
    known = at.astimezone(UTC)
    text = f"{known:%H:%M:%S}" if figures.window.grain < 60 else f"{known:%H:%M}"
    return f"{date_format(known, 'j M')}, {text}" if day and figures.window.code == "day" else text


def _settled(figures: Figures) -> list[Context]:
    if not figures.told:
        return []
    shown = [what for what in SETTLED if what == WITHDRAWN or figures.settled.get(what)]
    return [
        {
            "text": str(SETTLED_WORDS[what]),
            "note": str(SETTLED_NOTES.get(what, "")),
            "tone": SETTLED_TONES.get(what, ""),
            "number": write(figures.settled.get(what, 0)),
            "first": what == WITHDRAWN,
        }
        for what in shown
    ]


def _told(figures: Figures) -> str:
    """Say of how many departures it is told what they settled."""
    said = ngettext("This is told of %(told)s departure.", "This is told of %(told)s departures.", figures.told)
    return said % {"told": write(figures.told)}


def _ports(ports: Sequence[Place]) -> Context:
    rows = _shown(ports, gettext("Port not told"), gettext("%(number)s other ports"))
    head = [_numeric(gettext("Departures")), _numeric(gettext("Further records"))]
    return {"caption": gettext("By port"), "head": [gettext("Port"), *head], "rows": rows}


def _feeds(feeds: Sequence[FeedPlace]) -> Context:
    rows = _shown(feeds, "", gettext("%(number)s other feeds"))
    for row, feed in zip(rows, feeds[:MOST], strict=False):
        spread = feed.to_record
        cells = [delay(spread.half), delay(spread.most)] if spread else ["–", "–"]
        row["cells"] = [*_cells(feed), *({"text": cell, "numeric": True} for cell in cells)]
    if len(rows) > MOST:
        rows[-1]["cells"] = [*_as_list(rows[-1]["cells"]), _numeric("–"), _numeric("–")]
    heads = (
        gettext("Departures"),
        gettext("Further records"),
        gettext("Delay: half within"),
        gettext("95 of 100 within"),
    )
    return {
        "caption": gettext("By feed"),
        "head": [gettext("Feed"), *(_numeric(text) for text in heads)],
        "rows": rows,
    }


def _as_list(cells: object) -> list[object]:
    assert isinstance(cells, list)
    return cells


def _shown(places: Sequence[Place], nameless: str, others: str) -> list[Context]:
    """Name the places with the most departures, each with a bar, and put the others together."""
    named, rest = places[:MOST], places[MOST:]
    longest = max((place.departures for place in places), default=0) or 1
    rows: list[Context] = [
        {"name": place.name or nameless, "bar": _bar(place.departures / longest), "cells": _cells(place)}
        for place in named
    ]
    if rest:
        together = Place("", sum(each.departures for each in rest), sum(each.again for each in rest))
        rows.append({"name": others % {"number": len(rest)}, "bar": "", "cells": _cells(together)})
    return rows


def _cells(place: Place) -> list[object]:
    return [_numeric(write(place.departures)), _numeric(write(place.again))]


def _numeric(text: str) -> Mapping[str, object]:
    return {"text": text, "numeric": True}


def _bar(share: float) -> SafeString:
    """Draw the bar of a row; its number stands beside it."""
    return format_html(
        '<svg class="sj-bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        '<rect width="{}" height="10" fill="{}"/></svg>',
        f"{max(1.0, 100 * share) if share else 0:.1f}",
        TEAL,
    )


def _legs(figures: Figures) -> Context:
    rows = []
    for leg in Leg:
        spread = spread_of(figures.delays[leg])
        if spread is not None:
            numbers = (delay(spread.half), delay(spread.most), write(spread.number))
            rows.append([str(LEG_WORDS[leg]), *(_numeric(text) for text in numbers)])
    heads = (gettext("Half within"), gettext("95 of 100 within"), gettext("Records"))
    return {
        "caption": gettext("How long records take"),
        "head": [gettext("Part of the way"), *(_numeric(text) for text in heads)],
        "rows": rows,
    }


def _delays_chart(figures: Figures) -> Chart:
    counts = figures.delays[Leg.TO_RECORD]
    bars, counted = [], sum(number for bucket, number in counts.items() if bucket < 0)
    if counted:
        bars.append(Bar(gettext("Before the crossing"), counted))
    for end, words in RANGES:
        up_to = sum(counts.values()) if end == float("inf") else count_up_to(counts, end)
        bars.append(Bar(str(words), up_to - counted))
        counted = up_to
    return bar_chart(
        gettext("From the crossing to the record"),
        bars if counts else [],
        of=gettext("How long"),
        count=gettext("Records"),
    )


def _day_only(number: int) -> str:
    if not number:
        return ""
    said = ngettext(
        "%(number)s record tells only the day of the crossing, so its delay is not known and not counted here.",
        "%(number)s records tell only the day of the crossing, so their delay is not known and not counted here.",
        number,
    )
    return said % {"number": write(number)}
