"""What nobody can do: delete by hand, alone, before the time, or against a hold."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from retention_people import People

if TYPE_CHECKING:
    from sojourn.register.door.acting import Acting

Officers = tuple["Acting", "Acting"]


def proposed(officers: Officers, rule: str = "us.retention_file") -> Any:
    from sojourn.register.retention.batches import propose
    from sojourn.register.retention.listing import list_due

    list_due()
    return propose(officers[0], rule, "time is over")


def confirm(officers: Officers, batch: Any, who: int = 1) -> None:
    from sojourn.register.retention.batches import decide
    from sojourn.register.retention.models import Decision

    decide(officers[who], batch.pk, Decision.Verdict.CONFIRMED, "looked at each")


def refused(statement: str, *values: object) -> str:
    """Run a statement that the database has to refuse, and give its words."""
    from django.db import DatabaseError, transaction

    from sojourn.register.store.statements import run

    with pytest.raises(DatabaseError) as said, transaction.atomic():
        run(statement, list(values))
    return str(said.value)


@pytest.mark.parametrize(
    "table", ["store_record", "store_answer", "door_event", "retention_item", "retention_destroyed"]
)
def test_the_service_cannot_delete_also_with_the_setting_set_by_hand(people: People, table: str) -> None:
    from sojourn.register.store.statements import run

    assert "permission denied" in refused(f"DELETE FROM {table}")
    run("SELECT set_config('sojourn.destroying', '1', true)")
    assert "permission denied" in refused(f"DELETE FROM {table}")


def test_the_service_cannot_say_that_it_is_destroying(db: None) -> None:
    assert "permission denied" in refused("INSERT INTO retention_running VALUES (pg_current_xact_id(), 1)")
    assert "permission denied" in refused("INSERT INTO retention_destroyed VALUES (1, 'answer', '1', 1, now())")


def test_the_parts_of_the_function_cannot_be_called_by_themselves(db: None) -> None:
    scope = "ROW(1, '{}', '{}', '{}', '{}', '{}', '{}')::retention_scope"
    assert "permission denied" in refused(f"SELECT retention_delete('store_answer', 'true', {scope})")
    assert "permission denied" in refused(f"SELECT retention_delete_records({scope})")


def test_a_batch_that_nobody_confirmed_destroys_nothing(people: People, officers: Officers) -> None:
    from sojourn.register.retention.destroying import destroy_confirmed

    item = proposed(officers).items.first()
    assert "two different records officers" in refused("SELECT retention_destroy(%s)", item.pk)
    assert destroy_confirmed() == 0


def test_nobody_confirms_what_they_proposed(people: People, officers: Officers) -> None:
    from sojourn.errors import RegisterError

    batch = proposed(officers)
    with pytest.raises(RegisterError) as said:
        confirm(officers, batch, who=0)
    assert said.value.code == "second-person-needed"


def test_a_decision_written_by_hand_for_oneself_is_none(people: People, officers: Officers) -> None:
    from sojourn.register import clock
    from sojourn.register.retention.models import Decision

    batch = proposed(officers)
    told = {"verdict": "confirmed", "reason": "", "digest": batch.digest, "decided_at": clock.now()}
    Decision.objects.create(batch=batch, decided_by_id=officers[0].user_id, **told)
    assert "two different records officers" in refused("SELECT retention_destroy(%s)", batch.items.first().pk)


def test_somebody_without_the_role_is_no_second_person(
    people: People, officers: Officers, acting: Callable[..., Acting]
) -> None:
    from sojourn.register import clock
    from sojourn.register.retention.models import Decision

    batch = proposed(officers)
    told = {"verdict": "confirmed", "reason": "", "digest": batch.digest, "decided_at": clock.now()}
    Decision.objects.create(batch=batch, decided_by_id=acting("supervisor").user_id, **told)
    assert "two different records officers" in refused("SELECT retention_destroy(%s)", batch.items.first().pk)


def test_nothing_is_added_to_a_batch_that_was_decided(people: People, officers: Officers) -> None:
    batch = proposed(officers)
    confirm(officers, batch)
    said = refused(
        "INSERT INTO retention_item (batch_id, person_id, what, of, about, whole, names, record_ids, subjects, stays,"
        " cases, rule_id, rule_version, due_on) SELECT batch_id, 'p0', what, of, about, whole, names, record_ids,"
        " subjects, stays, cases, rule_id, rule_version, due_on FROM retention_item WHERE batch_id = %s",
        batch.pk,
    )
    assert "nothing is added" in said


def test_a_hold_between_confirmation_and_destruction_keeps_that_person_alone(
    people: People, officers: Officers
) -> None:
    from sojourn.register import clock
    from sojourn.register.retention.destroying import destroy_confirmed
    from sojourn.register.retention.holds import NewHold, held, set_hold
    from sojourn.register.retention.models import Outcome

    batch = proposed(officers)
    confirm(officers, batch)
    gone, other = people.persons["gone"], people.persons["other"]
    asked = NewHold(gone, "District Court", "Act 1, s. 2", "DC-1", clock.today() + timedelta(days=30))
    set_hold(officers[0], asked)
    item = batch.items.get(person_id=gone)
    assert "somebody holds it" in refused("SELECT retention_destroy(%s)", item.pk)
    destroy_confirmed()
    became = {o.item.person_id: (o.outcome, o.reasons) for o in Outcome.objects.filter(item__batch=batch)}
    assert became == {gone: ("kept", ["hold"]), other: ("destroyed", [])}
    assert held([gone, other]) == {gone}


def test_what_has_time_left_is_not_destroyed_though_two_people_say_so(people: People, officers: Officers) -> None:
    from sojourn.register import clock
    from sojourn.register.retention.models import Item

    batch = proposed(officers)
    item = batch.items.first()
    item.pk, item.due_on = None, clock.today() + timedelta(days=2)
    Item.objects.bulk_create([item])
    said = refused(
        "INSERT INTO retention_decision (batch_id, verdict, reason, digest, decided_by_id, decided_at)"
        " VALUES (%s, 'confirmed', '', %s, %s, %s);"
        f" SELECT retention_destroy((SELECT max(id) FROM retention_item WHERE batch_id = {int(batch.pk)}))",
        batch.pk,
        batch.digest,
        officers[1].user_id,
        clock.now(),
    )
    assert "its time is not over" in said


def test_a_batch_that_somebody_changed_is_not_confirmed(people: People, officers: Officers) -> None:
    from sojourn.errors import RegisterError
    from sojourn.register.retention.models import Item

    batch = proposed(officers)
    item = batch.items.first()
    item.pk = None
    Item.objects.bulk_create([item])
    with pytest.raises(RegisterError) as said:
        confirm(officers, batch)
    assert said.value.code == "disposal-changed"


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ("entries_of", "beyond"),  # the database takes rows along of which the service did not see that they belong
        ("digest_of", "changed"),  # somebody has changed the items after the second person had looked
    ],
)
def test_nothing_goes_that_two_people_have_not_seen(
    people: People, officers: Officers, monkeypatch: pytest.MonkeyPatch, changed: str, reason: str
) -> None:
    from sojourn.register.cases.models import Alert
    from sojourn.register.retention import destroying
    from sojourn.register.retention.models import Destroyed, Outcome

    batch = proposed(officers)
    confirm(officers, batch)
    monkeypatch.setattr(destroying, changed, lambda _: set())
    destroying.destroy_confirmed()
    outcomes = Outcome.objects.filter(item__batch=batch).values_list("outcome", "reasons")
    assert {(outcome, *reasons) for outcome, reasons in outcomes} == {("kept", reason)}
    assert not Destroyed.objects.exists()
    assert Alert.objects.filter(kind=destroying.BEYOND).exists() == (reason == "beyond")
