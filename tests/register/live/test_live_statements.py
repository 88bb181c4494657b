"""How many statements a micro-batch costs: counted, because each is a way to the database and back for all who wait."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from live_rows import came, left, take

NOW = datetime(2026, 11, 20, 15, 9, 3, tzinfo=UTC)
#: Seen: 91, from the row of a record to the answer, the counts and what follows from it.
MOST = 100


def statements_of(numbers: range, at: datetime) -> int:
    """Take departures of people on file in one micro-batch; give the statements from the intake to the answers."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    take([came(number, date(2026, 11, 1), date(2026, 12, 24)) for number in numbers], at)
    with CaptureQueriesContext(connection) as asked:
        take([left(number, date(2026, 11, 20)) for number in numbers], at + timedelta(seconds=5))
    return len(asked)


def test_a_batch_asks_no_more_often_for_thirty_movements_than_for_three(db: None) -> None:
    statements_of(range(200, 203), NOW)  # the first batch of a process prepares what is kept
    few = statements_of(range(300, 303), NOW + timedelta(minutes=1))
    many = statements_of(range(400, 430), NOW + timedelta(minutes=2))
    assert many <= few + 2
    assert few <= MOST
