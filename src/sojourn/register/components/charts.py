"""Charts of bars and of lines, drawn on the server, each with the rows of the table beneath it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.safestring import SafeString
from django.utils.translation import get_language_bidi, gettext

from sojourn.register.components.svg import ASK, BRAND, INK, LINE, SIZE, TEAL, WASH, Drawing, text_width

WIDE, NARROW = 900, 340
_STEP, _BAR = 34, 20
#: Of a column whose step still goes on.
_PALE = "#7db4b4"
#: A line is told from the next by its dashes and by the words at its end, not by colour alone.
_LINES = ((BRAND, ""), (ASK, "7 4"), (TEAL, "2 4"))


@dataclass(frozen=True)
class Bar:
    """One bar: its words, its number, and the number as written (with its digits grouped when absent)."""

    label: str
    number: float
    written: str = ""


@dataclass(frozen=True)
class Line:
    """One line: its name and its numbers, None where there is none."""

    name: str
    numbers: tuple[float | None, ...]


@dataclass(frozen=True)
class Chart:
    """A chart, for ``components/chart_with_table.html``: pictures for wide and narrow screens, and the table."""

    title: str
    svg: SafeString
    narrow: SafeString
    head: tuple[object, ...]
    rows: tuple[tuple[object, ...], ...]


def bar_chart(title: str, bars: Sequence[Bar], *, of: str = "", count: str = "") -> Chart:
    """Draw bars one under the other, from the top; ``of`` and ``count`` are the heads of the table's two columns."""
    words = ", ".join(f"{bar.label}: {_written(bar)}" for bar in bars)
    wide, narrow = (_draw_bars(title, words, bars, width) for width in (WIDE, NARROW))
    head = (of or gettext("What"), {"text": count or gettext("Count"), "numeric": True})
    rows = tuple((bar.label, {"text": _written(bar), "numeric": True}) for bar in bars)
    return Chart(title, wide, narrow, head, rows)


def line_chart(
    title: str,
    labels: Sequence[str],
    lines: Sequence[Line],
    *,
    of: str = "",
    unit: str = "",
    marked: Sequence[int] = (),
    marked_words: str = "",
) -> Chart:
    """Draw lines over days or months.

    Args:
        title: what the chart shows.
        labels: the places along the axis, in order.
        lines: at most three; more are told better by a table alone.
        of: head of the table's first column.
        unit: written after each number (``%``).
        marked: places to shade, and ``marked_words``, what the shade means; the table says it too.
    """
    words = gettext("%(lines)s; from %(first)s to %(last)s.") % {
        "lines": ", ".join(line.name for line in lines),
        "first": labels[0] if labels else "",
        "last": labels[-1] if labels else "",
    }
    shade = (frozenset(marked), marked_words)
    wide, narrow = (_draw_lines(title, words, labels, lines, unit, shade, width) for width in (WIDE, NARROW))
    head = (of or gettext("Day"), *({"text": line.name, "numeric": True} for line in lines))
    head = (*head, marked_words) if marked else head
    rows = tuple(
        (
            label,
            *({"text": write(line.numbers[at], unit), "numeric": True} for line in lines),
            *((gettext("yes") if at in marked else "",) if marked else ()),
        )
        for at, label in enumerate(labels)
    )
    return Chart(title, wide, narrow, head, rows)


@dataclass(frozen=True)
class Column:
    """One column of a chart over time: its words on the axis, its number, and its words in the table."""

    label: str
    number: float
    told: str = ""


def column_chart(
    title: str, columns: Sequence[Column], *, of: str = "", count: str = "", unfinished: str = ""
) -> Chart:
    """Draw columns side by side, one for each step of time.

    Args:
        title: what the chart shows.
        columns: the steps, in order.
        of, count: the heads of the table's two columns.
        unfinished: said of the last step where it still goes on; its column is pale.
    """
    numbers = [column.number for column in columns] or [0]
    words = gettext("From %(first)s to %(last)s: between %(least)s and %(most)s.") % {
        "first": columns[0].label if columns else "",
        "last": columns[-1].label if columns else "",
        "least": write(min(numbers)),
        "most": write(max(numbers)),
    }
    wide, narrow = (_draw_columns(title, words, columns, width, pale=bool(unfinished)) for width in (WIDE, NARROW))
    last = len(columns) - 1
    rows = tuple(
        (
            {"text": column.told or column.label, "note": unfinished if at == last else ""},
            {"text": write(column.number), "numeric": True},
        )
        for at, column in enumerate(columns)
    )
    head = (of or gettext("Time"), {"text": count or gettext("Count"), "numeric": True})
    return Chart(title, wide, narrow, head, rows)


def write(number: float | None, unit: str = "") -> str:
    """Write a number with grouped digits and its unit; a dash where there is none."""
    if number is None:
        return "–"
    places = 0 if float(number).is_integer() else 1
    text = number_format(number, decimal_pos=places, use_l10n=True, force_grouping=True)
    return f"{text}\N{NO-BREAK SPACE}{unit}" if unit else text


def _written(bar: Bar) -> str:
    return bar.written or write(bar.number)


def _draw_bars(title: str, words: str, bars: Sequence[Bar], width: int) -> SafeString:
    drawing = Drawing(width, rtl=get_language_bidi())
    labels = 16 + max((text_width(bar.label) for bar in bars), default=0)
    above = labels > width * 0.42  # no room beside the bar: its words stand above it
    labels = 0.0 if above else labels
    room = width - labels - 12 - max((text_width(_written(bar)) for bar in bars), default=0)
    longest = max((bar.number for bar in bars), default=0) or 1
    top = 4.0
    for bar in bars:
        for line in wrap(bar.label, width) if above else [bar.label]:
            drawing.text(0, top + 15, line, fill=INK)
            top += 20 if above else 0
        end = labels + room * bar.number / longest
        drawing.rect(labels, end, top, _BAR, BRAND)
        drawing.text(max(end, labels + 1) + 8, top + 15, _written(bar), fill=INK)
        top += _STEP + (6 if above else 0)
    return drawing.finish(top, title, words)


