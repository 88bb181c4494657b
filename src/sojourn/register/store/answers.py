"""Answers in versions: each is kept as it was given; a pointer names the current one of each stay."""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction

from sojourn.register.store.log_entry import told_json
from sojourn.register.store.logged import COVERED, note_rows
from sojourn.register.store.row_shape import canonical_json
from sojourn.register.store.statements import Row, copy_rows, run, select

Rows = Sequence[Mapping[str, Any]]
#: Told in every version, and no reason to make a new one.
PASSING = frozenset({"as_of", "known_at", "engine_version"})


@dataclass(frozen=True)
class NewAnswer:
    """A version about to be appended.

    Attributes:
        body: the row of ``answers``; ids, codes and days only.
        periods, crossings, further: the rows beside it, by the tables of the engine.
        cause: why it was worked out anew: ``{"why": ..., "names": [...]}``.
        gone: the stay is no more; the pointer goes.
        restricted, arrived_on, next_change_on, orphan: what the pointer tells.
    """

    stay_id: str
    person_id: str
    state: str
    body: Mapping[str, Any]
    periods: Rows
    crossings: Rows
    further: Mapping[str, Any]
    as_of: date
    known_at: datetime
    cause: Mapping[str, Any]
    arrived_on: date
    unknown_code: str | None = None
    next_change_on: date | None = None
    restricted: bool = False
    orphan: bool = False
    gone: bool = False

    @functools.cached_property
    def digest(self) -> bytes:
        """Give what tells two versions apart."""
        return answer_digest(self)


@dataclass(frozen=True)
class StoredAnswer:
    """One version of an answer. Days and times in ``body`` and beside it are ISO texts, as JSON has them."""

    answer_id: int
    stay_id: str
    person_id: str
    gone: bool
    state: str
    body: dict[str, Any]
    periods: list[dict[str, Any]]
    crossings: list[dict[str, Any]]
    further: dict[str, Any]
    as_of: date
    known_at: datetime
    cause: dict[str, Any]
    digest: bytes = field(repr=False)


_WRITTEN = (
    "answer_id",
    "stay_id",
    "person_id",
    "gone",
    "state",
    "body",
    "periods",
    "crossings",
    "further",
    "as_of",
    "known_at",
    "cause",
    "digest",
)
_READ = "SELECT " + ", ".join(f"a.{name}" for name in _WRITTEN) + " FROM store_answer a"
_POINT = """
INSERT INTO store_current_answer AS c
  (stay_id, answer_id, person_id, state, unknown_code, restricted, arrived_on, next_change_on, orphan)
SELECT * FROM unnest(%s::text[], %s::bigint[], %s::text[], %s::text[], %s::text[], %s::boolean[], %s::date[],
  %s::date[], %s::boolean[])
ON CONFLICT (stay_id) DO UPDATE SET answer_id = excluded.answer_id, person_id = excluded.person_id,
  state = excluded.state, unknown_code = excluded.unknown_code, restricted = excluded.restricted,
  arrived_on = excluded.arrived_on, next_change_on = excluded.next_change_on, orphan = excluded.orphan
WHERE c.answer_id < excluded.answer_id
"""


def append_answers(answers: Sequence[NewAnswer]) -> list[int]:
    """Append versions, one at most for each stay, and let the pointers follow; gives their ids, in order."""
    with transaction.atomic():
        ids = [i for (i,) in select("SELECT nextval('store_answer_id') FROM generate_series(1, %s)", [len(answers)])]
        numbered = sorted(
            zip(answers, ids, strict=True), key=lambda pair: pair[0].stay_id
        )  # one order of locks for all
        rows = [_written(answer, answer_id) for answer, answer_id in numbered]
        copy_rows("store_answer", _WRITTEN, rows)
        note_rows("answer", map(_noted, rows))
        standing = [(a.stay_id, i, *_pointed(a)) for a, i in numbered if not a.gone]
        run(_POINT, [list(column) for column in zip(*standing, strict=True)] if standing else [[]] * 9)
        gone = [(answer.stay_id, answer_id) for answer, answer_id in numbered if answer.gone]
        run(
            "DELETE FROM store_current_answer c USING unnest(%s::text[], %s::bigint[]) AS g (stay_id, answer_id) "
            "WHERE c.stay_id = g.stay_id AND c.answer_id < g.answer_id",
            [[stay_id for stay_id, _ in gone], [answer_id for _, answer_id in gone]],
        )
    return ids


def current_answer(stay_id: str) -> StoredAnswer | None:
    """Find the current answer for a stay."""
    rows = select(f"{_READ} JOIN store_current_answer c USING (stay_id, answer_id) WHERE stay_id = %s", [stay_id])
    return _stored(rows[0]) if rows else None


def list_current(person_id: str) -> list[StoredAnswer]:
    """List the current answers for a person's stays, by their first day."""
    rows = select(
        f"{_READ} JOIN store_current_answer c USING (stay_id, answer_id) WHERE c.person_id = %s "
        "ORDER BY c.arrived_on, stay_id",
        [person_id],
    )
    return [_stored(row) for row in rows]


def list_versions(stay_id: str) -> list[StoredAnswer]:
    """List every version of the answer for a stay, the first one first."""
    return [_stored(row) for row in select(f"{_READ} WHERE stay_id = %s ORDER BY answer_id", [stay_id])]


def answer_digest(answer: NewAnswer) -> bytes:
    """Give the SHA-256 of what an answer says; two versions with one digest say the same.

    When it was worked out, by which engine and why is left aside.
    """
    lasting = {name: value for name, value in answer.body.items() if name not in PASSING}
    head = (answer.stay_id, answer.person_id, answer.gone, answer.state, answer.restricted)
    told = [*head, lasting, answer.periods, answer.crossings, answer.further]
    return hashlib.sha256(canonical_json(told).encode()).digest()


def _written(answer: NewAnswer, answer_id: int) -> Row:
    head = (answer_id, answer.stay_id, answer.person_id, answer.gone, answer.state)
    parts = (answer.body, answer.periods, answer.crossings, answer.further)
    texts = [canonical_json(part) for part in parts]
    return (*head, *texts, answer.as_of, answer.known_at, canonical_json(answer.cause), answer.digest)


def _noted(row: Row) -> dict[str, Any]:
    """Give a row as the log takes it: its parts are canonical already."""
    told = dict(zip(_WRITTEN, row, strict=True))
    return {**told, **{name: told_json(told[name]) for name in COVERED["answer"].json}}


def _pointed(answer: NewAnswer) -> Row:
    codes = (answer.person_id, answer.state, answer.unknown_code, answer.restricted)
    return (*codes, answer.arrived_on, answer.next_change_on, answer.orphan)


def _stored(row: Row) -> StoredAnswer:
    told = dict(zip(_WRITTEN, row, strict=True))
    for name in ("body", "periods", "crossings", "further", "cause"):
        told[name] = json.loads(told[name])
    return StoredAnswer(**{**told, "digest": bytes(told["digest"])})
