"""Charts as inline SVG: Altair specifications, drawn without a browser, in a wide and a narrow form.

A chart is a picture beside a table with the same numbers; it carries no information of its own. Words and numbers stand
at the bars, so nothing is told by colour alone.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

INK, QUIET, LINE = "#16202b", "#505a63", "#c9cfd6"
TONES = {"calm": "#1f3a5f", "wait": "#6b7780", "ask": "#a86a00", "open": "#4b3b8f"}
_FONT = "system-ui, 'Segoe UI', Roboto, 'Noto Sans', sans-serif"
_LABELS, _DIGIT = 158, 8.5
_HIDDEN = re.compile(r'\s(?:role|aria-[a-z]+)="[^"]*"')
_OPENING = re.compile(r"<svg\b[^>]*>")
_SIZE = re.compile(r'\bviewBox="[^"]*"')


@dataclass(frozen=True)
class Bar:
    """One bar: its words, its number, the number as written, and its tone."""

    label: str
    number: float
    written: str
    tone: str = "calm"


def bar_chart(bars: Sequence[Bar], key: str, title: str, words: str) -> str:
    """Draw horizontal bars, each with its label before it and its number after it.

    Args:
        bars: from top to bottom.
        key: unique within the page; ids of the SVG are made of it.
        title: what the chart is, for those who do not see it.
        words: what it shows, for those who do not see it.
    """
    return wide_and_narrow(key, title, words, lambda width: drawn_bars(bars, width, _LABELS))


def month_chart(rows: Sequence[tuple[str, int, int]], key: str, title: str, words: str) -> str:
    """Draw arrivals above departures, one column for each month (its label, arrivals, departures)."""
    return wide_and_narrow(key, title, words, lambda width: _months(rows, width))


def drawn_bars(bars: Sequence[Bar], width: int, labels: int) -> Any:
    """Give the Altair chart of horizontal bars, so many pixels wide, of which the labels take some."""
    import altair as alt

    values = [
        {"label": bar.label, "number": bar.number, "written": bar.written, "colour": TONES[bar.tone]} for bar in bars
    ]
    # The reader's font is not known here, so the room for the labels is fixed and wide enough for any.
    axis = alt.Axis(ticks=False, domain=False, labelPadding=8, labelLimit=0, minExtent=labels, maxExtent=labels)
    room = 12 + round(_DIGIT * max((len(bar.written) for bar in bars), default=0))
    longest = max((bar.number for bar in bars), default=1) or 1
    base = alt.Chart(alt.InlineData(values=values)).encode(
        x=alt.X("number:Q", axis=None, scale=alt.Scale(domain=[0, longest], nice=False)),
        y=alt.Y("label:N", sort=None, title=None, axis=axis),
    )
    drawn = base.mark_bar(height={"band": 0.62}).encode(color=alt.Color("colour:N", scale=None))
    written = base.mark_text(align="left", dx=6, color=INK).encode(text="written:N")
    return (drawn + written).properties(width=width - labels - room, height={"step": 26})


def _months(rows: Sequence[tuple[str, int, int]], width: int) -> Any:
    import altair as alt

    values = [
        {"month": label, "number": number, "way": way}
        for label, arrivals, departures in rows
        for way, number in (("Arrivals", arrivals), ("Departures", departures))
    ]
    every = max(1, -(-len(rows) * 78 // (width - 70)))
    ticks = [label for place, (label, _, _) in enumerate(rows) if place % every == 0]
    return (
        alt.Chart(alt.InlineData(values=values))
        .mark_bar(color=TONES["calm"])
        .encode(
            x=alt.X("month:N", sort=None, title=None, axis=alt.Axis(values=ticks, labelAngle=0, ticks=True)),
            y=alt.Y("number:Q", title=None, axis=alt.Axis(tickCount=3, format=",d", domain=False, ticks=False)),
            row=alt.Row(
                "way:N",
                sort=["Arrivals", "Departures"],
                title=None,
                header=alt.Header(labelOrient="top", labelAnchor="start", labelFontWeight=600),
            ),
        )
        .properties(width=width - 70, height=96)
    )


def wide_and_narrow(key: str, title: str, words: str, draw: Callable[[int], Any]) -> str:
    """Draw a chart twice, for a wide and for a narrow page: ``draw`` gives the Altair chart for a width in pixels."""
    wide = _svg(draw(720), f"{key}-wide", title, words)
    narrow = _svg(draw(320), f"{key}-narrow", title, words)
    return f'<div class="wide">{wide}</div><div class="narrow">{narrow}</div>'


def _svg(chart: Any, key: str, title: str, words: str) -> str:
    import vl_convert

    settled = chart.configure(font=_FONT, background="transparent", aria=False).configure_axis(
        labelColor=INK, labelFontSize=13, gridColor=LINE, domainColor=LINE, tickColor=LINE
    )
    settled = settled.configure_text(fontSize=13, font=_FONT).configure_view(stroke=None)
    settled = settled.configure_header(labelColor=INK, labelFontSize=13)
    drawn: str = vl_convert.vegalite_to_svg(settled.to_dict())
    return _label(drawn, key, title, words)


def _label(drawn: str, key: str, title: str, words: str) -> str:
    """Replace the roles inside the picture by one: an image with a title and a description."""
    bare = _HIDDEN.sub("", drawn).replace('id="', f'id="{key}-').replace("url(#", f"url(#{key}-")
    size = _SIZE.search(bare)
    opening = (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size.group(0) if size else ""} role="img" '
        f'aria-label="{html.escape(title)}" aria-describedby="{key}-words"><title>{html.escape(title)}</title>'
        f'<desc id="{key}-words">{html.escape(words)}</desc>'
    )
    return _OPENING.sub(lambda _: opening, bare, count=1)
