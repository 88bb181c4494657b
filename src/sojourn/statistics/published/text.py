"""A publication as text: plain Markdown in a pipe or a file, with rules and weight on a terminal."""

from __future__ import annotations

from collections.abc import Callable

from sojourn.statistics.published import words
from sojourn.statistics.published.build import SCOPE_WORDS
from sojourn.statistics.published.checks import CHECKED
from sojourn.statistics.published.decay import FATES
from sojourn.statistics.published.shapes import PART_WORDS, PARTS, Line, Publication, Table
from sojourn.statistics.text_tables import heading, text_table

_Draw = Callable[[list[str], list[list[str]], bool], str]
_HEAD = ["Expected", "After end", "Unexplained", "Together", "Rate", "95 % interval", "Estimate", "95 % interval"]


def render_text(publication: Publication, *, terminal: bool = False, width: int = 100) -> str:
    """Write every table of a publication."""

    def table(head: list[str], rows: list[list[str]], total: bool = True) -> str:
        return text_table(head, rows, total=total, terminal=terminal, width=width)

    def title(said: str) -> str:
        return heading(said, terminal=terminal)

    meta = publication.meta
    blocks = [
        title(f"Entries whose last authorised day was in {publication.period.name}: {publication.period.in_words}"),
        f"As of {meta['as_of']}, known at {meta['known_at']}, law {meta['law']} {meta['law_version']}.",
        words.CAVEAT,
        title("From all entries to the expected departures"),
        table(
            ["Entries", "Number"],
            [[SCOPE_WORDS[key][0], words.count(number)] for key, number in publication.scope],
            total=True,
        ),
    ]
    for each in publication.tables:
        blocks += [title(words.title(each)), table(_head(each), [_country_row(line, each) for line in _lines(each)])]
    blocks += [title("Where the expected departures are"), _parts(publication.tables[0], table)]
    if publication.apart:
        blocks += [title(words.title(publication.apart)), _parts(publication.apart, table, False)]
    if publication.checks:
        head = ["Visit", "Leave ended", *(PART_WORDS[part][0] for part in CHECKED)]
        rows = [_check_row(line) for line in _lines(publication.checks)]
        blocks += [title(words.title(publication.checks)), table(head, rows)]
    if publication.decay:
        blocks += [title("What became of the unexplained stays"), _decay(publication, table)]
    return "\n\n".join([*blocks, words.RULES]) + "\n"


def _head(table: Table) -> list[str]:
    return ["Admission group" if table.of == "group" else "Country of citizenship", *_HEAD]


def _country_row(line: Line, table: Table) -> list[str]:
    return [
        words.label(line, table),
        words.count(line.expected),
        words.count(line.parts["after_end"]),
        words.count(line.parts["unexplained"]),
        words.count(line.total),
        words.share(line.total_rate),
        words.interval(line.total_rate),
        words.estimate(line),
        words.estimate_interval(line),
    ]


def _parts(table: Table, draw: _Draw, total: bool = True) -> str:
    head = ["Entries", "Expected", *(PART_WORDS[part][0] for part in PARTS)]
    rows = [
        [words.label(line, table), words.count(line.expected), *(words.count(line.parts[part]) for part in PARTS)]
        for line in _lines(table)
    ]
    return draw(head, rows, total)


def _check_row(line: Line) -> list[str]:
    return [line.label, words.count(line.expected), *(words.check_share(line, part) for part in CHECKED)]


def _decay(publication: Publication, draw: _Draw) -> str:
    head = ["Known at", "As of", *(said for said, _ in FATES.values())]
    rows = [
        [f"{row.known_at:%Y-%m-%d %H:%M}", str(row.as_of), *(words.count(row.counts[fate]) for fate in FATES)]
        for row in publication.decay
    ]
    return draw(head, rows, False)


def _lines(table: Table) -> list[Line]:
    return [*table.rows, *([table.total] if table.total else [])]
