"""A reason that speaks of a record is none without it: nobody is detained on a conviction that is on no file."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import case_world as world
import gate_files as base
import pytest

from sojourn.law.procedure.blocker_words import WANTING
from sojourn.law.procedure.case_file import CaseFile, Crossed, Fact
from sojourn.law.procedure.ground_records import GROUND_RECORDS
from sojourn.law.procedure.requirements import reasons

CONVICTION = base.fact(
    "conviction", "court:DNY/1", authority="US District Court", reference="1:20-cr-00001", statute="18 U.S.C. 1201",
    decided_at=datetime(2020, 5, 4, tzinfo=UTC), document_number="M0000001",
)  # fmt: skip
LETTER = base.fact("service", "agency:POST/s7", type="post", outcome="delivered", reference="R-1")
STAY = base.fact("removal_stay", "court:CA2/m1", reference="24-1", received_at=base.LONG_AGO, end_reason="lifted")
PAPER = base.fact("programme", "agency:SCHOOL/p1", end_reason="terminated")
ORDER = base.fact("order", "court:EOIR/o1", type="removal", decided_at=base.LONG_AGO)
DECISION = base.fact("decision", "court:EOIR/d1", benefit="reasonable_fear", outcome="denied", decided_at=base.NOW)
RELEASE = base.fact("custody_end", "agency:STATE/e1", decided_at=base.NOW)
EARLIER = Crossed("post:JFK/m0", "inspection", "departure", date(2020, 3, 1), base.LONG_AGO)

SHOWN_BY: dict[str, tuple[Any, ...]] = {
    "convicted": (CONVICTION,),
    "failed_to_appear": (LETTER,),
    "hinders": (PAPER,),
    "status_not_kept": (PAPER,),
    "no_fear": (PAPER,),
    "reason_ended": (PAPER,),
    "stay_ended": (STAY,),
    "court_order_final": (ORDER,),
    "released": (RELEASE,),
    "fear_decided": (DECISION,),
    "all_three": (ORDER, EARLIER),
}


def wanting(ground: str, named: tuple[Any, ...], on_file: tuple[Any, ...] = (), adverse: bool = True) -> str | None:
    """Give what is said to be wanting for a reason, with records on file of which some are relied on."""
    held = (*named, *on_file)
    facts = tuple(each for each in held if isinstance(each, Fact))
    crossings = (base.ARRIVED, *(each for each in held if isinstance(each, Crossed)))
    file: CaseFile = base.with_facts(*facts, crossings=crossings)
    step = replace(base.FILE, grounds={ground: "a reason", **base.GROUNDS}, adverse=adverse)
    proposed = base.proposal(grounds=(ground,), records=(base.ARRIVAL, *(each.name for each in named)))
    found = reasons(base.context_of(file, step, proposed=proposed))
    assert found is None or found.code == "reasons"
    return found.says if found is not None else None


def test_nobody_is_detained_for_a_conviction_that_is_on_no_file() -> None:
    assert wanting("convicted", (PAPER,)) == WANTING["ground_conviction"]
    assert wanting("convicted", (), on_file=(CONVICTION,)) == WANTING["ground_conviction"]
    assert wanting("convicted", (CONVICTION,)) is None


@pytest.mark.parametrize(
    "later",
    [
        base.fact("cancellation", "court:DNY/2", reference="1:20-cr-00001", decided_at=base.NOW),
        base.fact("appeal", "court:DNY/3", reference="1:20-cr-00001", filed_at=base.NOW),
    ],
    ids=["cancelled", "under appeal"],
)
def test_nobody_is_detained_for_a_conviction_that_was_undone(later: Fact) -> None:
    assert wanting("convicted", (CONVICTION,), on_file=(later,)) == WANTING["ground_conviction"]


def test_nobody_is_detained_for_an_offence_outside_the_closed_list() -> None:
    petty = replace(CONVICTION, name="court:DNY/9", values={**CONVICTION.values, "statute": "18 U.S.C. 1325"})
    assert wanting("convicted", (petty,), on_file=(CONVICTION,)) == WANTING["ground_conviction"]


def test_nobody_failed_to_come_to_what_they_were_never_told_of() -> None:
    returned = replace(LETTER, values={**LETTER.values, "outcome": "returned"})
    on_file = replace(LETTER, values={**LETTER.values, "type": "on_file"})
    assert [wanting("failed_to_appear", (each,)) for each in (returned, on_file)] == [WANTING["ground_letter"]] * 2


def test_a_removal_stay_that_still_holds_has_not_ended() -> None:
    holding = replace(STAY, values={**STAY.values, "end_reason": None})
    lasting = replace(STAY, values={**STAY.values, "end_reason": None, "valid_to": base.TODAY + timedelta(days=9)})
    without_paper = replace(STAY, source="")
    found = [wanting("stay_ended", (each,)) for each in (holding, lasting, without_paper)]
    assert found == [WANTING["ground_stay_over"]] * 3


def test_an_order_that_nobody_carried_out_is_not_taken_up_again() -> None:
    assert wanting("all_three", (ORDER,), on_file=(EARLIER,)) == WANTING["ground_carried_out"]
    assert wanting("all_three", (EARLIER,), on_file=(ORDER,)) == WANTING["ground_carried_out"]


def test_an_address_shows_nothing_of_what_a_person_did() -> None:
    assert wanting("hinders", (base.fact("contact", "agency:XX/c9", place="an address"),)) is not None
    assert wanting("status_not_kept", (replace(PAPER, source=""),)) == WANTING["ground_document"]


@pytest.mark.parametrize("ground", sorted(GROUND_RECORDS))
def test_a_reason_is_wanting_until_its_record_is_relied_on(ground: str) -> None:
    assert wanting(ground, ()) == WANTING[GROUND_RECORDS[ground][0]]
    assert wanting(ground, SHOWN_BY[ground]) is None


@pytest.mark.parametrize("ground", sorted(GROUND_RECORDS))
def test_a_step_in_the_person_s_favour_waits_for_no_record(ground: str) -> None:
    assert wanting(ground, (), adverse=False) is None


#: Reasons against a person that speak of no record, or of what a requirement or a clock of their step looks at.
LOOKED_AT_ELSEWHERE = {
    "all_clear", "did_not_leave", "law_requires", "liable", "no_leave", "no_right_to_stay", "not_left", "order_final",
    "stayed_on", "time_given", "time_over", "warrant_stands",
}  # fmt: skip


def test_every_reason_against_a_person_in_every_pack_was_looked_at_for_the_record_that_it_speaks_of() -> None:
    against = {ground for _, each in world.ALL for step in each.steps if step.adverse for ground in step.grounds}
    assert against == LOOKED_AT_ELSEWHERE | set(GROUND_RECORDS)
