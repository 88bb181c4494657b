"""The last stay of a person as of today, and who the records are about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sojourn.register import clock
from sojourn.register.answering.memberships import subjects_of_persons
from sojourn.register.desk.identity import Identity, read_identity
from sojourn.register.desk.standing import Standing, last_standing, read_day
from sojourn.register.store.answers import list_current
from sojourn.register.store.persons import members_of
from sojourn.register.store.records import read_history

#: What a person is named by on a movement that is keyed.
NAMED_BY = (
    "document_type", "document_number", "document_issuer", "surname", "given_names", "birth_date", "nationality",
)  # fmt: skip


@dataclass(frozen=True)
class AtTheDesk:
    """What the desk knows of a person.

    Attributes:
        identity: who they are, by the records.
        standing: their last stay as of today.
        admitted_class: the class of its arrival.
        newest: what names the person on their newest movement, by column.
    """

    person_id: str
    identity: Identity
    standing: Standing | None
    admitted_class: str | None
    newest: Mapping[str, object]


def read_person(person_id: str) -> AtTheDesk:
    """Read what the desk shows of a person; the caller has checked that it may, and writes the look down."""
    rows = read_rows([person_id])[person_id]
    standing = read_standing(person_id)
    arrival = next((row for row in rows if standing and record_name(row) == standing.arrival_id), {})
    movements = sorted((row for row in rows if row.get("movement_id")), key=lambda row: str(row["recorded_at"]))
    newest = {column: movements[-1][column] for column in NAMED_BY} if movements else {}
    return AtTheDesk(person_id, read_identity(rows), standing, _text(arrival.get("admitted_class")), newest)


def read_rows(person_ids: Sequence[str]) -> dict[str, list[Mapping[str, object]]]:
    """Read all records of persons, with their personal values, in one look at the history; by person."""
    subjects = list(subjects_of_persons(person_ids))
    whose, history = members_of(subjects), read_history(subjects)
    found: dict[str, list[Mapping[str, object]]] = {person: [] for person in person_ids}
    for row in [*history.movements.to_pylist(), *history.facts.to_pylist()]:
        # a retraction is nobody's by itself: it goes with the record that it takes back, so that readers see it
        person = whose.get(record_name(row)) or whose.get(str(row.get("corrects")), "")
        found.get(person, []).append(row)
    return found


def record_name(row: Mapping[str, object]) -> str:
    """Give the name of the record that a row is."""
    return f"{row['feed']}/{row.get('movement_id') or row.get('fact_id')}"


def read_standing(person_id: str) -> Standing | None:
    """Give the last stay as of today; an answer that no longer holds today is worked out anew, and nothing is kept."""
    answers = [answer for answer in list_current(person_id) if answer.body.get("arrived_on")]
    days = [dict(row) for answer in answers for row in answer.further.get("days", [])]
    bodies = [answer.body for answer in answers]
    if any(_is_over(body, clock.today()) for body in bodies) or any(_counts_on(row, clock.today()) for row in days):
        return _asked_today(person_id)
    return last_standing(bodies, days)


def _is_over(body: Mapping[str, object], today: date) -> bool:
    changes_on = read_day(body.get("next_change_on"))
    return changes_on is not None and changes_on <= today


def _counts_on(row: Mapping[str, object], today: date) -> bool:
    """Say whether days were counted to a day that has passed while the stay goes on."""
    on_day, until = read_day(row.get("on_day")), read_day(row.get("may_stay_until"))
    return on_day is not None and on_day < today and (until is None or until >= today)


def _asked_today(person_id: str) -> Standing | None:
    from sojourn.register.answering.past import believed

    found = believed(person_id, clock.today(), clock.now())
    days = found.further["days"].to_pylist() if "days" in found.further else []
    return last_standing(found.answers.to_pylist(), days)


def _text(value: object) -> str | None:
    return None if value is None else str(value)
