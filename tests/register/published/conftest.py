"""What the tests of the published tables share: many answers, written as the pointers and bodies that are counted."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parent.parent / "review"))  # for ``review_browsing``
NOW = datetime(2026, 2, 2, 9, tzinfo=UTC)


@pytest.fixture
def at_work(db: None) -> Iterator[None]:
    """Let the clock stand after the fiscal year 2025 and its late records, with nothing else to count."""
    from sojourn.register import clock
    from sojourn.register.published.models import Issue
    from sojourn.register.store.models import CurrentAnswer
    from sojourn.register.store.months import ensure_months

    ensure_months([NOW])
    CurrentAnswer.objects.all().delete()
    Issue.objects.all().delete()
    with clock.set_to(NOW):
        yield


@pytest.fixture
def stays(at_work: None) -> Callable[..., None]:
    """Give a function that writes stays of one class, way of arrival and state, as answered."""
    return write_stays


def write_stays(count: int, admitted: str, way: str, state: str, *, restricted: bool = False) -> None:
    """Write stays straight into the tables that are counted."""
    from django.db import connection

    tag = f"{admitted}-{way}-{state}-{restricted}"
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH made AS (
              SELECT n, 's' || left(md5(%(tag)s || n), 20) AS stay, 'test:x/' || %(tag)s || n AS name
              FROM generate_series(1, %(count)s) n),
            record AS (
              INSERT INTO store_record (record_id, received_at, source, name, feed, recorded_at, subject_id,
                personal_digest, body, batch_id, actor)
              SELECT nextval('store_record_id'), %(now)s, 'movement', name, 'test:x', %(now)s, gen_random_uuid(), '',
                jsonb_build_object('admitted_class', %(admitted)s::text, 'mode', %(way)s::text),
                gen_random_uuid(), 'test'
              FROM made),
            answer AS (
              INSERT INTO store_answer (stay_id, person_id, state, body, periods, crossings, further, as_of, known_at,
                cause, digest)
              SELECT stay, 'p' || stay, %(state)s,
                jsonb_build_object('arrival_id', name, 'authorised_until', '2025-06-15'), '[]', '[]', '{}', %(now)s,
                %(now)s, '{}', ''
              FROM made RETURNING stay_id, answer_id, person_id)
            INSERT INTO store_current_answer (stay_id, answer_id, person_id, state, restricted, arrived_on)
            SELECT stay_id, answer_id, person_id, %(state)s, %(restricted)s, '2025-01-05' FROM answer
            """,
            {
                "tag": tag,
                "count": count,
                "now": NOW,
                "admitted": admitted,
                "way": way,
                "state": state,
                "restricted": restricted,
            },
        )
