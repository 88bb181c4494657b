"""Nobody is put first for a conviction that was set aside, cancelled, or that a higher court has still to look at."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from sojourn.law.pack import load_pack
from sojourn.law.procedure.case_file import Fact
from sojourn.law.procedure.offences_final import mapping_of, offence_of

NOW = datetime(2026, 11, 23, tzinfo=UTC)
DOCKET, COURT = "1:20-cr-00001", "US District Court"
SECOND = {"reference": "1:21-cr-00002", "authority": "Another Court"}


def fact(kind: str, number: int = 2, on: date = date(2024, 1, 5), **values: object) -> Fact:
    at = datetime(on.year, on.month, on.day, tzinfo=UTC)
    column = "filed_at" if kind == "appeal" else "decided_at"
    return Fact(f"court:DNY/{number}", kind, at, "feed:court:DNY", "doc", {column: at, **values})


def counted(*later: Fact, **changed: object) -> str | None:
    told = {"authority": COURT, "reference": DOCKET, "statute": "18 U.S.C. 1201", "document_number": "M0000001"}
    conviction = fact("conviction", 1, date(2020, 5, 4), **{**told, **changed})
    return offence_of(iter((conviction, *later)), mapping_of(load_pack("us").as_known_at(NOW)), date(2026, 7, 22))


def test_a_conviction_that_was_cancelled_is_held_against_nobody() -> None:
    assert counted() == "kidnapping"
    assert counted(fact("cancellation", reference=DOCKET)) is None


@pytest.mark.parametrize("outcome", ["sustained", "approved", "remanded", "terminated", "revoked"])
def test_a_conviction_that_a_decision_undid_is_held_against_nobody(outcome: str) -> None:
    assert counted(fact("decision", reference=DOCKET, outcome=outcome)) is None


def test_a_conviction_under_appeal_is_not_final() -> None:
    assert counted(fact("appeal", reference=DOCKET)) is None


@pytest.mark.parametrize("outcome", ["dismissed", "withdrawn", "denied"])
def test_a_conviction_whose_appeal_failed_is_final_again(outcome: str) -> None:
    failed = fact("decision", 3, date(2025, 1, 1), reference=DOCKET, outcome=outcome, type="appeal")
    assert counted(fact("appeal", reference=DOCKET), failed) == "kidnapping"


@pytest.mark.parametrize(
    "decision",
    [
        fact("decision", 3, date(2023, 1, 1), reference=DOCKET, outcome="dismissed"),
        fact("decision", 3, date(2025, 1, 1), reference=DOCKET, outcome="denied", type="motion"),
        fact("decision", 3, date(2025, 1, 1), authority=COURT, outcome="dismissed"),
    ],
    ids=["an earlier one", "one on a motion", "one that names no docket"],
)
def test_no_other_decision_ends_an_appeal_against_a_conviction(decision: Fact) -> None:
    assert counted(fact("appeal", reference=DOCKET), decision) is None


@pytest.mark.parametrize("kind", ["cancellation", "appeal"])
def test_an_act_of_the_same_court_that_names_no_docket_protects(kind: str) -> None:
    assert counted(fact(kind, authority=COURT)) is None
    assert counted(fact(kind, authority="Another Court")) == "kidnapping"
    assert counted(fact(kind)) == "kidnapping"


def test_a_docket_is_the_same_however_it_is_spaced() -> None:
    assert counted(fact("cancellation", reference="1:20-CR-00001 ")) is None


def test_what_was_done_about_another_docket_changes_nothing() -> None:
    others = [fact(kind, outcome="sustained", **SECOND) for kind in ("cancellation", "decision", "appeal")]
    assert counted(*others) == "kidnapping"


def test_of_two_convictions_the_one_that_stands_counts() -> None:
    other = fact("conviction", 5, date(2021, 1, 1), statute="18 U.S.C. 1201", document_number="M0000001", **SECOND)
    assert counted(other, fact("cancellation", reference=DOCKET)) == "kidnapping"
    assert counted(other, fact("cancellation", reference=DOCKET), fact("appeal", 7, **SECOND)) is None
