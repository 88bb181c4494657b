"""Where everything of a stay strip stands: labels that never overlap, bars, lanes of authorised periods, the axis."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.safestring import SafeString
from django.utils.translation import get_language_bidi, gettext

from sojourn.register.components.days import long_day, short_month
from sojourn.register.components.svg import BRAND, INK, KNOW, LINE, OK, QUIET, TEAL, WASH, Drawing, text_width

_BAR, _LANE, _LEVEL = 28, 9, 20
_MOST_LEVELS = 3
_MONTHS = (1, 2, 3, 6, 12, 24, 60, 120)
_FILLS = {"status": OK, "authorised_only": TEAL, "removal_barred": KNOW}


@dataclass(frozen=True)
class Span:
    """Some days of a stay as drawn: known presence, or what is not known."""

    first: date
    last: date
    known: bool


@dataclass(frozen=True)
class Bar:
    """One stay as drawn: its days, and its names, the longest first."""

    first: date
    last: date
    spans: Sequence[Span]
    names: tuple[str, ...]


Lane = tuple[date, date | None, str]


@dataclass(frozen=True)
class Picture:
    """What a strip shows, whatever its width."""

    bars: Sequence[Bar]
    lanes: Sequence[Lane]
    as_of: date
    window: date | None
    title: str
    words: str


@dataclass(frozen=True)
class Placed:
    """A label with its place: where it begins, on which level, and the place it speaks of."""

    words: str
    x: float
    level: int
    of: float


@dataclass(frozen=True)
class Scale:
    """Days to places."""

    first: date
    last: date
    start: float
    end: float

    def x(self, day: date) -> float:
        """Give the place of a day; days outside stand at the edge."""
        share = (day - self.first).days / max((self.last - self.first).days, 1)
        return self.start + (self.end - self.start) * min(max(share, 0.0), 1.0)


def draw(picture: Picture, width: int) -> SafeString:
    """Draw one strip of a width."""
    drawing = Drawing(width, rtl=get_language_bidi())
    scale = _scale(picture, width)
    labels = place_labels([(scale.x(bar.first), bar.names) for bar in picture.bars], width)
    top = 14 + _LEVEL * (1 + max((label.level for label in labels), default=-1))
    bases = [basis for basis in _FILLS if any(lane[2] == basis for lane in picture.lanes)]
    floor = top + _BAR + 8 + len(bases) * (_LANE + 21)
    if picture.window:
        drawing.rect(scale.x(picture.window), scale.x(picture.as_of), top - 6, floor - top + 6, WASH)
    _draw_labels(drawing, labels, top)
    _draw_bars(drawing, scale, picture.bars, top)
    for place, basis in enumerate(bases):
        lanes = [lane for lane in picture.lanes if lane[2] == basis]
        _draw_lane(drawing, scale, lanes, top + _BAR + 10 + place * (_LANE + 21))
    _draw_day(drawing, scale, picture.as_of, top - 8, floor)
    _draw_axis(drawing, scale, floor)
    return drawing.finish(floor + 52, picture.title, picture.words)


def place_labels(wanted: Sequence[tuple[float, tuple[str, ...]]], width: float) -> list[Placed]:
    """Place labels above their bars on as few levels as hold them: long names, else short ones, else numbers.

    A number that has no room either is left out: the table has every stay, with its number.
    """
    for form in range(min((len(names) for _x, names in wanted), default=0)):
        placed = _place([(x, names[form]) for x, names in wanted], width)
        if placed is not None:
            return placed
    numbered = [(x, str(number)) for number, (x, _names) in enumerate(wanted, start=1)]
    return _place(numbered, width, leave_out=True) or []


def _place(wanted: Sequence[tuple[float, str]], width: float, *, leave_out: bool = False) -> list[Placed] | None:
    starts = [width + 12] * _MOST_LEVELS  # from the end: the line down from an earlier label then crosses no later one
    placed: list[Placed] = []
    for of, label in reversed(wanted):
        wide = text_width(label, bold=True)
        x = max(min(of, width - wide), 0.0)
        level = next((level for level, start in enumerate(starts) if x + wide + 12 <= start), None)
        if level is not None and wide <= width:
            starts[level] = x
            placed.append(Placed(label, x, level, of))
        elif not leave_out:
            return None
    return placed[::-1]


def _scale(picture: Picture, width: int) -> Scale:
    firsts = [bar.first for bar in picture.bars] + ([picture.window] if picture.window else [])
    first = min([*firsts, picture.as_of]) - timedelta(days=12)
    length = max((picture.as_of - first).days, 90)
    lasts = [bar.last for bar in picture.bars] + [lane[1] for lane in picture.lanes if lane[1]]
    latest = picture.as_of + timedelta(days=length // 2)  # a permission of ten years would leave no room for the stay
    last = min(max([*lasts, picture.as_of]), latest) + timedelta(days=max(length // 40, 5))
    return Scale(first, last, 2.0, width - 2.0)


def _draw_labels(drawing: Drawing, labels: Sequence[Placed], top: float) -> None:
    if any(label.level for label in labels):
        for label in labels:
            drawing.line([(label.of + 1, top - 4 - label.level * _LEVEL), (label.of + 1, top)], LINE)
    for label in labels:
        drawing.text(label.x, top - 9 - label.level * _LEVEL, label.words, bold=True, fill=INK)


def _draw_bars(drawing: Drawing, scale: Scale, bars: Sequence[Bar], top: float) -> None:
    for span in [span for bar in bars for span in bar.spans]:
        end = scale.x(span.last + timedelta(days=1))
        fill, edge = (BRAND, "") if span.known else ("hatch", KNOW)
        drawing.rect(scale.x(span.first), end, top, _BAR, fill, edge)


def _draw_lane(drawing: Drawing, scale: Scale, lanes: Sequence[Lane], top: float) -> None:
    short = {
        "status": gettext("Status"),
        "authorised_only": gettext("Authorised without a status"),
        "removal_barred": gettext("Removal barred"),
    }
    basis = lanes[0][2]
    for first, last, _basis in lanes:
        end = scale.x(last + timedelta(days=1)) if last else scale.end
        drawing.rect(scale.x(first), end, top, _LANE, _FILLS[basis])
    words = short[basis]
    starts = min(scale.x(first) for first, _last, _basis in lanes)
    drawing.text(min(starts, scale.end - text_width(words)), top + _LANE + 14, words)


def _draw_axis(drawing: Drawing, scale: Scale, floor: float) -> None:
    drawing.line([(scale.start, floor), (scale.end, floor)], QUIET)
    busy = -1.0
    for day in list_ticks(scale.first, scale.last, int((scale.end - scale.start) / 62)):
        x = scale.x(day)
        drawing.line([(x, floor), (x, floor + 5)], QUIET)
        words = str(day.year) if _yearly(scale) else short_month(day)
        begin = min(max(x - text_width(words) / 2, 0.0), drawing.width - text_width(words))
        if begin >= busy:
            drawing.text(begin, floor + 20, words)
            busy = begin + text_width(words) + 8


def _yearly(scale: Scale) -> bool:
    return (scale.last - scale.first).days > 365 * 6


def _draw_day(drawing: Drawing, scale: Scale, as_of: date, top: float, floor: float) -> None:
    x = scale.x(as_of + timedelta(days=1))
    drawing.line([(x, top), (x, floor + 30)], INK, 2)
    words = gettext("%(day)s, the day asked about") % {"day": long_day(as_of)}
    wide = text_width(words, bold=True)
    if x >= wide:
        drawing.text(x + 1, floor + 45, words, anchor="end", bold=True, fill=INK)
    else:
        drawing.text(max(min(x - 1, drawing.width - wide), 0.0), floor + 45, words, bold=True, fill=INK)


def list_ticks(first: date, last: date, most: int) -> list[date]:
    """List the first days of months (or years) between two days, at most so many."""
    months = (last.year - first.year) * 12 + last.month - first.month
    step = next((step for step in _MONTHS if months / step <= max(most, 2)), _MONTHS[-1])
    begin = first.year * 12 + first.month - 1
    begin += -begin % step
    days = [date(month // 12, month % 12 + 1, 1) for month in range(begin, last.year * 12 + last.month, step)]
    return [day for day in days if first <= day <= last]
