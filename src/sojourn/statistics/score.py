"""Error rates of a run against known truth, per state and per cause, knowable and not knowable apart."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from sojourn.statistics.calibration import Calibration
from sojourn.statistics.truth import NO_ANSWER, Cell, read_cells
from sojourn.statistics.wilson import wilson_interval

Part = Literal["all", "knowable", "not_knowable"]
Verdict = Literal["correct", "open", "wrong"]
PARTS: tuple[Part, ...] = ("all", "knowable", "not_knowable")
VERDICTS: tuple[Verdict, ...] = ("correct", "open", "wrong")

LAWFUL = frozenset({"in_status", "authorised", "removal_barred", "left_in_time", "resident", "not_subject"})
STILL_HERE = frozenset({"in_status", "authorised", "removal_barred", "resident", "overstayed"})
LEFT = frozenset({"left_in_time", "left_after_end"})
SAYS_LEFT = frozenset({"left_in_time", "left_after_end", "left_date_unknown"})


@dataclass(frozen=True)
class Rate:
    """So many events of a base, as a share (``per`` 1) or per 100,000, with Wilson's 95 % interval."""

    events: int
    base: int
    per: int = 1

    @property
    def value(self) -> float | None:
        """Events for each ``per`` of the base; none where the base is empty."""
        return self.per * self.events / self.base if self.base else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """The two ends of the 95 % interval, in the unit of ``value``; none where the base is empty."""
        if not self.base:
            return None
        low, high = wilson_interval(self.events, self.base)
        return self.per * low, self.per * high


@dataclass(frozen=True)
class Measure:
    """A question put to the score: among stays whose truth is in the base, how often does the event happen."""

    name: str
    title: str
    per: int
    base: Callable[[str], bool]
    event: Callable[[str, str], bool]


@dataclass(frozen=True)
class Score:
    """The result of ``score``; ``stays`` counts rows of the truth file.

    ``cells`` counts stays by truth, knowable and state; ``causes`` the same for each cause (a stay with two causes is
    in both, a stay with none is under ``none``); ``without_truth`` counts the answers, by state, that no truth belongs
    to (stays that never were); ``shared`` how many true stays share their answer with another one. ``calibration``
    counts how often answers are right that say someone left.
    """

    stays: int
    knowable: int
    cells: tuple[Cell, ...]
    causes: dict[str, tuple[Cell, ...]]
    without_truth: dict[str, int]
    shared: int
    calibration: Calibration = field(default_factory=Calibration)


def verdict(truth: str, state: str) -> Verdict:
    """Judge one answer: right, left open honestly, or wrong.

    ``unknown`` and ``awaiting_records`` are open; so is ``left_date_unknown`` for someone who left. ``unexplained`` is
    right for a true overstay only. A stay that is not subject to a limit needs no answer.
    """
    if state in ("unknown", "awaiting_records") or (state == "left_date_unknown" and truth in LEFT):
        return "open"
    expected = {"overstayed": ("unexplained",), "not_subject": ("not_subject", NO_ANSWER)}.get(truth, (truth,))
    return "correct" if state in expected else "wrong"


def _everyone(truth: str) -> bool:
    return True


MEASURES: tuple[Measure, ...] = (
    Measure(
        "false_unexplained",
        "False `unexplained`, per 100,000 lawful stays",
        100_000,
        LAWFUL.__contains__,
        lambda truth, state: state == "unexplained",
    ),
    Measure(
        "false_left",
        "False 'left', per 100,000 people still here",
        100_000,
        STILL_HERE.__contains__,
        lambda truth, state: state in SAYS_LEFT,
    ),
    Measure(
        "false_left_of_all",
        "False 'left', per 100,000 stays",
        100_000,
        _everyone,
        lambda truth, state: truth in STILL_HERE and state in SAYS_LEFT,
    ),
    Measure(
        "in_time_as_late",
        "Left in time, answered `left_after_end`, per 100,000",
        100_000,
        lambda truth: truth == "left_in_time",
        lambda truth, state: state == "left_after_end",
    ),
    Measure(
        "late_as_in_time",
        "Left after the end, answered `left_in_time`, per 100,000",
        100_000,
        lambda truth: truth == "left_after_end",
        lambda truth, state: state == "left_in_time",
    ),
    Measure(
        "late_unexplained",
        "Left after the end, answered `unexplained`",
        1,
        lambda truth: truth == "left_after_end",
        lambda truth, state: state == "unexplained",
    ),
    Measure(
        "overstays_asked",
        "True overstays that are questions (`unexplained`)",
        1,
        lambda truth: truth == "overstayed",
        lambda truth, state: state == "unexplained",
    ),
    Measure(
        "overstays_waiting",
        "True overstays still in the waiting time",
        1,
        lambda truth: truth == "overstayed",
        lambda truth, state: state == "awaiting_records",
    ),
    Measure("unknown", "Answered `unknown`", 1, _everyone, lambda truth, state: state == "unknown"),
    Measure("correct", "Correct", 1, _everyone, lambda truth, state: verdict(truth, state) == "correct"),
    Measure("open", "Left open, honestly", 1, _everyone, lambda truth, state: verdict(truth, state) == "open"),
    Measure("wrong", "Wrong", 1, _everyone, lambda truth, state: verdict(truth, state) == "wrong"),
)


def score(run: Path, truth: Path) -> Score:
    """Compare a run's answers with the truth that the simulator wrote.

    Truth is joined by the record of the arrival, through every record that was merged into the crossing. Restricted
    stays are counted with the others. Truth holds for the last day of the simulation, so the run's ``as_of`` must be
    that day.

    Args:
        run: output folder of ``reconcile``.
        truth: ``truth.parquet`` of ``simulate`` (``tables.TRUTH``).

    Raises:
        RunError: the run cannot be read (see ``open_run``).
        EvidenceError: ``truth-missing``, ``truth-unreadable``, ``truth-words``, ``truth-repeated``, ``truth-empty``.
    """
    counted = read_cells(run, truth)
    return Score(
        stays=sum(cell.stays for cell in counted.cells),
        knowable=sum(cell.stays for cell in counted.cells if cell.knowable),
        cells=counted.cells,
        causes=counted.causes,
        without_truth=counted.without_truth,
        shared=counted.shared,
        calibration=counted.calibration,
    )


def of_part(cells: Iterable[Cell], part: Part) -> list[Cell]:
    """Keep the cells of one part: all, or those whose truth the records do or do not suffice to know."""
    return [cell for cell in cells if part == "all" or cell.knowable == (part == "knowable")]


def measure_rate(measure: Measure, cells: Iterable[Cell]) -> Rate:
    """Count one measure over cells."""
    based = [cell for cell in cells if measure.base(cell.truth)]
    events = sum(cell.stays for cell in based if measure.event(cell.truth, cell.state))
    return Rate(events, sum(cell.stays for cell in based), measure.per)


def state_rates(state: str, cells: Iterable[Cell]) -> dict[Verdict, Rate]:
    """Give, of the answers with one state, the shares that are correct, left open and wrong."""
    said = [cell for cell in cells if cell.state == state]
    base = sum(cell.stays for cell in said)
    return {
        judged: Rate(sum(cell.stays for cell in said if verdict(cell.truth, state) == judged), base)
        for judged in VERDICTS
    }
