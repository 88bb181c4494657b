"""The stay strip: a person's stays on one line of time, with what authorised them beneath, and the same as a table.

Dark is presence on record. Hatched is what no record says: between the last proof of presence and the proof that the
person had left, or after the last authorised day with no departure on file. It is never drawn as presence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.safestring import SafeString
from django.utils.translation import gettext

from sojourn.register.components import words
from sojourn.register.components.days import long_day
from sojourn.register.components.strip_drawing import Bar, Picture, Span, draw

WIDE, NARROW = 900, 340


@dataclass(frozen=True)
class Stay:
    """One stay: ``departed_on``, or ``left_between`` two days, or neither while no departure is known."""

    arrived_on: date
    departed_on: date | None = None
    left_between: tuple[date, date] | None = None
    state: str = "unknown"
    url: str = ""


@dataclass(frozen=True)
class Period:
    """One authorised period by its basis (``status``, ``authorised_only``, ``removal_barred``); no end: it goes on."""

    valid_from: date
    valid_to: date | None
    basis: str


@dataclass(frozen=True)
class Strip:
    """A strip, for ``components/stay_strip.html``."""

    svg: SafeString
    narrow: SafeString
    caption: str
    legend: str
    head: tuple[object, ...]
    rows: tuple[tuple[object, ...], ...]


def draw_strip(stays: Sequence[Stay], periods: Sequence[Period], as_of: date, window_days: int | None = None) -> Strip:
    """Draw the stays and the authorised periods of one person.

    Args:
        stays: in any order.
        periods: of all stays together.
        as_of: the day asked about.
        window_days: shade a window of so many days up to ``as_of`` (180 under the law of the Schengen short stay).
    """
    ordered = sorted(stays, key=lambda stay: stay.arrived_on)
    window = as_of - timedelta(days=window_days - 1) if window_days else None
    title = gettext("Stays, as of %(day)s") % {"day": long_day(as_of)}
    described = "; ".join(stay_words(stay) for stay in ordered) + "."
    bars = [
        Bar(
            stay.arrived_on, end_of(stay, as_of), spans_of(stay, periods, as_of), (label_of(stay), short_label_of(stay))
        )
        for stay in ordered
    ]
    lanes = [(period.valid_from, period.valid_to, period.basis) for period in periods]
    picture = Picture(bars, lanes, as_of, window, title, described)
    legend = _legend(bars, periods, window_days)
    return Strip(draw(picture, WIDE), draw(picture, NARROW), title, legend, _head(), _rows(ordered, periods))


def spans_of(stay: Stay, periods: Sequence[Period], as_of: date) -> list[Span]:
    """Split a stay into days of known presence and days of which no record says where the person was."""
    if stay.departed_on:
        return [Span(stay.arrived_on, stay.departed_on, known=True)]
    if stay.left_between:
        seen, gone = stay.left_between
        return [Span(stay.arrived_on, seen, known=True), Span(seen, gone, known=False)]
    last = _last_covered_day(stay, periods, as_of)
    if last >= as_of:
        return [Span(stay.arrived_on, end_of(stay, as_of), known=True)]
    return [Span(stay.arrived_on, last, known=True), Span(last + timedelta(days=1), as_of, known=False)]


def end_of(stay: Stay, as_of: date) -> date:
    """Give the last day that a stay takes on the strip."""
    return stay.departed_on or (stay.left_between[1] if stay.left_between else max(as_of, stay.arrived_on))


def label_of(stay: Stay) -> str:
    """Name a stay in a few words."""
    day = long_day(stay.arrived_on)
    if stay.departed_on:
        return gettext("%(first)s to %(last)s") % {"first": day, "last": long_day(stay.departed_on)}
    if stay.left_between:
        return gettext("%(first)s, day of leaving not known") % {"first": day}
    return gettext("Since %(first)s, no departure on file") % {"first": day}


def short_label_of(stay: Stay) -> str:
    """Name a stay by its first day."""
    day = long_day(stay.arrived_on)
    return day if stay.departed_on or stay.left_between else gettext("Since %(first)s") % {"first": day}


def stay_words(stay: Stay) -> str:
    """Say a stay in words, with its state."""
    return f"{label_of(stay)}: {words.STATES.get(stay.state, stay.state)}"


def _last_covered_day(stay: Stay, periods: Sequence[Period], as_of: date) -> date:
    last = stay.arrived_on
    for period in sorted(periods, key=lambda period: period.valid_from):
        if period.valid_from <= last + timedelta(days=1):
            last = max(last, period.valid_to or as_of)
    return last


def _head() -> tuple[object, ...]:
    return (gettext("Stay"), gettext("Arrived"), gettext("Left"), gettext("Answer"), gettext("Authorised"))


def _rows(stays: Sequence[Stay], periods: Sequence[Period]) -> tuple[tuple[object, ...], ...]:
    return tuple(
        (
            number,
            {"text": stay.arrived_on, "url": stay.url},
            _left(stay),
            str(words.STATES.get(stay.state, stay.state)),
            _authorised(stay, following.arrived_on if following else None, periods),
        )
        for number, (stay, following) in enumerate(zip(stays, [*stays[1:], None], strict=False), start=1)
    )


def _left(stay: Stay) -> str:
    if stay.departed_on:
        return long_day(stay.departed_on)
    if stay.left_between:
        first, last = stay.left_between
        return gettext("between %(first)s and %(last)s") % {"first": long_day(first), "last": long_day(last)}
    return gettext("no departure on file")


def _authorised(stay: Stay, until: date | None, periods: Sequence[Period]) -> str:
    own = [
        period
        for period in periods
        if (until is None or period.valid_from < until) and (period.valid_to or stay.arrived_on) >= stay.arrived_on
    ]
    return "; ".join(_period_words(period) for period in own) or gettext("no period on file")


def _period_words(period: Period) -> str:
    basis = str(words.BASES.get(period.basis, period.basis))
    first = long_day(period.valid_from)
    if period.valid_to is None:
        return gettext("%(basis)s from %(first)s, without an end") % {"basis": basis, "first": first}
    return gettext("%(basis)s from %(first)s to %(last)s") % {
        "basis": basis,
        "first": first,
        "last": long_day(period.valid_to),
    }


def _legend(bars: Sequence[Bar], periods: Sequence[Period], window_days: int | None) -> str:
    told = [gettext("Dark: here, as far as records say.")]
    if any(not span.known for bar in bars for span in bar.spans):
        told.append(gettext("Hatched: no record says whether the person was here."))
    if periods:
        told.append(gettext("The lines beneath: what authorised it."))
    if window_days:
        told.append(gettext("Shaded: the last %(days)s days.") % {"days": window_days})
    return " ".join(told)
