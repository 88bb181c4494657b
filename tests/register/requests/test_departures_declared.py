"""A declared departure stands beside the answer and never against it; nobody declares for whoever is held."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest
from asking_world import NOW, TODAY, Somebody, answer_of, ask, declare, leave, refused, somebody, tell
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

if TYPE_CHECKING:
    from sojourn.register.requests.models import Request

#: States that a declaration may turn into "the person says so"; every other one stays as it is.
QUESTIONS = ("unexplained", "awaiting_records")


def again(request: Request) -> Request:
    """Give a request as it stands now."""
    return type(request).objects.get(pk=request.pk)


@pytest.mark.parametrize("until", [20, 200])
def test_a_declaration_turns_a_question_into_what_the_person_says(asked_at: None, until: int) -> None:
    from sojourn.register.store.records import find_record

    made = somebody(until=until)
    assert answer_of(made)[0] in QUESTIONS
    request = declare(made, TODAY - timedelta(days=3), port="jfk", mode="air")
    assert answer_of(made) == ("unknown", "declared")
    record = find_record(request.record)
    assert record is not None
    told = [record.values[name] for name in ("kind", "direction", "port", "mode", "local_date")]
    assert (record.feed, request.state) == ("declared", "on_file")
    assert told == ["declared", "departure", "JFK", "air", TODAY - timedelta(days=3)]


def test_it_lapses_after_the_days_of_the_pack_as_if_never_made(asked_at: None) -> None:
    from sojourn.register import clock
    from sojourn.register.answering.past import believed
    from sojourn.register.requests.declaring import days_waiting

    made = somebody(until=200)
    declare(made, TODAY)
    states = []
    for days in (days_waiting(), days_waiting() + 1):
        found = believed(made.person_id, TODAY + timedelta(days=days), clock.now())
        states.append(found.answers.to_pylist()[0]["state"])
    assert states == ["unknown", "unexplained"]


def test_taken_back_it_counts_as_never_made(asked_at: None) -> None:
    from sojourn.register.door.acting import PERSON
    from sojourn.register.requests.declaring import withdraw

    made = somebody(until=200)
    before = answer_of(made)
    request = declare(made, TODAY)
    withdraw(PERSON, made.person_id, request.reference)
    assert (answer_of(made), again(request).state) == (before, "withdrawn")
    refused("declaration-withdrawn", lambda: withdraw(PERSON, made.person_id, request.reference))
    refused("declaration-withdrawn", lambda: withdraw(PERSON, made.person_id, ask(made).reference))


def test_one_declared_ahead_becomes_a_record_on_its_day(ada: Somebody) -> None:
    from sojourn.register import clock
    from sojourn.register.requests.ahead import put_due_on_file

    request = declare(ada, TODAY + timedelta(days=2))
    assert (request.state, request.record, put_due_on_file()) == ("ahead", "", 0)
    assert answer_of(ada)[0] == "awaiting_records"
    with clock.set_to(NOW + timedelta(days=2)):
        assert put_due_on_file() == 1
        assert put_due_on_file() == 0
    assert again(request).state == "on_file"
    assert answer_of(ada) == ("unknown", "declared")


def test_one_declared_ahead_lapses_where_the_person_has_left_or_is_held_by_then(asked_at: None) -> None:
    from sojourn.register import clock
    from sojourn.register.requests.ahead import put_due_on_file

    gone, held = somebody("ada"), somebody("bob")
    requests = [declare(each, TODAY + timedelta(days=2)) for each in (gone, held)]
    with clock.set_to(NOW + timedelta(days=2)):
        leave(gone, TODAY + timedelta(days=1))
        tell(held, "custody_start", decided_at=NOW + timedelta(days=1))
        assert put_due_on_file() == 2
    events = [each.events.order_by("id").last() for each in requests]
    assert [(each.kind, each.about["why"]) for each in events if each] == [("lapsed", "ended"), ("lapsed", "held")]
    assert [again(each).record for each in requests] == ["", ""]


def test_nobody_declares_for_somebody_in_custody(ada: Somebody) -> None:
    tell(ada, "custody_start", decided_at=NOW - timedelta(days=1), reference="C-1")
    refused("declaration-held", lambda: declare(ada, TODAY))
    tell(ada, "custody_end", decided_at=NOW - timedelta(hours=2), reference="C-1")
    assert declare(ada, TODAY).state == "on_file"


def test_nobody_declares_for_a_restricted_record(ada: Somebody) -> None:
    tell(ada, "protection", type="trafficking", restricted=True, valid_from=TODAY - timedelta(days=3))
    refused("record-restricted", lambda: declare(ada, TODAY))


@pytest.mark.parametrize("days", [-301, -100, 91])
def test_a_day_that_would_change_nothing_or_lies_far_ahead_is_not_declared(ada: Somebody, days: int) -> None:
    refused("declaration-day", lambda: declare(ada, TODAY + timedelta(days=days)))


def test_one_declaration_of_a_stay_at_a_time_and_few_in_all(ada: Somebody) -> None:
    from sojourn.register.door.acting import PERSON
    from sojourn.register.requests.declaring import MOST_OF_A_STAY, withdraw

    for _each in range(MOST_OF_A_STAY):
        request = declare(ada, TODAY)
        refused("declaration-again", lambda: declare(ada, TODAY))
        withdraw(PERSON, ada.person_id, request.reference)
    refused("declaration-again", lambda: declare(ada, TODAY))


def test_somebody_elses_stay_and_one_that_has_ended_are_not_declared(ada: Somebody) -> None:
    other = somebody("bob")
    strange = Somebody(other.person_id, ada.stay_id, other.who, other.arrival)
    refused("declaration-no-stay", lambda: declare(strange, TODAY))
    leave(ada, TODAY - timedelta(days=1))
    refused("declaration-no-stay", lambda: declare(ada, TODAY))


def test_the_effect_of_the_departure_itself_is_told_before_it_is_declared(ada: Somebody) -> None:
    from sojourn.register.requests.effects import effect_if_left
    from sojourn.register.store.statements import select

    tell(ada, "charge_issued", decided_at=NOW - timedelta(days=40), reference="NTA-1")
    tell(ada, "charge_filed", filed_at=NOW - timedelta(days=30), reference="NTA-1")
    before = select("SELECT count(*) FROM store_record")
    effect = effect_if_left(ada.person_id, ada.stay_id, TODAY)
    assert effect is not None
    assert effect.law is not None
    assert "us.effect_proceedings_pending" in " ".join(note for step in effect.law.steps for note in step.notes)
    assert select("SELECT count(*) FROM store_record") == before


def table(rows: list[dict[str, object]], schema: pa.Schema) -> pa.Table:
    return pa.Table.from_pylist(rows, schema)


@pytest.mark.usefixtures("db")
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    back=st.integers(5, 400),
    allowed=st.integers(0, 420),
    declared=st.integers(-10, 400),
    left=st.one_of(st.none(), st.integers(0, 400)),
    kind=st.sampled_from(["inspection", "manifest", "consular"]),
)
def test_declaring_never_worsens_an_answer(back: int, allowed: int, declared: int, left: int | None, kind: str) -> None:
    from sojourn import tables
    from sojourn.register.answering.engine import answer_records

    came = TODAY - timedelta(days=back)
    who = {
        "surname": "OKAFOR", "given_names": "NGOZI", "birth_date": "1988-02-17", "nationality": "NGA",
        "document_type": "P", "document_number": "A00998811", "document_issuer": "NGA", "recorded_at": NOW,
    }  # fmt: skip

    def row(name: str, how: str, direction: str, day: date) -> dict[str, object]:
        feed = "declared" if how == "declared" else "post:JFK"
        return {**who, "movement_id": name, "feed": feed, "kind": how, "direction": direction, "local_date": day}

    arrival = {**row("a1", "inspection", "arrival", came), "outcome": "admitted", "admitted_class": "B2"}
    rows = [{**arrival, "admitted_until": came + timedelta(days=allowed), "verified": "document"}]
    if left is not None and left <= back:
        rows.append(row("d1", kind, "departure", came + timedelta(days=left)))
    said = row("d2", "declared", "departure", TODAY - timedelta(days=declared))
    facts = table([], tables.arrow_schema(tables.FACTS))
    movements = tables.arrow_schema(tables.MOVEMENTS)
    before, after = (
        answer_records(table(told, movements), facts, TODAY, NOW).answers.to_pylist()[0]
        for told in (rows, [*rows, said])
    )
    same = all(before[name] == after[name] for name in ("state", "unknown_code", "departed_on", "departure_basis"))
    turned = before["state"] in QUESTIONS and (after["state"], after["unknown_code"]) == ("unknown", "declared")
    assert same or turned, {name: (before[name], after[name]) for name in before if before[name] != after[name]}


def test_a_declaration_under_an_earlier_id_of_the_person_counts_as_one_of_the_stay(
    ada: Somebody, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sojourn.register.requests import declaring

    request = declare(ada, TODAY)
    type(request).objects.filter(pk=request.pk).update(person_id="P-EARLIER")
    monkeypatch.setattr(declaring, "ids_ever", lambda person: [person, "P-EARLIER"])
    assert refused("declaration-again", lambda: declare(ada, TODAY)).code == "declaration-again"


def test_two_declarations_of_one_stay_wait_for_each_other(ada: Somebody) -> None:
    from sojourn.register.store.statements import select

    declare(ada, TODAY)
    held = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid() AND objsubid = 1"
    ((own,),) = select(held + " AND ((classid::bigint << 32) | objid::bigint) = hashtextextended(%s, 0)",
                       [f"declaration of {ada.stay_id}"])  # fmt: skip
    assert own == 1
