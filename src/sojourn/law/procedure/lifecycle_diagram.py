"""The diagram of a lifecycle as one SVG, drawn by fixed rules: the same lifecycle gives the same bytes.

Rows are stages, from the question to the end. A thick line is a step against the person, a dashed one follows from a
fact, a thin one is any other; the number on a line is that of its step in the table beside the diagram. Colour is not
used. Steps that leave from many states, or lead back to where they leave from, stand in the table only.
"""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from xml.sax.saxutils import escape

from sojourn.law.procedure.lifecycle import STAGES, Lifecycle, State, Step
from sojourn.law.procedure.machine import ANY

MANY = 3
"""A step that leaves from more states than this is not drawn."""

_A_ROW = 4
_WIDTH, _HEIGHT = 190, 58
_GAP_X, _GAP_Y, _MARGIN = 70, 74, 60
_CHARACTERS = 27
_Point = tuple[int, int]
_Places = Mapping[str, _Point]


@dataclass(frozen=True)
class _Line:
    source: str
    target: str
    adverse: bool
    by_fact: bool


def is_drawn(step: Step) -> bool:
    """Say whether a step is drawn; the table has all."""
    return ANY not in step.leaves and len(step.leaves) <= MANY and set(step.leaves) != {step.reaches}


def draw(lifecycle: Lifecycle) -> str:
    """Give the SVG of a lifecycle; it holds no blank line, so that it can stand in a page of Markdown."""
    places = _places(lifecycle)
    width = 2 * _MARGIN + _A_ROW * _WIDTH + (_A_ROW - 1) * _GAP_X
    height = max(y for _, y in places.values()) + _HEIGHT + _MARGIN
    drawn = lifecycle.id.replace(".", "-")
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" '
        f'aria-labelledby="{drawn}-title" font-family="sans-serif" font-size="12" fill="none" stroke="currentColor">'
    )
    title = escape(f"{lifecycle.title}: the table below says the same in words")
    lines = [head, f'<title id="{drawn}-title">{title}</title>', _tip(f"{drawn}-tip")]
    lines += _arrows(lifecycle, places, f"{drawn}-tip")
    lines += [part for state in lifecycle.states for part in _box(state, places[state.id], lifecycle)]
    return "\n".join([*lines, "</svg>"])


def _places(lifecycle: Lifecycle) -> _Places:
    """Lay the states in rows, by stage and then as the lifecycle has them."""
    places: dict[str, tuple[int, int]] = {}
    row = 0
    for stage in STAGES:
        here = [state.id for state in lifecycle.states if state.stage == stage]
        for at, name in enumerate(here):
            column, line = at % _A_ROW, row + at // _A_ROW
            places[name] = (_MARGIN + column * (_WIDTH + _GAP_X), _MARGIN + line * (_HEIGHT + _GAP_Y))
        row += -(-len(here) // _A_ROW)
    return places


def _tip(name: str) -> str:
    shape = '<path d="M0 0 8 4 0 8z" fill="currentColor" stroke="none"/>'
    size = 'viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse"'
    return f'<defs><marker id="{name}" {size} orient="auto">{shape}</marker></defs>'


def _lines(lifecycle: Lifecycle) -> dict[_Line, list[int]]:
    """Give the lines with the numbers of their steps; steps of one kind between two states share a line."""
    lines: dict[_Line, list[int]] = {}
    for number, step in enumerate(lifecycle.steps, 1):
        for name in step.leaves if is_drawn(step) else ():
            if name != step.reaches:
                lines.setdefault(_Line(name, step.reaches, step.adverse, bool(step.by_fact)), []).append(number)
    return lines


def _arrows(lifecycle: Lifecycle, places: _Places, tip: str) -> Iterable[str]:
    """Each line leaves and ends beside those drawn before it, so that none covers another."""
    out: Counter[str] = Counter()
    into: Counter[str] = Counter()
    for line, numbers in _lines(lifecycle).items():
        source, target = places[line.source], places[line.target]
        if target == (source[0] + _WIDTH + _GAP_X, source[1]):
            y = source[1] + _HEIGHT // 2
            curve = ((source[0] + _WIDTH, y), (source[0] + _WIDTH, y), (target[0], y), (target[0], y))
        else:
            curve = _curve(source, _fan(out[line.source]), target, _fan(into[line.target]))
            out[line.source] += 1
            into[line.target] += 1
        yield from _arrow(line, numbers, curve, tip)


def _fan(index: int) -> int:
    """Spread lines over the edge of a box: the middle first, then left and right of it."""
    return (0, 24, -24, 48, -48, 72, -72, 12, -12, 36, -36, 60, -60)[index % 13]


def _curve(source: _Point, start: int, target: _Point, end: int) -> tuple[_Point, _Point, _Point, _Point]:
    """From the lower edge of one box to the upper edge of another."""
    x, y = source[0] + _WIDTH // 2 + start, source[1] + _HEIGHT
    to_x, to_y = target[0] + _WIDTH // 2 + end, target[1]
    bend = 34 if to_y > y else 60
    return (x, y), (x, y + bend), (to_x, to_y - bend), (to_x, to_y)


def _arrow(line: _Line, numbers: list[int], curve: tuple[_Point, _Point, _Point, _Point], tip: str) -> list[str]:
    (x, y), first, second, end = curve
    path = f"M{x} {y}C{first[0]} {first[1]} {second[0]} {second[1]} {end[0]} {end[1]}"
    dash = ' stroke-dasharray="5 4"' if line.by_fact else ""
    at_x, at_y = (_along(*(point[axis] for point in curve)) for axis in (0, 1))
    said = ", ".join(str(number) for number in numbers)
    return [
        f'<path d="{path}" stroke-width="{3 if line.adverse else 1}"{dash} marker-end="url(#{tip})"/>',
        f'<text x="{at_x + 4}" y="{at_y - 3}" fill="currentColor" stroke="none" font-weight="bold">{said}</text>',
    ]


def _along(first: int, second: int, third: int, fourth: int) -> int:
    """Give the point a quarter of the way along a Bézier curve, in whole units."""
    return (27 * first + 27 * second + 9 * third + fourth) // 64


def _box(state: State, place: tuple[int, int], lifecycle: Lifecycle) -> Iterable[str]:
    """A final state has a double edge; one that ended in the person's favour is round."""
    x, y = place
    radius = 24 if state.favourable else 3
    yield f'<rect x="{x}" y="{y}" width="{_WIDTH}" height="{_HEIGHT}" rx="{radius}" fill="Canvas"/>'
    if state.final:
        yield f'<rect x="{x + 4}" y="{y + 4}" width="{_WIDTH - 8}" height="{_HEIGHT - 8}" rx="{max(radius - 4, 1)}"/>'
    words = textwrap.wrap(state.title, _CHARACTERS)[:3]
    for index, text in enumerate(words):
        down = y + _HEIGHT // 2 + 4 + index * 14 - (len(words) - 1) * 7
        middle = f'x="{x + _WIDTH // 2}" y="{down}" text-anchor="middle"'
        yield f'<text {middle} fill="CanvasText" stroke="none">{escape(text)}</text>'
    if state.id in lifecycle.starts.values():
        yield f'<text x="{x}" y="{y - 8}" fill="currentColor" stroke="none">begins here</text>'
