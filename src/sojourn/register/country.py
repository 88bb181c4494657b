"""A simulated country for training: people who do not exist, taken in by the same doors as real records."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Literal
from uuid import UUID, uuid4

import pyarrow as pa
import pyarrow.parquet as pq
from django.conf import settings
from django.db import connection, transaction

from sojourn.errors import RegisterError
from sojourn.register import clock
from sojourn.register.answering.engine import answer_records
from sojourn.register.answering.found import Cause, write_found
from sojourn.register.answering.recompute import restricted_persons
from sojourn.register.cases.demo_cases import make_demo_cases
from sojourn.register.chores import do_daily
from sojourn.register.configuration import TRAINING
from sojourn.register.review.syncing import sync_work
from sojourn.register.store.records import NewRecord, append_records

Progress = Callable[[str], None]

#: The simulated country begins so many days ago, and is followed to this day.
_DAYS, _FOLLOWED = 31, 270
#: Rows appended in one go.
_AT_ONCE = 10_000


def is_empty() -> bool:
    """Say whether the register holds no record yet."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT NOT EXISTS (SELECT 1 FROM store_record)")
        return bool(cursor.fetchone()[0])


def load_country(travellers: int, seed: int, say: Progress) -> int:
    """Simulate a country, take its records in, answer, and make the work that follows; give the number of records.

    Raises:
        RegisterError: ``training-only``: a live register holds no simulated people.
    """
    if settings.CONFIGURATION.mode != TRAINING:
        raise RegisterError(
            "training-only",
            "simulated people are loaded in training only, and this register is live. "
            "Next: start a register of its own for training.",
        )
    from sojourn.simulate import simulate

    with tempfile.TemporaryDirectory(prefix="sojourn-country-") as name:
        say(f"simulating {travellers:,} travellers")
        simulate(
            Path(name) / "evidence",
            travellers=travellers,
            seed=seed,
            law=settings.CONFIGURATION.law,
            start=clock.today() - timedelta(days=_DAYS + _FOLLOWED),
            days=_DAYS,
            follow=_FOLLOWED,
        )
        movements, facts = (
            pq.read_table(Path(name) / "evidence" / f"{table}.parquet") for table in ("movements", "facts")
        )
    with transaction.atomic():
        say(f"taking in {movements.num_rows + facts.num_rows:,} records")
        subject_of = take_in(movements, "movement") | take_in(facts, "fact")
        say("answering")
        answer_all(movements, facts, subject_of, say)
    say("making simulated cases")
    make_demo_cases()
    return movements.num_rows + facts.num_rows


def take_in(rows: pa.Table, source: Literal["movement", "fact"]) -> dict[str, UUID]:
    """Append rows as they would come from their feeds, and give the subject of each record's name."""
    batch = uuid4()
    subject_of: dict[str, UUID] = {}
    for part in rows.to_batches(max_chunksize=_AT_ONCE):
        new = [NewRecord(source, row) for row in part.to_pylist()]
        appended = append_records(new, batch_id=batch, actor="service", received_at=clock.now())
        subject_of |= {each.name: each.subject_id for each in appended}
    return subject_of


def answer_all(movements: pa.Table, facts: pa.Table, subject_of: dict[str, UUID], say: Progress) -> None:
    """Answer for everybody in one run, have the model compare what is left over, and make the work that follows."""
    found = answer_records(movements, facts, clock.today(), clock.now())
    write_found(found, subject_of, Cause("first"), restricted_persons(found, facts))
    say("comparing what documents left over, and making the work that follows")
    do_daily()
    sync_work()
