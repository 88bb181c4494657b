"""What must hold of the blockers whatever the facts: more of what blocks never opens, order never matters."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import gate_files as base
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sojourn.law.blockers import BLOCKER_CODES
from sojourn.law.procedure.blocker_table import ROWS, page
from sojourn.law.procedure.blocker_words import LIFTS, QUESTIONS, WHYS
from sojourn.law.procedure.blockers import LOOKS
from sojourn.law.procedure.blockers.asking import ASKED_DAYS
from sojourn.law.procedure.case_file import CaseFile, Fact
from sojourn.law.procedure.gate import look
from sojourn.law.procedure.gate_shape import Finding, Gate, Verdict

REFERENCES = st.sampled_from(["A-1", "A-2", None])
BENEFITS = st.sampled_from(["asylum", "extension", None])
WHEN = st.integers(1, 150).map(lambda days: base.NOW - timedelta(days=days))

BLOCKING = st.sampled_from(
    [
        ("citizenship_claim", {}),
        ("citizenship_claim", {"type": "indicia"}),
        ("citizenship_decision", {"outcome": "recognised"}),
        ("application", {"benefit": "extension"}),
        ("application", {"benefit": "asylum"}),
        ("protection", {"type": "tps"}),
        ("protection", {"type": "cat", "territory": "NLD"}),
        ("order", {"type": "withholding"}),
        ("residence", {}),
        ("removal_stay", {}),
        ("undertaking", {}),
        ("appeal", {}),
        ("motion", {"type": "stay"}),
        ("hold", {"type": "medical"}),
        ("death", {}),
        ("contact", {"restricted": True, "end_reason": "moved"}),
        ("service", {"outcome": "returned"}),
    ]
)
LIFTING = st.sampled_from(
    [
        ("citizenship_decision", {"outcome": "denied"}),
        ("decision", {"outcome": "denied", "notified_at": base.NOW}),
        ("decision", {"outcome": "approved", "notified_at": base.NOW}),
        ("removal_stay", {"end_reason": "vacated"}),
        ("undertaking", {"end_reason": "kept"}),
        ("hold", {"end_reason": "over"}),
        ("cancellation", {"type": "removal_stay"}),
        ("service", {"outcome": "delivered"}),
    ]
)


@st.composite
def facts_of(
    draw: st.DrawFn, kinds: st.SearchStrategy[tuple[str, dict[str, Any]]], least: int = 0, letter: str = "f"
) -> list[Fact]:
    """Draw facts of some kinds, each with a time, a reference and perhaps no source."""
    found = []
    for number in range(draw(st.integers(least, 4))):
        kind, values = draw(kinds)
        at, reference, benefit = draw(WHEN), draw(REFERENCES), draw(BENEFITS)
        told = {"reference": reference, "benefit": benefit, "filed_at": at, "decided_at": at, "notified_at": at}
        name = f"agency:XX/{letter}{number}"
        source = draw(st.sampled_from(["doc", "doc", ""]))
        found.append(base.fact(kind, name, at, source=source, **{**told, **values}))
    return found


def gate(file: CaseFile) -> Gate:
    """Look at the gate of a removal that is proposed as it should be."""
    return look(base.REMOVE, base.STANDING, file, base.proposal("remove"), base.LAW, (), base.NOW, base.TODAY)


def shut(found: Gate) -> set[str]:
    """Give the codes of the blockers that forbid."""
    return {each.code for each in found.blocked_by}


@settings(max_examples=120, deadline=None, database=None)
@given(facts_of(st.one_of(BLOCKING, LIFTING)), facts_of(BLOCKING, 1, "more"))
def test_a_further_fact_of_a_blocking_kind_never_opens_a_gate(some: list[Fact], more: list[Fact]) -> None:
    before, after = gate(base.with_facts(*some)), gate(base.with_facts(*some, *more))
    assert shut(before) <= shut(after)
    # A fact that is older than what lifts it was lifted when it arrived; the newest of all was lifted by nothing.
    if max(each.recorded_at for each in more) > max((each.recorded_at for each in some), default=base.LONG_AGO):
        assert not after.open


@settings(max_examples=80, deadline=None, database=None)
@given(st.data(), facts_of(st.one_of(BLOCKING, LIFTING), 1))
def test_the_order_of_the_facts_never_changes_what_is_found(data: st.DataObject, some: list[Fact]) -> None:
    file = base.with_facts(*some)
    mixed = base.quiet_file(
        facts=tuple(data.draw(st.permutations(file.facts))), asked=tuple(data.draw(st.permutations(file.asked)))
    )
    assert gate(mixed) == gate(file)


@settings(max_examples=80, deadline=None, database=None)
@given(facts_of(st.one_of(BLOCKING, LIFTING)))
def test_every_finding_has_words_and_what_is_shut_says_what_would_lift_it(some: list[Fact]) -> None:
    for found in gate(base.with_facts(*some)).findings:
        _has_words(found)


@settings(max_examples=60, deadline=None, database=None)
@given(facts_of(st.one_of(BLOCKING, LIFTING)), st.sets(st.sampled_from(["B1", "B3", "B4", "B9", "B10"]), min_size=1))
def test_what_nobody_asked_forbids(some: list[Fact], left_out: set[str]) -> None:
    asked = tuple(base.asked(code) for code in {"B1", "B3", "B4", "B9", "B10"} - left_out)
    found = gate(base.with_facts(*some, asked=asked))
    decided = {each.code for each in found.findings if each.why == "decided_no_national"}
    assert left_out - decided <= shut(found)


@pytest.mark.parametrize("code", sorted(ASKED_DAYS))
def test_an_answer_holds_for_its_days_and_no_longer(code: str) -> None:
    days = timedelta(days=ASKED_DAYS[code])
    others = tuple(base.asked(other) for other in ASKED_DAYS if other != code)
    file = base.quiet_file(asked=(*others, base.asked(code, at=base.NOW - days)), imported_at=base.LONG_AGO)
    assert base.said(code, file) in ("clear asked_no", "clear served", "clear no_destination_in_step")
    late = base.quiet_file(asked=(*others, base.asked(code, at=base.NOW - days - timedelta(days=1))))
    late = base.quiet_file(asked=late.asked, imported_at=base.LONG_AGO)
    if code != "B8":
        assert base.said(code, late) == "unknown asked_expired"


def test_an_answer_that_names_no_document_is_none() -> None:
    bare = base.Asked("B1", "no", base.OTHER, base.NOW - timedelta(hours=1), base.TODAY, "")
    assert base.said("B1", base.quiet_file(asked=(bare,))) == "unknown asked_without_source"


@pytest.mark.parametrize("code", sorted(ASKED_DAYS))
def test_nobody_lifts_what_stands_in_the_way_of_their_own_step(code: str) -> None:
    others = tuple(base.asked(other) for other in ASKED_DAYS if other != code)
    file = base.quiet_file(asked=(*others, base.asked(code, by=base.PROPOSER)), imported_at=base.LONG_AGO)
    going = base.proposal("remove", destination="NLD")
    assert base.said(code, file, base.REMOVE, proposed=going) == "unknown asked_by_proposer"
    another = base.quiet_file(asked=(*others, base.asked(code)), imported_at=base.LONG_AGO)
    assert base.said(code, another, base.REMOVE, proposed=going) in ("clear asked_no", "clear served")


@pytest.mark.parametrize("code", sorted(ASKED_DAYS))
def test_what_the_proposer_was_told_against_the_step_still_counts(code: str) -> None:
    file = base.quiet_file(asked=(*base.quiet_file().asked, base.asked(code, "yes", base.NOW, base.PROPOSER)))
    going = base.proposal("remove", destination="NLD")
    assert base.said(code, file, base.REMOVE, proposed=going) == "blocks answered_yes"


def test_every_blocker_is_looked_at_and_has_its_row() -> None:
    assert tuple(LOOKS) == BLOCKER_CODES == tuple(row.code for row in ROWS)
    assert set(QUESTIONS) == set(ASKED_DAYS) == set(BLOCKER_CODES) - {"B11", "B12", "B13"}


def test_every_reason_and_way_stands_in_a_row_and_has_its_sentence() -> None:
    assert {why for row in ROWS for why in row.whys} == set(WHYS)
    assert {way for row in ROWS for way in row.ways} == set(LIFTS)


def test_the_page_of_the_docs_is_what_the_code_says(repo: Any) -> None:
    assert (repo / "docs" / "blockers.md").read_text(encoding="utf-8") == page()


def _has_words(found: Finding) -> None:
    row = ROWS[BLOCKER_CODES.index(found.code)]
    assert found.why in row.whys
    assert set(found.lifts) <= set(row.ways)
    assert bool(found.lifts) is (found.verdict is not Verdict.CLEAR)
