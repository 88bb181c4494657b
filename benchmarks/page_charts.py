"""The charts of the page of speed: bars as SVG files, each beside a table with the same numbers.

A file names the digest of the specification that it was drawn from, so that it can be checked on a machine whose fonts
differ: the picture may, what it shows may not.
"""

from __future__ import annotations

import hashlib
import html
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sojourn.statistics.charts import INK, LINE, Bar, drawn_bars

WIDTH, LABELS = 720, 210
_FONT = "system-ui, 'Segoe UI', Roboto, 'Noto Sans', sans-serif"
_OPENING = re.compile(r"<svg\b[^>]*>")
_HIDDEN = re.compile(r'\s(?:role|aria-[a-z]+)="[^"]*"')


@dataclass(frozen=True)
class Chart:
    """One chart: the name of its file, its title, what it shows in words, and its bars from top to bottom."""

    name: str
    title: str
    words: str
    bars: tuple[Bar, ...]


def draw(chart: Chart) -> str:
    """Draw a chart as the text of an SVG file, with its title, its words and its digest inside."""
    import vl_convert

    drawn: str = vl_convert.vegalite_to_svg(_specify(chart.bars))
    size = re.search(r'\bviewBox="[^"]*"', drawn)
    opening = (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size.group(0) if size else ""} role="img">'
        f"<!-- {digest(chart)} --><title>{html.escape(chart.title)}</title><desc>{html.escape(chart.words)}</desc>"
    )
    return _OPENING.sub(lambda _: opening, _HIDDEN.sub("", drawn), count=1) + "\n"


def digest(chart: Chart) -> str:
    """Digest what a chart shows: its specification and its words."""
    text = json.dumps([_specify(chart.bars), chart.title, chart.words], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _specify(bars: Sequence[Bar]) -> dict[str, Any]:
    whole = drawn_bars(bars, WIDTH, LABELS)
    settled = whole.configure(font=_FONT, background="white", aria=False).configure_view(stroke=None)
    settled = settled.configure_axis(labelColor=INK, labelFontSize=13, gridColor=LINE)
    found: dict[str, Any] = settled.configure_text(fontSize=13, font=_FONT).to_dict()
    return found
