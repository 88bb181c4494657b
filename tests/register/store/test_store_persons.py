"""Persons under every id ever shown, subjects that hang together, decisions that stand."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from sojourn.errors import RegisterError
from tests.register.store.store_rows import MARCH, append_one, fact, movement, passport

pytestmark = pytest.mark.usefixtures("db")

LATER = MARCH + timedelta(days=1)


def person_of(name: str) -> str:
    return "p" + hashlib.sha256(name.encode()).hexdigest()[:20]


def hold(person: str, subject: UUID, *names: str, at: datetime = MARCH) -> None:
    """Write down that records belong to a person, as answering does."""
    from sojourn.register.store.persons import NewMembership, append_memberships

    append_memberships([NewMembership(name, subject, person, "document", None) for name in names], at)


def now(*pairs: tuple[str, UUID]) -> None:
    from sojourn.register.store.persons import set_current_persons

    set_current_persons([subject for _, subject in pairs], pairs)


def test_an_id_shown_before_a_merge_leads_to_the_person_that_holds_its_record() -> None:
    from sojourn.register.store.persons import ids_ever, list_record_names, resolve_person, subjects_of

    a, b = append_one(movement("1")), append_one(movement("2"))
    first, second = person_of("carrier:ZZ/1"), person_of("carrier:ZZ/2")
    hold(first, a, "carrier:ZZ/1")
    hold(second, b, "carrier:ZZ/2")
    now((first, a), (second, b))
    hold(first, b, "carrier:ZZ/2", at=LATER)
    now((first, a), (first, b))
    assert resolve_person(second) == first
    assert subjects_of(first) == {a, b}
    assert list_record_names(first) == ["carrier:ZZ/1", "carrier:ZZ/2"]
    assert ids_ever(first) == [first, second]


def test_after_the_merge_is_undone_both_ids_lead_to_their_own() -> None:
    from sojourn.register.store.persons import ids_ever, resolve_person

    a, b = append_one(movement("1")), append_one(movement("2"))
    first, second = person_of("carrier:ZZ/1"), person_of("carrier:ZZ/2")
    for whose in (second, first, second):
        hold(whose, b, "carrier:ZZ/2")
    hold(first, a, "carrier:ZZ/1")
    now((first, a), (second, b))
    assert (resolve_person(first), resolve_person(second)) == (first, second)
    assert ids_ever(first) == [first]


def test_the_id_goes_with_its_own_record_when_a_person_is_parted() -> None:
    from sojourn.register.store.persons import resolve_person

    a = append_one(movement("1"))
    first, other, third = person_of("carrier:ZZ/1"), person_of("carrier:ZZ/2"), person_of("carrier:ZZ/0")
    hold(first, a, "carrier:ZZ/1", "carrier:ZZ/2", "carrier:ZZ/3")
    hold(other, a, "carrier:ZZ/2")
    hold(third, a, "carrier:ZZ/1")
    now((other, a), (third, a))
    assert resolve_person(first) == third


def test_an_id_never_shown_is_an_error_with_a_code() -> None:
    from sojourn.register.store.persons import resolve_person

    with pytest.raises(RegisterError, match="person-missing"):
        resolve_person("p0000")


def test_subjects_hang_together_over_documents_references_and_corrections() -> None:
    from sojourn.register.store.connected import connected_subjects

    one = append_one(movement("1", **passport("A1")))
    two = append_one(movement("2", references=["file:7"]))
    append_one(fact("3", **passport("A1"), references=["file:7"]))
    far = append_one(movement("4", references=["a-number:9"]))
    append_one(fact("5", references=["file:7", "a-number:9"]))
    stranger = append_one(movement("6", **passport("B1")))
    assert connected_subjects([far]) == {one, two, far}
    assert connected_subjects([stranger]) == {stranger}


def test_a_correction_under_another_document_hangs_together_with_what_it_corrects() -> None:
    from sojourn.register.store.connected import connected_subjects

    first = append_one(movement("1", **passport("A1")))
    other = append_one(movement("0", **passport("B1")))
    append_one(movement("2", **passport("B1"), corrects="carrier:ZZ/1"))
    assert connected_subjects([first]) == {first, other}


def test_a_standing_decision_connects_and_a_withdrawn_one_does_not() -> None:
    from sojourn.register.store.connected import connected_subjects
    from sojourn.register.store.links import record_decision, withdraw_decision

    one, two = append_one(movement("1")), append_one(movement("2"))
    link = record_decision("carrier:ZZ/2", "carrier:ZZ/1", "same", "user:1", "same face of the file", None, MARCH)
    assert connected_subjects([one]) == connected_subjects([two]) == {one, two}
    withdraw_decision(link, "user:1", "a slip", LATER)
    assert connected_subjects([one]) == {one}


def test_a_name_alone_connects_nobody() -> None:
    from sojourn.register.store.connected import connected_subjects

    named = {"surname": "Ng", "given_names": "Li", "birth_date": "1980-01-01"}
    one, _ = append_one(movement("1", **named)), append_one(movement("2", **named))
    assert connected_subjects([one]) == {one}


def test_a_principal_is_reached_in_one_step_and_there_is_no_way_back() -> None:
    from sojourn.register.store.connected import connected_subjects, principal_subjects

    principal = append_one(fact("1", references=["file:1"]))
    dependant = append_one(fact("2", references=["file:2"], principal_reference="file:1"))
    assert principal_subjects(["file:1"]) == {principal}
    assert connected_subjects([principal]) == {principal}
    assert connected_subjects([dependant]) == {dependant}


def test_of_several_decisions_the_last_one_counts_and_a_reviewer_beats_the_model() -> None:
    from sojourn.register.store.links import record_decision, standing_decisions

    pair = ("carrier:ZZ/1", "carrier:ZZ/2")
    record_decision(*pair, "same", "user:1", "r", None, MARCH)
    record_decision(*pair, "different", "user:2", "r", None, LATER)
    record_decision(
        *pair, "same", "service", "m", None, LATER + timedelta(days=1), by="model", version="m1", weight=9.0
    )
    rows = standing_decisions().rows.to_pylist()
    assert [(row["verdict"], row["by"]) for row in rows] == [("different", "reviewer")]


def test_decisions_are_given_as_they_stood_and_by_record() -> None:
    from sojourn.register.store.links import record_decision, standing_decisions, withdraw_decision

    link = record_decision("f/1", "f/2", "same", "user:1", "r", None, MARCH)
    withdraw_decision(link, "user:1", "r", LATER)
    assert standing_decisions().rows.num_rows == 0
    assert standing_decisions(known_at=MARCH + timedelta(hours=1)).rows["link_id"].to_pylist() == [link]
    record_decision("f/3", "f/4", "unsure", "user:1", "r", None, MARCH)
    assert standing_decisions(["f/4"]).rows["record_a"].to_pylist() == ["f/3"]
    assert standing_decisions(["f/9"]).rows.num_rows == 0


def test_a_decision_is_withdrawn_once() -> None:
    from sojourn.register.store.links import record_decision, withdraw_decision

    link = record_decision("f/1", "f/2", "same", "user:1", "r", None, MARCH)
    withdraw_decision(link, "user:1", "r", LATER)
    with pytest.raises(RegisterError, match="decision-withdrawn"):
        withdraw_decision(link, "user:1", "r", LATER)
    with pytest.raises(RegisterError, match="decision-missing"):
        withdraw_decision("l0", "user:1", "r", LATER)
    with pytest.raises(RegisterError, match="decision-on-itself"):
        record_decision("f/1", "f/1", "same", "user:1", "r", None, datetime(2026, 1, 1, tzinfo=UTC))