def _draw_columns(title: str, words: str, columns: Sequence[Column], width: int, *, pale: bool) -> SafeString:
    drawing = Drawing(width, rtl=get_language_bidi())
    highest = max(2.0, _round_up(max((column.number for column in columns), default=0)))
    start, top, height = 10 + text_width(write(highest)), 12.0, 170.0
    for number in (0.0, highest / 2, highest):
        level = top + height * (1 - number / highest)
        drawing.line([(start, level), (width, level)], LINE)
        drawing.text(start - 6, level + 5, write(number), anchor="end")
    step = (width - start) / max(len(columns), 1)
    gap = min(step * 0.22, 8)
    for at, column in enumerate(columns):
        if column.number:
            tall, begin = height * column.number / highest, start + step * at
            fill = _PALE if pale and at == len(columns) - 1 else TEAL
            drawing.rect(begin + gap / 2, begin + step - gap / 2, top + height - tall, tall, fill)
    every = max(1, math.ceil((max((text_width(column.label) for column in columns), default=0) + 24) / step))
    for at in range(0, len(columns), every):
        begin = start + step * at + gap / 2
        if begin + text_width(columns[at].label) <= width:
            drawing.text(begin, top + height + SIZE + 8, columns[at].label)
    return drawing.finish(top + height + 30, title, words)


def wrap(words: str, room: float) -> list[str]:
    """Break words into lines that fit."""
    lines: list[str] = []
    for word in words.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _draw_lines(
    title: str,
    words: str,
    labels: Sequence[str],
    lines: Sequence[Line],
    unit: str,
    shade: tuple[frozenset[int], str],
    width: int,
) -> SafeString:
    drawing = Drawing(width, rtl=get_language_bidi())
    top = 26 + 20 * (len(lines) + (1 if shade[0] else 0))
    plot = _Plot(labels, lines, width, top, 220, unit)
    _draw_key(drawing, lines, shade[1] if shade[0] else "")
    for place in sorted(shade[0]):
        drawing.rect(plot.x(place) - plot.half, plot.x(place) + plot.half, top, 220, WASH)
    plot.draw_axes(drawing)
    for line, (stroke, dashes) in zip(lines, _LINES, strict=False):
        for run in _runs(line.numbers):
            points = [(plot.x(at), plot.y(number)) for at, number in run]
            drawing.line(points, stroke, 2.5, dashes)
            if len(points) == 1:
                drawing.dot(*points[0], stroke)
    return drawing.finish(top + 220 + 30, title, words)


def _draw_key(drawing: Drawing, lines: Sequence[Line], shaded: str) -> None:
    for place, (line, (stroke, dashes)) in enumerate(zip(lines, _LINES, strict=False)):
        drawing.line([(0, 10 + 20 * place), (34, 10 + 20 * place)], stroke, 2.5, dashes)
        drawing.text(42, 15 + 20 * place, line.name, fill=INK)
    if shaded:
        drawing.rect(0, 34, 3 + 20 * len(lines), 14, WASH, LINE)
        drawing.text(42, 15 + 20 * len(lines), shaded, fill=INK)


def _runs(numbers: Sequence[float | None]) -> list[list[tuple[int, float]]]:
    runs: list[list[tuple[int, float]]] = [[]]
    for place, number in enumerate(numbers):
        if number is None:
            runs.append([])
        else:
            runs[-1].append((place, number))
    return [run for run in runs if run]


class _Plot:
    """Where a number of a line chart stands."""

    def __init__(
        self, labels: Sequence[str], lines: Sequence[Line], width: int, top: float, height: float, unit: str
    ) -> None:
        known = [number for line in lines for number in line.numbers if number is not None]
        self.labels, self.top, self.height, self.unit, self.width = labels, top, height, unit, width
        self.highest = _round_up(max(known, default=1))
        self.start = 10 + text_width(write(self.highest, unit))
        self.step = (width - self.start - 16) / max(len(labels) - 1, 1)
        self.half = min(self.step / 2, 40)

    def x(self, place: int) -> float:
        """Give the place of a label along the axis."""
        return self.start + 8 + (self.step * place if len(self.labels) > 1 else (self.width - self.start) / 2)

    def y(self, number: float) -> float:
        """Give the height of a number."""
        return self.top + self.height * (1 - number / self.highest)

    def draw_axes(self, drawing: Drawing) -> None:
        """Draw three lines across, and as many labels as have room."""
        for number in (0.0, self.highest / 2, self.highest):
            drawing.line([(self.start, self.y(number)), (self.width, self.y(number))], LINE)
            drawing.text(self.start - 6, self.y(number) + 5, write(number, self.unit), anchor="end")
        widest = max((text_width(label) for label in self.labels), default=0) + 14
        every = max(1, math.ceil(widest / self.step))
        free = 0.0
        for place in range(0, len(self.labels), every):
            wide = text_width(self.labels[place])
            begin = min(max(self.x(place) - wide / 2, 0.0), self.width - wide)
            if begin >= free:
                drawing.text(begin, self.top + self.height + SIZE + 8, self.labels[place])
                free = begin + wide + 10


def _round_up(number: float) -> float:
    steps = (0.1, 0.2, 0.5, 1, 2, 4, 10, 20, 40, 60, 100)
    scale = 1.0
    while number / scale > steps[-1]:
        scale *= 10
    return next(step * scale for step in steps if number <= step * scale)
