"""What else a disposal may touch, and does not: the log, other people's answers, feeds, whatever is open."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from retention_people import People, came_and_left, enter_people, fact, years_ago

if TYPE_CHECKING:
    from sojourn.register.door.acting import Acting


def test_the_log_verifies_as_before_and_counts_what_was_destroyed(
    people: People, destroyed: Callable[..., Any]
) -> None:
    from sojourn.register.log.verifying import verify_log
    from sojourn.register.retention.models import Destroyed

    before = verify_log()
    batch = destroyed()
    after = verify_log()
    assert after.problems == before.problems
    assert after.destroyed == before.destroyed + Destroyed.objects.filter(batch=batch.pk).count()


def test_a_principal_stays_as_long_as_a_dependant_is_on_file(db: None, destroyed_of: Callable[[str], Any]) -> None:
    from sojourn.register import clock
    from sojourn.register.retention.models import Outcome

    today = clock.today()
    came, left = years_ago(today, 4.2), years_ago(today, 4)
    leads = fact("leads", "programme", came, **{"class": "F1", "reference": "sevis:S-1", "references": ["sevis:S-1"]})
    follows = fact("follows", "programme", came, **{"class": "F2", "principal_reference": "sevis:S-1"})
    leads[1]["valid_from"] = follows[1]["valid_from"] = came
    leads[1]["valid_to"] = left
    people = enter_people(
        {
            "leads": [*came_and_left("leads", came, left, left), leads],
            "follows": [*came_and_left("follows", came, years_ago(today, 0.2), years_ago(today, 0.1)), follows],
        }
    )
    batch = destroyed_of("us.retention_file")
    outcome = Outcome.objects.get(item__batch=batch, item__person_id=people.persons["leads"])
    assert (outcome.outcome, outcome.reasons) == ("kept", ["needed"])


def under_one_document() -> People:
    """Enter two people with one document number, and another birth date: one long gone, one not."""
    from sojourn.register import clock

    today = clock.today()

    def ago(years: float) -> Any:
        return years_ago(today, years)

    first = came_and_left("first", ago(4.2), ago(4), ago(3.9), "SHARED001")
    second = came_and_left("second", ago(0.6), ago(0.4), ago(0.2), "SHARED001")
    for _source, row in second:
        row["birth_date"] = "1944-07-09"
    return enter_people({"first": first, "second": second})


def said_of(person: str) -> list[tuple[str, bytes]]:
    from sojourn.register.store.answers import list_current

    return [(each.stay_id, each.digest) for each in list_current(person)]


def test_what_a_question_about_somebody_else_rests_on_stays(db: None, destroyed_of: Callable[[str], Any]) -> None:
    people = under_one_document()
    before = said_of(people.persons["second"])
    batch = destroyed_of("us.retention_file")
    assert batch.items.get(person_id=people.persons["first"]).outcome.reasons == ["needed"]
    assert said_of(people.persons["second"]) == before


def test_somebody_under_the_same_key_keeps_records_answer_and_values(
    db: None, destroyed_of: Callable[[str], Any]
) -> None:
    from sojourn.register import clock
    from sojourn.register.answering.recompute import answer_subjects
    from sojourn.register.store.links import record_decision
    from sojourn.register.store.persons import subjects_of
    from sojourn.register.store.reading import get_record

    people = under_one_document()
    for a, b in itertools.product(people.names["first"], people.names["second"]):
        record_decision(a, b, "different", "user:1", "two people", None, clock.now())
    answer_subjects(subjects_of(people.persons["second"]), "decision")
    before = said_of(people.persons["second"])
    destroyed_of("us.retention_file")
    assert said_of(people.persons["second"]) == before
    assert get_record(people.names["second"][0]).values["surname"] == "SECOND"
    assert said_of(people.persons["first"]) == []


@pytest.mark.parametrize(
    ("kind", "reason"), [("appeal", "proceeding"), ("custody_start", "custody"), ("removal_stay", "removal_stay")]
)
def test_what_is_pending_holds_by_itself(db: None, kind: str, reason: str) -> None:
    from sojourn.register import clock
    from sojourn.register.retention.holds import reasons_of

    today = clock.today()
    came, left = years_ago(today, 4.2), years_ago(today, 4)
    pending = fact("pending", kind, came, filed_at=clock.start_of(came), type="court_order", authority="Court")
    people = enter_people({"pending": [*came_and_left("pending", came, left, left), pending]})
    assert reason in reasons_of([people.persons["pending"]])[people.persons["pending"]]


def test_an_open_case_holds_by_itself_until_it_is_closed(people: People) -> None:
    from sojourn.register import clock
    from sojourn.register.cases.models import Case
    from sojourn.register.retention.holds import reasons_of

    person, now = people.persons["gone"], clock.now()
    told = {"origin": "stay", "lifecycle": "us.overstay", "law_known_at": now.date(), "state": "x", "stage": "x"}
    case = Case.objects.create(case_id="c1", person_id=person, opened_at=now, waiting_since=now, **told)
    assert reasons_of([person]) == {person: ["case"]}
    Case.objects.filter(pk=case.pk).update(closed_at=now)
    assert reasons_of([person]) == {}


def test_a_hold_lapses_after_its_last_day(people: People, officers: tuple[Acting, Acting]) -> None:
    from sojourn.register import clock
    from sojourn.register.retention.holds import NewHold, held, set_hold

    person, today = people.persons["gone"], clock.today()
    set_hold(officers[0], NewHold(person, "Court", "Act", "1", today + timedelta(days=1)))
    with clock.set_to(clock.start_of(today + timedelta(days=1))):
        assert held([person]) == {person}
    with clock.set_to(clock.start_of(today + timedelta(days=2))):
        assert held([person]) == set()


def test_days_of_which_records_went_stay_as_they_were_judged(people: People, destroyed: Callable[..., Any]) -> None:
    from sojourn.register.feeds.judging import kept_as_judged, refresh_feeds
    from sojourn.register.feeds.models import FeedDay

    refresh_feeds()
    before = set(FeedDay.objects.filter(feed__in=["post:OLD", "carrier:ZZ"]).values_list("feed", "day", "status"))
    destroyed()
    refresh_feeds()
    after = set(FeedDay.objects.filter(feed__in=["post:OLD", "carrier:ZZ"]).values_list("feed", "day", "status"))
    assert after == before
    assert set(kept_as_judged()) >= {"post:OLD", "carrier:ZZ"}


def test_nothing_of_the_person_is_left_in_any_table_about_persons(
    people: People, destroyed: Callable[..., Any]
) -> None:
    """Whatever table has a column of a person or a stay: none names the person, but for retention's own and the log."""
    from sojourn.register.store.statements import select

    person, stays = people.persons["gone"], people.stays["gone"]
    destroyed()
    columns = select(
        "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'"
        " AND column_name IN ('person_id', 'stay_id') AND data_type = 'text' AND table_name !~ '^(retention|log)_'"
    )
    left = {
        table
        for table, column in columns
        if select(f'SELECT 1 FROM "{table}" WHERE {column} = ANY(%s) LIMIT 1', [[person, *stays]])
    }
    assert left == set()
