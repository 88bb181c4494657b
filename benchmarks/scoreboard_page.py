"""The scoreboard in Markdown: totals, bars, causes, calibration."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.scoreboard_counts import ALL, Cell, Tally, causes_of
from sojourn.statistics.calibration import Said, right_of
from sojourn.statistics.numerals import NOTHING, count
from sojourn.statistics.score import LAWFUL, SAYS_LEFT, STILL_HERE, Rate, verdict
from sojourn.statistics.text_tables import text_table

NAMES = {"same_document": "(a) same document", "splink": "(b) Splink, defaults", "sojourn": "(c) Sojourn"}


@dataclass(frozen=True)
class Line:
    """One line of the board: among stays of the base, how often does the event happen, per 1 or per 100,000."""

    title: str
    per: int
    base: Callable[[Cell], bool]
    event: Callable[[Cell], bool]

    def rate(self, tally: Tally, cause: str = ALL) -> Rate:
        """Count the line over the stays of one cause, or all."""
        based = [(cell, stays) for cell, stays in tally.cells.items() if cell.cause == cause and self.base(cell)]
        events = sum(stays for cell, stays in based if self.event(cell))
        return Rate(events, sum(stays for _, stays in based), self.per)


def _asked(cell: Cell) -> bool:
    return cell.state == "unexplained"


def _says_left(cell: Cell) -> bool:
    return cell.truth in STILL_HERE and cell.state in SAYS_LEFT


def _overstayed(cell: Cell) -> bool:
    return cell.truth == "overstayed"


FALSE_ALL = Line("False `unexplained`, per 100,000 lawful stays", 100_000, lambda c: c.truth in LAWFUL, _asked)
FALSE = Line("· records suffice", 100_000, lambda c: c.truth in LAWFUL and c.knowable, _asked)
ASKED_ALL = Line("True overstays asked about", 1, _overstayed, _asked)
ASKED = Line("· records suffice", 1, lambda c: _overstayed(c) and c.knowable, _asked)
ASKED_DUE = Line("· due, records suffice", 1, lambda c: c.due and c.knowable, _asked)
UNKNOWN_ALL = Line("Answered `unknown`", 1, lambda c: True, lambda c: c.state == "unknown")
UNKNOWN = Line("· records suffice", 1, lambda c: c.knowable, lambda c: c.state == "unknown")
LEFT_ALL = Line("False 'left', per 100,000 stays", 100_000, lambda c: True, _says_left)
LEFT = Line("· records suffice", 100_000, lambda c: c.knowable, _says_left)
HERE_ALL = Line("False 'left', per 100,000 people still here", 100_000, lambda c: c.truth in STILL_HERE, _says_left)
HERE = Line("· records suffice", 100_000, lambda c: c.truth in STILL_HERE and c.knowable, _says_left)
LINES = (FALSE_ALL, FALSE, ASKED_ALL, ASKED, ASKED_DUE, UNKNOWN_ALL, UNKNOWN, LEFT_ALL, LEFT, HERE_ALL, HERE)

_CAUSE_TABLES = (
    ("False `unexplained`, per 100,000 lawful stays", FALSE_ALL, FALSE),
    ("True overstays asked about, %", ASKED_ALL, ASKED_DUE),
    ("Answered `unknown`, %", UNKNOWN_ALL, UNKNOWN),
    ("False 'left', per 100,000 people still here", HERE_ALL, HERE),
)


def totals(tallies: Mapping[str, Tally]) -> str:
    """Lay the lines out, with one column for each approach; counts stand behind the rates."""
    rows = [[line.title, *(_full(line.rate(tally), tally) for tally in tallies.values())] for line in LINES]
    made = [
        ["Questions about stays that never were", *(_or_stopped(t, count(t.never_were)) for t in tallies.values())],
        ["True stays that share an answer", *(_or_stopped(t, count(t.shared)) for t in tallies.values())],
        ["Seconds, a world", *(_or_stopped(t, f"{t.seconds:,.0f}") for t in tallies.values())],
        ["Peak memory, GiB", *(_or_stopped(t, f"{t.peak_gib:.1f}") for t in tallies.values())],
    ]
    return text_table(["", *(NAMES[name] for name in tallies)], [*rows, *made])


def bars(tallies: Mapping[str, Tally]) -> str:
    """Hold Sojourn against each bar, and say met or not met."""
    own, plain = tallies["sojourn"], tallies["same_document"]
    mine, other = FALSE.rate(own), FALSE.rate(plain)
    times = other.value / mine.value if mine.value and other.value is not None else None
    ratio = bool(other.events) and (times is None or times >= 100)
    asked, due, left, here = (line.rate(own) for line in (ASKED, ASKED_DUE, LEFT, HERE))
    rows = [
        ["False `unexplained`, per 100,000 lawful stays", "at most 10", _plain(mine), _met(mine, most=10)],
        ["Fewer than (a) by", "100 times", _times(times, other, mine), _said(ratio)],
        ["True overstays asked about, all", "99.5 %", _plain(asked), _met(asked, least=0.995)],
        ["True overstays asked about, due", "99.5 %", _plain(due), _met(due, least=0.995)],
        ["False 'left', per 100,000 stays", "at most 2", _plain(left), _met(left, most=2)],
        ["False 'left', per 100,000 people still here", "at most 2", _plain(here), _met(here, most=2)],
    ]
    return text_table(["Bar for (c), records suffice", "Bar", "Measured", ""], rows, words=2)


def by_cause(tallies: Mapping[str, Tally]) -> list[str]:
    """Lay out, for each of four measures, a table of causes: all stays, then those whose records suffice."""
    return [_cause_table(title, both, tallies) for title, *both in _CAUSE_TABLES]


def _cause_table(title: str, both: Sequence[Line], tallies: Mapping[str, Tally]) -> str:
    marks = [name.partition(" ")[0] for name in (NAMES[key] for key in tallies)]
    second = "due" if both[1] is ASKED_DUE else "suffice"
    head = ["Cause", "Stays", *marks, *(f"{mark} {second}" for mark in marks)]
    rows = []
    for cause in causes_of(tallies.values()):
        rates = [line.rate(tally, cause) for line in both for tally in tallies.values()]
        if any(rate.base for rate in rates):
            stays = max(rate.base for rate in rates)
            rows.append([cause, count(stays), *(_short(rate) for rate in rates)])
    return f"{title}; `Stays` counts those of the base.\n\n{text_table(head, rows)}"


def misses(tally: Tally) -> str:
    """List what is not right although the records suffice: cause, truth and answer, the most frequent first."""
    found: Counter[tuple[str, str, str]] = Counter()
    for cell, stays in tally.cells.items():
        if cell.cause != ALL and cell.knowable and verdict(cell.truth, cell.state) != "correct":
            found[cell.cause, cell.truth, f"{cell.state} ({cell.code})" if cell.code else cell.state] += stays
    rows = [[*words, count(stays)] for words, stays in sorted(found.items(), key=lambda item: (-item[1], item[0]))]
    return text_table(["Cause", "Truth", "Answer", "Stays"], rows, words=3)


def calibration(tally: Tally) -> list[str]:
    """Say how often an answer is right that says someone left: by basis, and for `likely` by cause."""
    by_basis = [
        _right(
            [certainty, of], [each for each in _said_of(tally.bases) if (each.certainty, each.of) == (certainty, of)]
        )
        for certainty, of in sorted({(said.certainty, said.of) for said in tally.bases})
    ]
    likely = [each for each in _said_of(tally.causes) if each.certainty == "likely"]
    found = sorted({each.of for each in likely}, key=lambda cause: (cause == "none", cause))
    causes = [_right([cause], [each for each in likely if each.of == cause]) for cause in found]
    whole = [each for each in _said_of(tally.bases) if each.certainty == "likely"]
    head = ["Answers", "Right, %", "Wrong", "Right where records suffice, %", "Wrong there"]
    return [
        text_table(["Certainty", "Departure shown by", *head], [*by_basis, _right(["likely", "all"], whole)], words=2),
        text_table(["Cause", *head], causes),
    ]


def _said_of(found: Mapping[Said, int]) -> list[Said]:
    return [Said(said.certainty, said.of, said.knowable, said.right, stays) for said, stays in found.items()]


def _right(labels: list[str], said: Iterable[Said]) -> list[str]:
    kept = list(said)
    cells: list[str] = []
    for part in (kept, [each for each in kept if each.knowable]):
        right, every = right_of(part)
        cells += [_plain(Rate(right, every)), count(every - right)]
    return [*labels, count(right_of(kept)[1]), *cells]


def _met(rate: Rate, most: float | None = None, least: float | None = None) -> str:
    if rate.value is None:
        return "nothing to measure"
    return _said((most is None or rate.value <= most) and (least is None or rate.value >= least))


def _times(times: float | None, other: Rate, mine: Rate) -> str:
    """Write how many times fewer; at the ends of both intervals the factor is the smallest that can be stood by."""
    said = "none left" if times is None else f"{times:,.0f} times"
    if other.interval is None or mine.interval is None:
        return NOTHING
    least = other.interval[0] / mine.interval[1]
    return f"{said}: {count(other.events)} to {count(mine.events)} (at the ends of the intervals {least:,.0f} times)"


def _said(met: bool) -> str:
    return "met" if met else "**not met**"


def _or_stopped(tally: Tally, text: str) -> str:
    return text if tally.worlds else "did not end"


def _full(rate: Rate, tally: Tally) -> str:
    return _or_stopped(tally, f"{_plain(rate)} · {count(rate.events)} of {count(rate.base)}")


def _plain(rate: Rate) -> str:
    if rate.value is None or rate.interval is None:
        return NOTHING
    low, high = (_figure(end, rate.per) for end in rate.interval)
    return f"{_figure(rate.value, rate.per)} ({low} to {high})"


def _short(rate: Rate) -> str:
    return _plain(rate) if rate.base else NOTHING


def _figure(value: float, per: int) -> str:
    if per == 1:
        return f"{100 * value:.2f}"
    return f"{value:,.1f}" if value < 1000 else f"{value:,.0f}"
