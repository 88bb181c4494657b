"""What must hold after whatever happened: nothing lost, nothing twice, and the answers of one batch run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, cast

from benchmarks.faults.world import Message

Outcomes = list[dict[str, Any]] | None
Told = Sequence[tuple[Message, Outcomes]]
#: How many of those that are wrong are named.
_NAMED = 5

#: Each gives what must not be there, as a name and how often.
_NEVER = {
    "a record is on file twice": (
        "SELECT record_id::text, count(*) FROM store_record GROUP BY record_id HAVING count(*) > 1"
    ),
    "a name with its content is on file twice": (
        "SELECT k.feed || '/' || k.id, count(*) FROM store_record_key k"
        " LEFT JOIN store_record r USING (record_id) GROUP BY k.feed, k.id, k.content_digest HAVING count(r.name) <> 1"
    ),
    "a record lacks its key, its history or its values, or has them twice": (
        "SELECT r.name, count(*) FROM store_record r LEFT JOIN store_record_key k USING (record_id)"
        " LEFT JOIN store_history h ON h.subject_id = r.subject_id AND h.record_id = r.record_id"
        " LEFT JOIN store_personal p ON p.subject_id = r.subject_id AND p.record_id = r.record_id"
        " GROUP BY r.name, r.record_id HAVING count(k.record_id) <> 1 OR count(h.name) <> 1 OR count(p.record_id) <> 1"
    ),
    "history or values without a record": (
        "SELECT coalesce(h.name, p.record_id::text), 1 FROM store_history h"
        " FULL JOIN store_personal p USING (subject_id, record_id)"
        " LEFT JOIN store_record r ON r.record_id = coalesce(h.record_id, p.record_id) WHERE r.record_id IS NULL"
    ),
    "a row is set apart twice": (
        "SELECT encode(message_digest, 'hex') || ' line ' || line, count(*) FROM store_quarantined"
        " WHERE message_digest IS NOT NULL GROUP BY message_digest, line HAVING count(*) > 1"
    ),
    "a stay has no current version, or one that is not its last": (
        "SELECT stay_id, 1 FROM (SELECT DISTINCT ON (stay_id) stay_id, answer_id, gone FROM store_answer"
        " ORDER BY stay_id, answer_id DESC) a FULL JOIN store_current_answer c USING (stay_id)"
        " WHERE (NOT coalesce(a.gone, true)) <> (c.stay_id IS NOT NULL) OR c.answer_id <> a.answer_id"
    ),
    "two versions in a row say the same": (
        "SELECT stay_id, count(*) FROM (SELECT stay_id, digest = lag(digest) OVER"
        " (PARTITION BY stay_id ORDER BY answer_id) AS same FROM store_answer) v WHERE same GROUP BY stay_id"
    ),
    "an answer about nobody": (
        "SELECT stay_id, 1 FROM store_current_answer a WHERE NOT EXISTS"
        " (SELECT 1 FROM store_current_person p WHERE p.person_id = a.person_id)"
    ),
    "records wait that were not answered": "SELECT unnest(names), 1 FROM live_pending",
    "what was known runs backwards": (
        "SELECT stay_id, count(*) FROM (SELECT stay_id, known_at < lag(known_at) OVER"
        " (PARTITION BY stay_id ORDER BY answer_id) AS back FROM store_answer) v WHERE back GROUP BY stay_id"
    ),
    "a message is on file without its event, or with other numbers": (
        "SELECT coalesce(r.batch, e.batch), 1 FROM (SELECT batch_id::text AS batch, count(*) AS n FROM store_record"
        " GROUP BY batch_id) r FULL JOIN (SELECT about->>'batch' AS batch, count(*) AS events,"
        " sum(coalesce((about->>'accepted')::int, 0) + coalesce((about->>'corrected')::int, 0)) AS n"
        " FROM door_event WHERE verb = 'records_taken_in' GROUP BY 1) e USING (batch)"
        " WHERE coalesce(r.n, 0) <> coalesce(e.n, -1) OR e.events <> 1"
    ),
    "a version of an answer without its event": (
        "SELECT person_id, 1 FROM (SELECT person_id, count(DISTINCT known_at) AS n FROM store_answer GROUP BY 1) a"
        " LEFT JOIN (SELECT subject AS person_id, count(*) AS told FROM door_event"
        " WHERE verb = 'answered' GROUP BY 1) e"
        " USING (person_id) WHERE coalesce(e.told, 0) < a.n"
    ),
}


def check(told: Told) -> dict[str, Any]:
    """Hold the register against the messages that were sent, each with the outcomes of its reply.

    Returns:
        ``records`` and ``stays`` on file, and ``wrong``: what does not hold, in words; empty where all does.
    """
    from sojourn.register.store.moments import catch_up
    from sojourn.register.verify import verify_register

    catch_up()
    wrong = list(_contents_wrong(told))
    for what, question in _NEVER.items():
        wrong += _named(what, _select(question))
    wrong += _memberships_wrong()
    verified = verify_register(lambda _: None)
    wrong += _named("the answer differs from the batch run's", verified.differ)
    return {"records": verified.records, "stays": verified.stays, "wrong": wrong}


def _named(what: str, found: Sequence[Sequence[object]]) -> list[str]:
    """Say what is wrong and name a few."""
    if not found:
        return []
    return [f"{what}: {len(found)}, such as {'; '.join(' '.join(map(str, each)) for each in found[:_NAMED])}"]


def _select(question: str) -> list[tuple[object, ...]]:
    from sojourn.register.store.statements import select

    return list(select(question))


def _contents_wrong(told: Told) -> Iterator[str]:
    """Compare what was acknowledged with what is on file, row for row: the name, and the content as it is read back."""
    from sojourn.register.store.blind import content_digest
    from sojourn.register.store.records import read_history
    from sojourn.register.store.row_shape import Source, shape_row
    from sojourn.register.store.subjects import list_subjects

    expected: Counter[tuple[str, bytes]] = Counter()
    apart = 0
    for message, outcomes in told:
        good, bad = _fates(message, outcomes)
        expected.update(good)
        apart += bad
    history = read_history(set(list_subjects()))
    tables: dict[Source, Any] = {"movement": history.movements, "fact": history.facts}
    found: Counter[tuple[str, bytes]] = Counter()
    for source, table in tables.items():
        for row in table.to_pylist():
            shaped = shape_row(source, row)
            found[shaped.name, content_digest(shaped.said)] += 1
    yield from _named("acknowledged, and not on file", [(name,) for name, _ in expected.keys() - found.keys()])
    yield from _named("on file, and never sent", [(name,) for name, _ in found.keys() - expected.keys()])
    yield from _named("on file more than once", [(name, n) for (name, _), n in found.items() if n > 1])
    ((kept,),) = _select("SELECT count(*) FROM store_quarantined")
    if kept != apart:
        yield f"{apart} rows were acknowledged as set apart, and {kept} are set apart"


def _fates(message: Message, outcomes: Outcomes) -> tuple[set[tuple[str, bytes]], int]:
    """Give the names and contents of a message's rows that were acknowledged as on file, and the number set apart.

    Of a message that was published, every row that can be a record must be on file, and every other set apart.
    """
    from sojourn.register.intake.messages import read_message_body
    from sojourn.register.store.blind import content_digest
    from sojourn.register.store.row_shape import Source, shape_row

    source = cast(Source, message.source)
    body = message.body.encode()
    read = read_message_body(source, message.feed, "application/x-ndjson", body, None)
    fates = {row.line.number: "accepted" for row in read.good} | {bad.line.number: "quarantined" for bad in read.bad}
    if outcomes is not None:
        fates = {outcome["line"]: outcome["fate"] for outcome in outcomes}
    kept = set()
    for row in read.good:
        if fates[row.line.number] in ("accepted", "duplicate", "corrected"):
            shaped = shape_row(source, row.values)
            kept.add((shaped.name, content_digest(shaped.said)))
    return kept, sum(fate == "quarantined" for fate in fates.values())


def _memberships_wrong() -> list[str]:
    """Compare whose record is whose, and the pointers from persons to subjects, with one batch run."""
    from sojourn.register.answering.engine import answer_records
    from sojourn.register.answering.recompute import history_of
    from sojourn.register.store.links import standing_decisions
    from sojourn.register.store.moments import catch_up
    from sojourn.register.store.subjects import list_subjects

    history = history_of(set(list_subjects()))
    known_at = catch_up()
    found = answer_records(history.movements, history.facts, known_at.date(), known_at, standing_decisions(None))
    batch = {row["record_id"]: (row["person_id"], row["basis"], row["link_id"]) for row in found.people.to_pylist()}
    last = {
        name: tuple(place)
        for name, *place in _select(
            "SELECT DISTINCT ON (name) name, person_id, basis, link_id FROM store_membership"
            " ORDER BY name, membership_id DESC"
        )
    }
    pointers = set(_select("SELECT person_id, subject_id FROM store_current_person"))
    wanted = {(place[0], history.subject_of[name]) for name, place in batch.items()}
    differ = [(name, last.get(name), place) for name, place in batch.items() if last.get(name) != place]
    return [
        *_named("whose record it is differs from the batch run", differ),
        *_named("a pointer to a person is missing", sorted(map(str, wanted - pointers))),
        *_named("a pointer to a person is too many", sorted(map(str, pointers - wanted))),
    ]
