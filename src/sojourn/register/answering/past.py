"""What was believed earlier: the same engine, given only what was known then."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

import pyarrow as pa
import pyarrow.compute as pc

from sojourn.register.answering.engine import answer_records
from sojourn.register.answering.recompute import history_of, together
from sojourn.register.store.links import standing_decisions
from sojourn.register.store.persons import list_record_names, resolve_person, subjects_of
from sojourn.stays.in_memory import MemoryAnswers


def believed(person_id: str, as_of: date, known_at: datetime) -> MemoryAnswers:
    """Answer for one person on a day, with only the records, decisions and law that were known at a time.

    What is given is about the person's own records; where they were taken for several persons' then, about all of them.

    Raises:
        RegisterError: ``person-missing``.
        LawError: ``as_of`` lies before the first day of the law, or nothing of the law was known at ``known_at``.
    """
    person = resolve_person(person_id)
    history = history_of(together(subjects_of(person)))
    decisions = standing_decisions(history.subject_of, known_at)
    found = answer_records(history.movements, history.facts, as_of, known_at, decisions)
    own = set(list_record_names(person))
    persons = {row["person_id"] for row in found.people.to_pylist() if row["record_id"] in own}
    return _about(found, persons)


def _about(found: MemoryAnswers, persons: Collection[str]) -> MemoryAnswers:
    """Keep what is about some persons."""
    wanted = pa.array(sorted(persons), pa.string())
    answers, crossings, people = (
        table.filter(pc.is_in(table["person_id"], wanted)) for table in (found.answers, found.crossings, found.people)
    )
    names = people["record_id"].combine_chunks()
    links = found.links.filter(
        pc.and_(pc.is_in(found.links["record_a"], names), pc.is_in(found.links["record_b"], names))
    )
    known = set(names.to_pylist())
    review = [row for row in found.review.to_pylist() if known.intersection(row["record_ids"])]
    stays = answers["stay_id"].combine_chunks()
    periods = found.periods.filter(pc.is_in(found.periods["stay_id"], stays))
    further = {name: table.filter(pc.is_in(table["stay_id"], stays)) for name, table in found.further.items()}
    return MemoryAnswers(
        answers, periods, crossings, people, links, pa.Table.from_pylist(review, found.review.schema), further
    )
