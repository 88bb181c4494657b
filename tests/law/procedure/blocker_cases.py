"""The reader of `cases/*.yaml`: scenarios of blockers that a lawyer can read and write.

A case starts from a file in which nothing stands in the way, and says what is different:

* `facts`: as in a scenario of a law pack, and `by` and `source` (else a feed, and a document);
* `left`, `came`: records of crossings (`2026-06-01 manifest aboard`); `papers`: `P USA`; `born`;
* `answer`: words of the answer (`state: in_status`), or `none`; `periods`: `2026-01-10 to 2026-12-31 status`;
* `asked`: `B3 no 2026-11-20` and perhaps `by user:1`; `not_asked`: codes; `imported`: a time; `unread`, `pairs`,
  `disputed`;
* `clocks`: `appeal_to_board until 2026-12-01T00:00Z`, or `appeal_to_board unknown`;
* `step` (else `file_charge`), `destination`, `proposed: none`, `approved_by`, `records`, `opened`, `grounds`.

`expected` names every blocker that forbids the step, with its reason; every other blocker of the step must be clear.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import gate_files as base
import yaml

from sojourn.law.procedure.blockers.asking import ASKED_DAYS
from sojourn.law.procedure.case_file import Asked, CaseFile, Crossed, Fact, Paper, Proposed, Span
from sojourn.law.procedure.deadline import Deadline
from sojourn.law.procedure.gate import look
from sojourn.law.procedure.gate_shape import Gate, Verdict
from sojourn.law.scenario_rows import fact_row, read_day, read_time

FOLDER = Path(__file__).parent / "cases"
KEYS = {
    "title", "citation", "step", "facts", "left", "came", "papers", "born", "answer", "periods", "asked", "not_asked",
    "imported", "unread", "pairs", "disputed", "clocks", "destination", "proposed", "approved_by", "records", "opened",
    "grounds", "expected", "cleared_by",
}  # fmt: skip
_OWN = {"fact_id", "feed", "kind", "recorded_at", "surname", "given_names", "birth_date", "sex", "nationality"}
_TRAVELLER = {"document_number", "document_issuer"}


def load_cases() -> list[dict[str, Any]]:
    """Read every case of the folder; a key that is not known is refused."""
    found = [
        case for path in sorted(FOLDER.glob("*.yaml")) for case in yaml.safe_load(path.read_text(encoding="utf-8"))
    ]
    strange = [(case["title"], sorted(set(case) - KEYS)) for case in found if set(case) - KEYS]
    assert strange == []
    return found


def gate_of(case: dict[str, Any]) -> Gate:
    """Look at the gate of a case."""
    step = base.STEPS[case.get("step", "file_charge")]
    clocks = tuple(_clock(text) for text in case.get("clocks", ()))
    proposed = None if case.get("proposed") == "none" else _proposal(case, step.id)
    return look(step, base.STANDING, file_of(case), proposed, base.LAW, clocks, base.NOW, base.TODAY)


def forbidding(gate: Gate) -> dict[str, str]:
    """Give the blockers that forbid, as `{B1: blocks claim_undecided}`."""
    return {each.code: f"{each.verdict} {each.why}" for each in gate.findings if each.verdict is not Verdict.CLEAR}


def file_of(case: dict[str, Any]) -> CaseFile:
    """Build the file of a case."""
    file = base.with_facts(*(_fact(written, number) for number, written in enumerate(case.get("facts", ()), 1)))
    crossings = [_crossed(text, "departure", number) for number, text in enumerate(case.get("left", ()), 1)]
    crossings += [_crossed(text, "arrival", number + 50) for number, text in enumerate(case.get("came", ()), 1)]
    answers = tuple(_asked(text) for text in case.get("asked", ()))
    kept = tuple(each for each in file.asked if each.blocker not in case.get("not_asked", ()))
    return replace(
        file,
        crossings=(*file.crossings, *crossings),
        papers=(*file.papers, *(Paper(*text.split(), base.ARRIVAL) for text in case.get("papers", ()))),
        answer=_answer(case),
        born=case.get("born", file.born),
        pairs=tuple(case.get("pairs", ())),
        disputed=case.get("disputed", False),
        asked=(*kept, *answers),
        unread=tuple(case.get("unread", ())),
        imported_at=read_time(case["imported"]) if "imported" in case else None,
    )


def _fact(written: dict[str, Any], number: int) -> Fact:
    values = dict(written)
    by, source = values.pop("by", "feed:agency:XX"), values.pop("source", f"doc-{number}")
    named = {name for name in _TRAVELLER if name in values}
    row = fact_row(values, number, "case")
    # What is true of the invented traveller alone says nothing about the case.
    kept = {k: v for k, v in row.items() if k not in _OWN and (k not in _TRAVELLER or k in named) and v is not None}
    return Fact(f"{row['feed']}/f{number}", row["kind"], row["recorded_at"], by, source or "", kept)


def _crossed(text: str, direction: str, number: int) -> Crossed:
    day, kind, *rest = text.split()
    boarded = {"aboard": True, "absent": False}[rest[0]] if rest else None
    return Crossed(f"feed:{kind}/d{number}", kind, direction, read_day(day), base.LONG_AGO, boarded)


def _answer(case: dict[str, Any]) -> Any:
    if case.get("answer") == "none":
        return None
    given = dict(case.get("answer", {}))
    for name in ("questions", "records"):
        given[name] = tuple(given.get(name, getattr(base.ANSWER, name)))
    return replace(base.ANSWER, **given, periods=tuple(_span(text) for text in case.get("periods", ())))


def _span(text: str) -> Span:
    first, _, last, basis = text.split()
    return Span(read_day(first), None if last == "open" else read_day(last), basis)


def _asked(text: str) -> Asked:
    code, answer, when, *rest = text.split()
    at = read_time(when)
    by = rest[1] if rest else base.OTHER
    return Asked(code, answer, by, at, at.date() + timedelta(days=ASKED_DAYS[code]), f"doc-{code}-{when}")


def _clock(text: str) -> Deadline:
    code, word, *rest = text.split()
    ends: datetime | None = read_time(rest[0]) if word == "until" else None
    return Deadline(code, code, "us.rule", "1", "none", "agency:XX/f1", None, ends, None, "UTC", theirs=True)


def _proposal(case: dict[str, Any], step: str) -> Proposed:
    given: dict[str, Any] = {
        name: tuple(case[name]) if isinstance(case[name], list) else case[name]
        for name in ("destination", "approved_by", "records", "grounds")
        if name in case
    }
    if "opened" in case:
        given["opened"] = frozenset(case["opened"])
    return base.proposal(step, **given)
