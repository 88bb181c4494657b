"""What two people confirmed goes, with all that belongs to it, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from retention_people import People


def test_what_is_due_is_listed_by_rule_with_a_warning_of_three_months(people: People) -> None:
    from sojourn.register.retention.listing import list_due
    from sojourn.register.retention.models import Due

    list_due()
    word = {person: word for word, person in people.persons.items()}
    listed = {(word[row.person_id], row.what, row.rule_id) for row in Due.objects.filter(person_id__in=word)}
    assert listed == {
        ("gone", "file", "us.retention_file"),
        ("other", "file", "us.retention_file"),
        ("soon", "file", "us.retention_file"),
        ("staying", "file", "us.retention_stay_open"),
        ("back", "stay", "us.retention_stay"),
    }


def test_a_confirmed_batch_leaves_nothing_of_the_person(people: People, destroyed: Callable[..., Any]) -> None:
    from sojourn.register.retention.models import Outcome

    batch = destroyed()
    assert {o.outcome for o in Outcome.objects.filter(item__batch=batch)} == {"destroyed"}
    assert _rows_about(people, "gone") == {}
    assert "store_record" in _rows_about(people, "lately")


def _rows_about(people: People, word: str) -> dict[str, int]:
    from sojourn.register.store.statements import select

    person, names = people.persons[word], people.names[word]
    counted = {
        "store_record": ("name = ANY(%s)", names),
        "store_history": ("name = ANY(%s)", names),
        "store_membership": ("name = ANY(%s)", names),
        "store_current_person": ("person_id = %s", person),
        "store_current_answer": ("person_id = %s", person),
        "store_answer": ("person_id = %s", person),
    }
    found = {t: select(f"SELECT count(*) FROM {t} WHERE {c}", [v])[0][0] for t, (c, v) in counted.items()}
    return {table: count for table, count in found.items() if count}


def test_the_values_and_their_keys_go_first(people: People, destroyed: Callable[..., Any]) -> None:
    from sojourn.register.store.statements import select

    subjects = select("SELECT DISTINCT subject_id FROM store_history WHERE name = ANY(%s)", [people.names["gone"]])
    destroyed()
    for table in ("store_subject", "store_personal", "store_blind"):
        assert select(f"SELECT count(*) FROM {table} WHERE subject_id = ANY(%s)", [[s for (s,) in subjects]]) == [(0,)]


def test_every_row_of_the_log_that_went_is_named_and_in_the_log(people: People, destroyed: Callable[..., Any]) -> None:
    from sojourn.register.retention.models import Destroyed
    from sojourn.register.store.statements import select

    ids = [i for (i,) in select("SELECT record_id FROM store_record WHERE name = ANY(%s)", [people.names["gone"]])]
    batch = destroyed()
    gone = Destroyed.objects.filter(batch=batch.pk)
    assert {str(i) for i in ids} <= set(gone.filter(source="record").values_list("key", flat=True))
    assert {"record", "answer", "membership"} <= set(gone.values_list("source", flat=True))
    noted = select("SELECT count(*) FROM log_waiting WHERE source = 'destroyed'")[0][0]
    assert noted == gone.count()


def test_a_record_sent_again_does_not_come_back(people: People, destroyed: Callable[..., Any]) -> None:
    from retention_people import came_and_left, years_ago

    from sojourn.register import clock

    destroyed()
    today = clock.today()
    again = came_and_left("gone", years_ago(today, 4.2), years_ago(today, 4), years_ago(today, 3.9))
    assert _sent_again(again) == ["duplicate", "duplicate"]
    assert _rows_about(people, "gone") == {}


def test_an_old_stay_goes_alone_and_the_person_keeps_answer_and_id(
    people: People, destroyed: Callable[..., Any]
) -> None:
    from sojourn.register.store.answers import list_current
    from sojourn.register.store.persons import resolve_person

    person, (old, recent) = people.persons["back"], people.stays["back"]
    before = {each.stay_id: each.state for each in list_current(person)}
    destroyed("us.retention_stay")
    now = list_current(resolve_person(person))
    assert {each.stay_id: each.state for each in now} == {recent: before[recent]}
    assert old in before


def test_what_is_left_says_what_it_said(people: People, destroyed: Callable[..., Any]) -> None:
    from sojourn.register.answering.recompute import answer_subjects
    from sojourn.register.store.statements import select
    from sojourn.register.store.subjects import list_subjects

    left = [people.persons[word] for word in ("soon", "staying", "back", "lately")]
    digests = "SELECT stay_id, a.digest FROM store_current_answer c JOIN store_answer a USING (stay_id, answer_id)"
    before = dict(select(f"{digests} WHERE c.person_id = ANY(%s)", [left]))
    destroyed()
    answer_subjects(list_subjects(), "records")
    assert dict(select(f"{digests} WHERE c.person_id = ANY(%s)", [left])) == before


def test_the_certificate_is_signed_and_names_nobody(people: People, destroyed: Callable[..., Any]) -> None:
    from sojourn.proof.note import open_note
    from sojourn.register.signing import public_key

    batch = destroyed()
    text, _signed = open_note(batch.certificate.note, [public_key()])
    assert "rule us.retention_file" in text
    assert "files or parts destroyed 2" in text
    assert not [word for word in people.persons if people.persons[word] in text]


def test_the_log_of_looks_goes_in_its_own_time(people: People, destroyed: Callable[..., Any], officers: Any) -> None:
    from sojourn.register.retention.models import AccessDue, Outcome
    from sojourn.register.store.statements import run, select

    gone = people.persons["gone"]
    looks = "SELECT count(*) FROM door_event WHERE subject = %s"
    destroyed()
    assert select(looks, [gone])[0][0] > 0
    run("UPDATE retention_accessdue SET due_on = current_date - 1")
    batch = destroyed("us.retention_access")
    assert select(looks, [gone]) == [(0,)]
    assert {o.outcome for o in Outcome.objects.filter(item__batch=batch)} == {"destroyed"}
    assert not AccessDue.objects.exists()


def test_records_that_came_since_keep_the_file(people: People, officers: Any) -> None:
    from retention_people import came_and_left, years_ago

    from sojourn.register import clock
    from sojourn.register.retention.batches import decide, propose
    from sojourn.register.retention.destroying import destroy_confirmed
    from sojourn.register.retention.listing import list_due
    from sojourn.register.retention.models import Decision

    list_due()
    batch = propose(officers[0], "us.retention_file", "time is over")
    decide(officers[1], batch.pk, Decision.Verdict.CONFIRMED, "looked at each")
    today = clock.today()
    _enter(came_and_left("gone", years_ago(today, 0.2), None, today, turn=2))
    destroy_confirmed()
    outcome = batch.items.get(person_id=people.persons["gone"]).outcome
    assert (outcome.outcome, outcome.reasons) == ("kept", ["changed"])


def _sent_again(rows: list[Any]) -> list[str]:
    from uuid import uuid4

    from sojourn.register import clock
    from sojourn.register.store.records import NewRecord, append_records

    records = [NewRecord(source, row) for source, row in rows]
    return [t.fate for t in append_records(records, batch_id=uuid4(), actor="service", received_at=clock.now())]


def _enter(rows: list[Any]) -> None:
    from uuid import uuid4

    from sojourn.register import clock
    from sojourn.register.answering.recompute import answer_subjects
    from sojourn.register.store.records import NewRecord, append_records

    records = [NewRecord(source, row) for source, row in rows]
    taken = append_records(records, batch_id=uuid4(), actor="service", received_at=clock.now())
    answer_subjects({each.subject_id for each in taken}, "records")
