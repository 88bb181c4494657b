"""The charts of a publication; each stands beside a table with the same numbers."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from sojourn.statistics import charts, numerals
from sojourn.statistics.published.decay import FATES
from sojourn.statistics.published.rates import in_per_cent
from sojourn.statistics.published.shapes import PART_WORDS, PARTS, Decay, Line

_TONE = {"in_time": "calm", "after_end": "calm", "date_unknown": "calm", "unexplained": "ask", "unknown": "open"}


def rates_chart(lines: list[tuple[str, Line]]) -> Markup | None:
    """Draw the total rate of each line with its interval; lines without a printed rate are left out."""
    rows = [
        {"label": label, "value": rate.value, "low": rate.low, "high": rate.high, "written": in_per_cent(rate.value)}
        for label, rate in ((label, line.total_rate) for label, line in lines)
        if rate is not None
    ]
    if not rows:
        return None
    told = "; ".join(f"{row['label']} {row['written']}" for row in rows)
    title = "After end and unexplained together, of the expected departures, with 95 % intervals"
    return _safe(charts.wide_and_narrow("rates", title, f"{told}.", lambda width: _rates(rows, width)))


def parts_chart(line: Line, key: str, title: str) -> Markup | None:
    """Draw how many of the expected departures are in each part, without the many who left in time."""
    bars = [
        charts.Bar(PART_WORDS[part][0], count, numerals.count(count), _TONE.get(part, "wait"))
        for part in PARTS
        if part != "in_time" and (count := line.parts.get(part)) is not None
    ]
    if not bars:
        return None
    told = "; ".join(f"{bar.label} {bar.written}" for bar in bars)
    return _safe(charts.bar_chart(bars, key, title, f"{told}."))


def decay_chart(rows: tuple[Decay, ...]) -> Markup | None:
    """Draw what became of the unexplained stays, one panel for each fate and one bar for each later run."""
    values: list[dict[str, Any]] = [
        {"fate": said, "when": f"{row.known_at:%Y-%m-%d}", "number": count, "written": numerals.count(count)}
        for fate, (said, _) in FATES.items()
        for row in rows
        if (count := row.counts[fate]) is not None
    ]
    if not values:
        return None
    told = "; ".join(f"{row['when']}: {row['fate'].lower()} {row['written']}" for row in values)
    title = "What became of the unexplained stays"
    return _safe(charts.wide_and_narrow("decay", title, f"{told}.", lambda width: _decay(values, width)))


def _rates(rows: list[dict[str, Any]], width: int) -> Any:
    import altair as alt

    room = 170 if width > 400 else 142
    axis = alt.Axis(ticks=False, domain=False, labelPadding=8, labelLimit=room - 12, minExtent=room, maxExtent=room)
    top = max(row["high"] for row in rows) * 1.18
    scale = alt.Scale(domain=[0, top], nice=False)
    ticks = alt.Axis(format=".1%", tickCount=4 if width > 400 else 2, domain=False, ticks=False)
    base = alt.Chart(alt.InlineData(values=rows)).encode(y=alt.Y("label:N", sort=None, title=None, axis=axis))
    span = base.mark_rule(strokeWidth=5, color=charts.LINE).encode(
        x=alt.X("low:Q", scale=scale, title=None, axis=ticks), x2="high:Q"
    )
    point = base.mark_circle(size=80, opacity=1, color=charts.TONES["calm"]).encode(x=alt.X("value:Q", scale=scale))
    written = base.mark_text(align="left", dx=8, color=charts.INK).encode(
        x=alt.X("high:Q", scale=scale), text="written:N"
    )
    return (span + point + written).properties(width=width - room - 14, height={"step": 30})


def _decay(values: list[dict[str, Any]], width: int) -> Any:
    import altair as alt

    whens = list(dict.fromkeys(row["when"] for row in values))
    axis = alt.Axis(ticks=False, domain=False, labelPadding=8, minExtent=90, maxExtent=90)
    longest = max(row["number"] for row in values) or 1
    base = alt.Chart().encode(
        x=alt.X("number:Q", axis=None, scale=alt.Scale(domain=[0, longest], nice=False)),
        y=alt.Y("when:N", sort=whens, title=None, axis=axis),
    )
    bars = base.mark_bar(height={"band": 0.62}, color=charts.TONES["calm"])
    written = base.mark_text(align="left", dx=6, color=charts.INK).encode(text="written:N")
    drawn = alt.layer(bars, written, data=alt.InlineData(values=values))
    return drawn.properties(width=width - 90 - 70, height={"step": 26}).facet(
        row=alt.Row(
            "fate:N",
            sort=[said for said, _ in FATES.values()],
            title=None,
            header=alt.Header(labelOrient="top", labelAnchor="start", labelFontWeight=600),
        ),
        spacing=8,
    )


def _safe(drawn: str) -> Markup:
    return Markup(drawn)  # noqa: S704 - charts escapes the words
