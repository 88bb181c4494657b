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

from sojourn.statistics.charts import INK, LINE, TONES

WIDTH, LABELS = 720, 210
_FONT = "system-ui, 'Segoe UI', Roboto, 'Noto Sans', sans-serif"
_OPENING = re.compile(r"<svg\b[^>]*>")
_HIDDEN = re.compile(r'\s(?:role|aria-[a-z]+)="[^"]*"')


@dataclass(frozen=True)
class Bar:
    """One bar: its words, its length, its number as written, and its tone."""

    label: str
    number: float
    written: str
    tone: str = "calm"


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
    import altair as alt

    values = [
        {"place": place, "label": bar.label, "number": bar.number, "written": bar.written, "colour": TONES[bar.tone]}
        for place, bar in enumerate(bars)
    ]
    axis = alt.Axis(ticks=False, domain=False, labelPadding=8, labelLimit=0, minExtent=LABELS, maxExtent=LABELS)
    longest = max((bar.number for bar in bars), default=1) or 1
    room = 12 + round(8.5 * max((len(bar.written) for bar in bars), default=0))
    base = alt.Chart(alt.InlineData(values=values)).encode(
        x=alt.X("number:Q", axis=None, scale=alt.Scale(domain=[0, longest], nice=False)),
        y=alt.Y("label:N", sort=alt.EncodingSortField("place"), title=None, axis=axis),
    )
    drawn = base.mark_bar(height={"band": 0.62}).encode(color=alt.Color("colour:N", scale=None))
    written = base.mark_text(align="left", dx=6, color=INK).encode(text="written:N")
    whole = (drawn + written).properties(width=WIDTH - LABELS - room, height={"step": 26})
    settled = whole.configure(font=_FONT, background="white", aria=False).configure_view(stroke=None)
    settled = settled.configure_axis(labelColor=INK, labelFontSize=13, gridColor=LINE)
    found: dict[str, Any] = settled.configure_text(fontSize=13, font=_FONT).to_dict()
    return found
