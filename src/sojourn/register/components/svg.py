"""Pictures drawn on the server as SVG: presentation attributes only, words inside, mirrored for right-to-left.

A picture never stands alone: its numbers and words stand in a table beside it.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Sequence
from html import escape

from django.utils.safestring import SafeString, mark_safe

INK, QUIET, LINE, PAPER, WASH = "#16202b", "#505a63", "#c9cfd6", "#ffffff", "#eef1f4"
BRAND, OK, ASK, KNOW, TEAL = "#1f3a5f", "#1b6b3a", "#7a4d00", "#4b3b8f", "#0b6e6e"
SIZE = 14


def text_width(text: str, size: float = SIZE, *, bold: bool = False) -> float:
    """Estimate, generously, how wide a text is in any font: the reader's is not known here."""
    units = sum(_units(letter) for letter in text)
    return units * size * (1.07 if bold else 1)


def _units(letter: str) -> float:
    if unicodedata.combining(letter):
        return 0.0
    if unicodedata.east_asian_width(letter) in "WF":
        return 1.05
    if "\u1200" <= letter <= "\u139f":  # Ethiopic letters are wide
        return 0.85
    return 0.4 if letter in " .,:;il|'" else 0.62


class Drawing:
    """One picture. Coordinates are given from the start side; right to left, they are mirrored."""

    def __init__(self, width: float, *, rtl: bool = False) -> None:
        """Begin an empty picture of that width; its height is told when it is finished."""
        self.width = width
        self.rtl = rtl
        self._parts: list[str] = []
        self._patterns: list[str] = []

    def rect(self, start: float, end: float, top: float, height: float, fill: str, stroke: str = "") -> None:
        """Draw a rectangle between two places; ``fill`` may be ``hatch``."""
        wide = max(end - start, 1.0)
        left = self.width - start - wide if self.rtl else start
        edge = f' stroke="{stroke}"' if stroke else ""
        painted = "url(#%HATCH%)" if fill == "hatch" else fill
        self._parts.append(
            f'<rect x="{_n(left)}" y="{_n(top)}" width="{_n(wide)}" height="{_n(height)}" fill="{painted}"{edge}/>'
        )

    def line(
        self, points: Sequence[tuple[float, float]], stroke: str = LINE, width: float = 1, dashes: str = ""
    ) -> None:
        """Draw a line through points."""
        placed = " ".join(f"{_n(self._x(x))},{_n(y)}" for x, y in points)
        dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
        self._parts.append(
            f'<polyline points="{placed}" fill="none" stroke="{stroke}" stroke-width="{_n(width)}"'
            f' stroke-linejoin="round"{dashed}/>'
        )

    def dot(self, x: float, y: float, fill: str, radius: float = 3) -> None:
        """Draw a dot."""
        self._parts.append(f'<circle cx="{_n(self._x(x))}" cy="{_n(y)}" r="{_n(radius)}" fill="{fill}"/>')

    def text(
        self, x: float, y: float, words: str, *, anchor: str = "start", bold: bool = False, fill: str = QUIET
    ) -> None:
        """Write words that start, end or have their middle at a place, in front of any line."""
        weight = ' font-weight="600"' if bold else ""
        self._parts.append(
            f'<text x="{_n(self._x(x))}" y="{_n(y)}" text-anchor="{anchor}" font-size="{SIZE}"'
            f'{weight} fill="{fill}" stroke="{PAPER}" stroke-width="4" paint-order="stroke">{escape(words)}</text>'
        )

    def finish(self, height: float, title: str, words: str) -> SafeString:
        """Give the picture as text, with its title and what it shows for those who do not see it."""
        body = "".join(self._parts)
        key = "p" + hashlib.sha256(f"{self.width}{self.rtl}{title}{words}{body}".encode()).hexdigest()[:10]
        direction = "rtl" if self.rtl else "ltr"
        hatch = _hatch(key) if "%HATCH%" in body else ""
        return mark_safe(  # noqa: S308 - every text above is escaped
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_n(self.width)} {_n(height)}"'
            f' direction="{direction}"'
            f' role="img" aria-labelledby="{key}t {key}d"><title id="{key}t">{escape(title)}</title>'
            f'<desc id="{key}d">{escape(words)}</desc>{hatch}{body.replace("%HATCH%", key + "h")}</svg>'
        )

    def _x(self, x: float) -> float:
        return self.width - x if self.rtl else x


def _hatch(key: str) -> str:
    return (
        f'<defs><pattern id="{key}h" width="7" height="7" patternTransform="rotate(45)" patternUnits="userSpaceOnUse">'
        f'<rect width="7" height="7" fill="#ebe8f7"/><line x1="0" y1="0" x2="0" y2="7" stroke="{KNOW}"'
        f' stroke-width="2.5"/></pattern></defs>'
    )


def _n(number: float) -> str:
    return f"{number:.1f}".rstrip("0").rstrip(".")
