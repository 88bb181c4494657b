"""A register's tables filled in bulk: persons on file who do not come up, and those who will leave while it is timed.

The great stock is there for the size of tables and indexes: its sealed values are bytes at random. Those who leave are
taken in and answered by the register's own functions.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import date, datetime
from uuid import uuid4

import psycopg

from benchmarks.live_people import FEED, arrived_at, movement
from benchmarks.search import GIVEN, SURNAMES, YEARS, keyed_function, made_up

Say = Callable[[str], None]
_AT_ONCE = 250_000
_LOADED = 5_000
_SUBJECT = "md5('stock ' || n)::uuid"
_PERSON = "'p' || left(md5('person ' || n), 20)"
_STAY = "'s' || left(md5('stay ' || n), 20)"
_DRAWN = "(n + 1) * {} %% 2147483647 / 2147483647.0::float8"
#: Keys and indexes that are made after the rows.
_LATER = {
    "store_blind": "PRIMARY KEY (kind, digest, subject_id)",
    "store_record_key": "PRIMARY KEY (feed, id, content_digest)",
    "store_history": "PRIMARY KEY (subject_id, record_id)",
    "store_personal": "PRIMARY KEY (subject_id, record_id)",
    "store_answer": "PRIMARY KEY (stay_id, answer_id)",
}
_INDEXES = {
    "store_blind_subject": "ON store_blind (subject_id)",
    "store_record_name": "ON store_record (name)",
    "store_membership_name": "ON store_membership (name, membership_id DESC)",
    "store_membership_person": "ON store_membership (person_id)",
    "store_membership_subject": "ON store_membership (subject_id)",
    "store_answer_person": "ON store_answer (person_id)",
    "store_current_answer_person": "ON store_current_answer (person_id)",
    "store_current_answer_change": "ON store_current_answer (next_change_on)",
}
_ROWS = (
    f"""INSERT INTO store_subject (subject_id, key, salt, created_at)
    SELECT {_SUBJECT}, decode(repeat(md5(n::text), 4), 'hex'), decode(md5('salt' || n), 'hex'), now() FROM numbers n""",
    f"""INSERT INTO store_record_key (feed, id, content_digest, record_id, subject_id)
    SELECT 'post:SJO', 'k' || n, decode(md5('a' || n) || md5('b' || n), 'hex'), -n - 1, {_SUBJECT} FROM numbers n""",
    f"""INSERT INTO store_record (record_id, received_at, source, name, feed, recorded_at, subject_id,
      personal_digest, body, batch_id, actor)
    SELECT -n - 1, now(), 'movement', 'post:SJO/k' || n, 'post:SJO', now(), {_SUBJECT},
      decode(md5('c' || n) || md5('d' || n), 'hex'), %(body)s, {_SUBJECT}, 'feed:post:SJO' FROM numbers n""",
    f"""INSERT INTO store_history (subject_id, record_id, source, name, body)
    SELECT {_SUBJECT}, -n - 1, 'movement', 'post:SJO/k' || n, %(body)s FROM numbers n""",
    f"""INSERT INTO store_personal (subject_id, record_id, sealed)
    SELECT {_SUBJECT}, -n - 1, decode(repeat(md5('e' || n), 13), 'hex') FROM numbers n""",
    f"""INSERT INTO store_membership (name, subject_id, person_id, basis, known_at)
    SELECT 'post:SJO/k' || n, {_SUBJECT}, {_PERSON}, 'document', now() FROM numbers n""",
    f"INSERT INTO store_current_person (person_id, subject_id) SELECT {_PERSON}, {_SUBJECT} FROM numbers n",
    f"""INSERT INTO store_answer (answer_id, stay_id, person_id, state, body, periods, crossings, further, as_of,
      known_at, cause, digest)
    SELECT -n - 1, {_STAY}, {_PERSON}, 'in_status', %(answer)s, '[]', '[]', '{{}}', current_date, now(),
      '{{"why": "first", "names": []}}', decode(md5('f' || n) || md5('g' || n), 'hex') FROM numbers n""",
    f"""INSERT INTO store_current_answer (stay_id, answer_id, person_id, state, arrived_on, next_change_on)
    SELECT {_STAY}, -n - 1, {_PERSON}, 'in_status', current_date - 20, current_date + 1 + (n %% 90)::int
    FROM numbers n""",
    f"""INSERT INTO store_blind (kind, digest, subject_id)
    SELECT kind, keyed(kind, told), {_SUBJECT} FROM numbers n
    JOIN words s ON s.number = floor(power({_DRAWN.format(48271)}, 3) * {SURNAMES})::int
    JOIN words g ON g.number = {SURNAMES} + floor(power({_DRAWN.format(69621)}, 3) * {GIVEN})::int
    CROSS JOIN LATERAL (VALUES ('document', 'K' || n || '|UTO'), ('number', 'K' || n), ('number', 'K' || n || '|UTO'),
      ('record', 'post:SJO/k' || n), ('name', s.word || '|' || {YEARS.start} + n %% 70),
      ('name', CASE WHEN g.word <> s.word THEN g.word || '|' || {YEARS.start} + n %% 70 END)) AS keys (kind, told)
    WHERE told IS NOT NULL""",
)


def fill(owner_url: str, persons: int, say: Say) -> None:
    """Fill the tables with the great stock, as the owner; indexes come after the rows."""
    from sojourn.register.store.name_words import skeleton

    with psycopg.connect(owner_url, autocommit=True) as session:
        for setting in ("maintenance_work_mem = '1GB'", "work_mem = '256MB'", "synchronous_commit = off"):
            session.execute(f"SET {setting}")
        for table in _LATER:
            session.execute(f"ALTER TABLE {table} DROP CONSTRAINT {table}_pkey")
        for index in _INDEXES:
            session.execute(f"DROP INDEX {index}")
        session.execute("CREATE TEMP TABLE words (number integer PRIMARY KEY, word text)")
        with session.cursor().copy("COPY words FROM STDIN") as copying:
            for number in range(SURNAMES + GIVEN):
                copying.write_row((number, skeleton(made_up(number).upper())))
        session.execute(keyed_function(bytes.fromhex(os.environ["SOJOURN_INDEX_KEY"])))
        told = {"body": _body(), "answer": _answer()}
        for first in range(0, persons, _AT_ONCE):
            last = min(first + _AT_ONCE, persons) - 1
            numbers = f"WITH numbers AS (SELECT n FROM generate_series({first}::bigint, {last}) AS n) "
            for statement in _ROWS:
                session.execute(numbers + statement, told)
            say(f"{last + 1:,} of {persons:,} persons on file")
        say("making the indexes")
        for table, key in _LATER.items():
            session.execute(f"ALTER TABLE {table} ADD {key}")
        for index, on in _INDEXES.items():
            session.execute(f"CREATE INDEX {index} {on}")
        session.execute("DROP FUNCTION keyed(text, text)")
        say("vacuuming")
        session.execute("VACUUM (ANALYZE)")


def load_leavers(first: int, last: int, say: Say) -> None:
    """Take in and answer the arrivals of those who will leave, by the register's own functions."""
    from sojourn.register import clock
    from sojourn.register.answering.recompute import answer_subjects
    from sojourn.register.store.records import NewRecord, append_records

    for begin in range(first, last, _LOADED):
        rows = [NewRecord("movement", row) for row in _arrivals(begin, min(begin + _LOADED, last))]
        taken = append_records(rows, batch_id=uuid4(), actor="service", received_at=clock.now())
        answer_subjects({each.subject_id for each in taken}, "first")
        say(f"{min(begin + _LOADED, last) - first:,} of {last - first:,} who will leave")


def _arrivals(first: int, last: int) -> Iterator[dict[str, object]]:
    for who in range(first, last):
        row = movement(who, "arrival", arrived_at(who), prefix="s")
        at = datetime.fromisoformat(str(row["occurred_at"]))
        dates = {"local_date": date.fromisoformat(str(row["local_date"])), "occurred_at": at}
        yield {**row, **dates, "feed": FEED, "recorded_at": at}


def _body() -> str:
    from sojourn.register.store.row_shape import shape_row

    row = next(_arrivals(0, 1))
    return shape_row("movement", row).body


def _answer() -> str:
    import json

    return json.dumps({"state": "in_status", "reasons": ["x" * 40] * 8, "proof": "y" * 300})
