"""Write ``report.html``: one page that needs no network and no script, for the person who answers for the service."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from markupsafe import Markup

from sojourn import words
from sojourn.statistics import charts, numerals
from sojourn.statistics.feed_figures import FeedFigures, feed_figures
from sojourn.statistics.figures import (
    MonthFigures,
    StayFigures,
    crossings_by_month,
    question_ages,
    review_pairs,
    stay_figures,
)
from sojourn.statistics.page_environment import DIRECTION, LANGUAGE, page_environment
from sojourn.statistics.run_folder import About, Run, open_run
from sojourn.statistics.worked import Explain, worked_answers

_ENVIRONMENT = page_environment({"month": numerals.month, "percent": numerals.percent, "delay": numerals.delay}, {})


def write_report(run: Path, target: Path, explain: Explain) -> None:
    """Write the report of a run as one HTML file, beside the target first and then renamed.

    The page holds counts, the ids of stays, and what ``explain`` says about at most eleven of them; no names and no
    document numbers. It depends on the run and nothing else, so the same run gives the same page. Restricted stays
    appear as one number.

    Args:
        run: output folder of ``reconcile``.
        target: the file to write.
        explain: gives the proofs of some stays, by their ids, in plain sentences without personal data.

    Raises:
        RunError: the folder cannot be read; see ``open_run``.
    """
    with open_run(run) as opened:
        page = _ENVIRONMENT.get_template("report.html.jinja").render(_page(opened, explain))
    beside = target.with_name(f".{target.name}.part")
    beside.write_text(page, encoding="utf-8", newline="\n")
    beside.replace(target)


def _page(run: Run, explain: Explain) -> dict[str, Any]:
    stays = stay_figures(run)
    months = crossings_by_month(run)
    ages = question_ages(run)
    return {
        "language": LANGUAGE,
        "direction": DIRECTION,
        "about": run.about,
        "stays": stays,
        "restricted": run.restricted_stays,
        "states_chart": _states_chart(stays),
        "ages": ages,
        "questions": stays.groups["question"],
        "ages_chart": _ages_chart(ages),
        "months": months,
        "months_chart": _months_chart(months),
        "feeds": _feed_rows(feed_figures(run)),
        "fates": _fate_rows(run.about),
        "records": {"movements": sum(run.about.movements.values()), "facts": sum(run.about.facts.values())},
        "review_pairs": review_pairs(run),
        "worked": worked_answers(run, explain),
        "words": words,
    }


def _states_chart(stays: StayFigures) -> Markup:
    bars = [
        charts.Bar(said.title, number, numerals.count(number), said.tone)
        for state, said in words.STATE_WORDS.items()
        for number in [stays.states.get(state, 0)]
    ]
    told = "; ".join(f"{bar.label} {bar.written}" for bar in bars)
    return Markup(charts.bar_chart(bars, "states", "Stays by state", f"{told}."))  # noqa: S704 - words are escaped there


def _ages_chart(ages: list[tuple[str, int]]) -> Markup:
    bars = [charts.Bar(label, number, numerals.count(number), "ask") for label, number in ages]
    told = "; ".join(f"{bar.label} {bar.written}" for bar in bars)
    title = "Questions by time since the last authorised day"
    return Markup(charts.bar_chart(bars, "ages", title, f"{told}."))  # noqa: S704 - words are escaped there


def _months_chart(months: list[MonthFigures]) -> Markup | None:
    rows = [(numerals.short_month(row.month), row.arrivals, row.departures) for row in months if row.month is not None]
    if not rows:
        return None
    told = f"From {rows[0][0]} to {rows[-1][0]}. The table holds the same numbers."
    drawn = charts.month_chart(rows, "months", "Arrivals and departures by month", told)
    return Markup(drawn)  # noqa: S704 - words are escaped there


def _feed_rows(feeds: list[FeedFigures]) -> dict[str, Any]:
    return {
        "rows": feeds,
        "seen": sum(feed.seen for feed in feeds),
        "gaps": sum(feed.gaps for feed in feeds),
        "unreadable": sum(feed.unreadable for feed in feeds),
        "matched": any(feed.matched is not None for feed in feeds),
        "number": sum(feed.feeds for feed in feeds),
        "asked": sum(1 for feed in feeds if feed.feed is not None and feed.needs_look),
    }


def _fate_rows(about: About) -> list[tuple[str, str, int, int]]:
    return [
        (title, meaning, about.movements.get(fate, 0), about.facts.get(fate, 0))
        for fate, (title, meaning) in words.FATE_WORDS.items()
    ]
