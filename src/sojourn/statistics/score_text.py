"""A score as text for a terminal or a file, and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from sojourn.statistics.calibration import Said, right_of
from sojourn.statistics.numerals import NOTHING, count
from sojourn.statistics.score import (
    MEASURES,
    PARTS,
    VERDICTS,
    Measure,
    Part,
    Rate,
    Score,
    measure_rate,
    of_part,
    state_rates,
)
from sojourn.statistics.text_tables import heading, text_table
from sojourn.statistics.truth import NO_ANSWER, NO_CAUSE, Cell
from sojourn.tables import CERTAINTIES, STATES, TRUTHS

_PART_WORDS: dict[Part, str] = {"all": "", "knowable": "· knowable", "not_knowable": "· not knowable"}
_CAUSE_TABLES = (
    {
        "false_unexplained": "False unexplained per 100,000 lawful",
        "false_left": "False left per 100,000 here",
        "overstays_asked": "True overstays asked, %",
    },
    {"unknown": "Unknown, %", "correct": "Correct, %", "wrong": "Wrong, %"},
)
_NOTES = (
    "In brackets and after `to`: 95 % intervals (Wilson).\n"
    "Knowable: the records written suffice to know the truth.\n"
    "Open: `unknown`, `awaiting_records`, or `left_date_unknown` for someone who left.\n"
    "Lawful stays: every truth but `left_after_end` and `overstayed`.\n"
    "Still here: in status, authorised, removal barred, resident, overstayed.\n"
    "A stay with two causes counts under both; `none` holds the stays without one.\n"
    "Right: the truth says that the person left, and in time or after the end as the answer does.\n"
    "model_join: a model holds the arrival's and the departure's document to be one person's."
)


def render_text(score: Score, *, terminal: bool = False, width: int = 100) -> str:
    """Write a score as tables: measures, states, truth against answers, causes. Plain Markdown unless ``terminal``."""

    def table(head: list[str], rows: list[list[str]], total: bool = False) -> str:
        return text_table(head, rows, total=total, terminal=terminal, width=width)

    def title(words: str) -> str:
        return heading(words, terminal=terminal)

    between = "\n" if terminal else " "
    blocks = [
        _opening(score),
        title("How often the answers are wrong, and how often they stay silent"),
        table(["Measure", "Rate", "95 % interval", "Events", "Of"], _measure_rows(score)),
        title("Per answer: how often it is right, in %"),
        table(["Answer", "Answers", "Correct", "Open", "Wrong"], _state_rows(score, between)),
        title("Truth (across) and answer (down), in stays"),
        table(*_confusion(score), total=True),
        title("Per cause of error in the records"),
        *(table(["Cause", "Stays", *shown.values()], _cause_rows(score, shown, between)) for shown in _CAUSE_TABLES),
        title("Where an answer says that someone left: how often that is right, in %"),
        table(["Answers that are", "Answers", "Right", "Right · knowable"], _basis_rows(score, between)),
        table(["`likely`, by cause", "Answers", "Right", "Right · knowable"], _likely_rows(score, between)),
        _NOTES,
    ]
    return "\n\n".join(blocks) + "\n"


def to_json(score: Score) -> str:
    """Write a score as JSON: every measure, for all and by what can be known, per state, per cause, and the cells."""
    return json.dumps(
        {
            "stays": score.stays,
            "knowable": score.knowable,
            "measures": _measures(score.cells),
            "states": {state: _state_json(state, score.cells) for state in (*STATES, NO_ANSWER)},
            "causes": {cause: _measures(cells) for cause, cells in score.causes.items()},
            "confusion": [
                {"truth": cell.truth, "state": cell.state, "knowable": cell.knowable, "stays": cell.stays}
                for cell in score.cells
            ],
            "answers_without_truth": score.without_truth,
            "stays_sharing_an_answer": score.shared,
            "calibration": {
                "bases": _calibration_json(score.calibration.bases),
                "causes": _calibration_json(score.calibration.causes),
            },
        },
        indent=2,
    )


def _opening(score: Score) -> str:
    ghosts = sum(score.without_truth.values())
    asked = score.without_truth.get("unexplained", 0)
    return (
        f"Stays with known truth: {count(score.stays)}; for {count(score.knowable)} the records suffice to know it.\n"
        f"Answers that belong to no true stay: {count(ghosts)}, of them `unexplained`: {count(asked)}.\n"
        f"True stays that share their answer with another one: {count(score.shared)}."
    )


def _parts(name: str, cells: Iterable[Cell]) -> Iterator[tuple[str, list[Cell]]]:
    """Give all cells under a name, then those knowable and those not, each under its words."""
    kept = list(cells)
    for part in PARTS:
        yield _PART_WORDS[part] or name, of_part(kept, part)


def _measure_rows(score: Score) -> list[list[str]]:
    return [
        [label, *_written(rate), count(rate.events), count(rate.base)]
        for measure in MEASURES
        for label, cells in _parts(measure.title, score.cells)
        for rate in [measure_rate(measure, cells)]
        if rate.base or label == measure.title
    ]


def _state_rows(score: Score, between: str) -> list[list[str]]:
    return [
        [label, count(rates["correct"].base), *(_with_interval(rates[judged], between) for judged in VERDICTS)]
        for state in (*STATES, NO_ANSWER)
        for label, cells in _parts(state, score.cells)
        for rates in [state_rates(state, cells)]
        if rates["correct"].base
    ]


def _confusion(score: Score) -> tuple[list[str], list[list[str]]]:
    stays: dict[tuple[str, str], int] = {}
    for cell in score.cells:
        stays[cell.state, cell.truth] = stays.get((cell.state, cell.truth), 0) + cell.stays
    truths = [truth for truth in TRUTHS if any(found == truth for _, found in stays)]
    rows = []
    for state in (*STATES, NO_ANSWER):
        line = [stays.get((state, truth), 0) for truth in truths]
        if any(line):
            rows.append([state, *map(count, line), count(sum(line))])
    totals = [sum(number for (_, found), number in stays.items() if found == truth) for truth in truths]
    head = [truth.replace("_", " ") for truth in truths]
    return ["Answer", *head, "all"], [*rows, ["all", *map(count, totals), count(sum(totals))]]


def _cause_rows(score: Score, shown: dict[str, str], between: str) -> list[list[str]]:
    measures: list[Measure] = [measure for name in shown for measure in MEASURES if measure.name == name]
    return [
        [label, count(number), *(_with_interval(measure_rate(measure, cells), between) for measure in measures)]
        for cause in sorted(score.causes, key=lambda name: (name == NO_CAUSE, name))
        for label, cells in _parts(cause, score.causes[cause])
        for number in [sum(cell.stays for cell in cells)]
        if number
    ]


def _basis_rows(score: Score, between: str) -> list[list[str]]:
    said = score.calibration.bases
    rows = []
    for certainty in CERTAINTIES:
        sure = [each for each in said if each.certainty == certainty]
        names = sorted({each.of for each in sure})
        groups = [(certainty, sure), *((f"· {name}", [each for each in sure if each.of == name]) for name in names)]
        rows += [_right_row(label, group, between) for label, group in groups if group]
    return rows


def _likely_rows(score: Score, between: str) -> list[list[str]]:
    likely = [each for each in score.calibration.causes if each.certainty == "likely"]
    names = sorted({each.of for each in likely}, key=lambda name: (name == NO_CAUSE, name))
    return [_right_row(name, [each for each in likely if each.of == name], between) for name in names]


def _right_row(label: str, said: list[Said], between: str) -> list[str]:
    parts = (said, [each for each in said if each.knowable])
    shares = [_with_interval(Rate(*right_of(part)), between) for part in parts]
    return [label, count(right_of(said)[1]), *shares]


def _written(rate: Rate) -> tuple[str, str]:
    if rate.value is None or rate.interval is None:
        return NOTHING, NOTHING
    low, high = rate.interval
    unit = "\N{NO-BREAK SPACE}%" if rate.per == 1 else ""
    return f"{_figure(rate.value, rate.per)}{unit}", f"{_figure(low, rate.per)} to {_figure(high, rate.per)}{unit}"


def _with_interval(rate: Rate, between: str) -> str:
    if rate.value is None or rate.interval is None:
        return NOTHING
    low, high = (_figure(end, rate.per) for end in rate.interval)
    return f"{_figure(rate.value, rate.per)}{between}({low} to {high})"


def _figure(value: float, per: int) -> str:
    """Write a share in per cent, or a rate; so fine that a share of 1 in 100,000 is still seen."""
    return f"{100 * value:.3f}" if per == 1 else f"{value:,.1f}"


def _measures(cells: Iterable[Cell]) -> dict[str, Any]:
    kept = list(cells)
    return {
        part: {measure.name: _rate_json(measure_rate(measure, of_part(kept, part))) for measure in MEASURES}
        for part in PARTS
    }


def _calibration_json(said: Iterable[Said]) -> list[dict[str, Any]]:
    kept = list(said)
    groups = sorted({(each.certainty, each.of) for each in kept})
    return [
        {
            "certainty": certainty,
            "of": name,
            **{part: _rate_json(Rate(*right_of(_said_of(kept, certainty, name, part)))) for part in PARTS},
        }
        for certainty, name in groups
    ]


def _said_of(said: list[Said], certainty: str, name: str, part: Part) -> list[Said]:
    return [
        each
        for each in said
        if (each.certainty, each.of) == (certainty, name)
        and part in ("all", "knowable" if each.knowable else "not_knowable")
    ]


def _state_json(state: str, cells: Iterable[Cell]) -> dict[str, Any]:
    kept = list(cells)
    return {
        part: {judged: _rate_json(rate) for judged, rate in state_rates(state, of_part(kept, part)).items()}
        for part in PARTS
    }


def _rate_json(rate: Rate) -> dict[str, Any]:
    low, high = rate.interval or (None, None)
    return {"events": rate.events, "base": rate.base, "per": rate.per, "value": rate.value, "low": low, "high": high}
