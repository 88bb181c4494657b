"""Looking up a subject's history touches one partition and reads an index."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from sojourn.register.postgres import Connections

Session = psycopg.Connection[tuple[Any, ...]]
FILL = """
INSERT INTO store_history SELECT gen_random_uuid(), n, 'movement', 'f/' || n, '{}' FROM generate_series(1, 20000) n;
INSERT INTO store_personal SELECT gen_random_uuid(), n, '\\x00' FROM generate_series(1, 20000) n;
ANALYZE store_history; ANALYZE store_personal;
"""


@pytest.fixture
def filled(django_ready: Connections) -> Iterator[Session]:
    with psycopg.connect(django_ready.url("owner")) as session:
        session.execute(FILL)
        yield session
        session.rollback()


def scans(session: Session, statement: str, subjects: list[UUID]) -> list[tuple[str, str]]:
    """Give the node and the table of every scan in the plan."""
    plan = psycopg.ClientCursor(session).execute(f"EXPLAIN (FORMAT JSON) {statement}", [subjects]).fetchone()
    return list(_scans(plan[0][0]["Plan"])) if plan else []


def _scans(node: dict[str, Any]) -> Iterator[tuple[str, str]]:
    if "Relation Name" in node:
        yield node["Node Type"], node["Relation Name"]
    for below in node.get("Plans", []):
        yield from _scans(below)


@pytest.mark.parametrize("which", ["HISTORY", "PERSONAL"])
def test_one_subject_is_one_partition_read_by_index(filled: Session, which: str) -> None:
    from sojourn.register.store import reading

    found = scans(filled, getattr(reading, which), [uuid4()])
    assert len(found) == 1
    assert found[0][0] in ("Index Scan", "Bitmap Heap Scan")


def test_several_subjects_read_their_partitions_only_and_none_in_whole(filled: Session) -> None:
    from sojourn.register.store import reading

    found = scans(filled, reading.HISTORY, [uuid4(), uuid4(), uuid4()])
    assert 1 <= len(found) <= 3
    assert {kind for kind, _ in found} <= {"Index Scan", "Bitmap Heap Scan"}


def test_a_look_up_without_the_subject_would_be_noticed(filled: Session) -> None:
    found = scans(filled, "SELECT 1 FROM store_history WHERE name = 'f/1' AND %s::uuid[] IS NOT NULL", [uuid4()])
    assert len(found) == 16
    assert json.dumps(found).count("Seq Scan") == 16


SEARCHED = """
INSERT INTO store_blind SELECT kind, sha256(convert_to(n::text, 'UTF8')), gen_random_uuid()
  FROM generate_series(1, 20000) n, unnest(ARRAY['number', 'name']) AS kind;
INSERT INTO store_current_person SELECT 'p' || row_number() OVER (), subject_id FROM store_blind;
ANALYZE store_blind; ANALYZE store_current_person;
"""


@pytest.mark.parametrize(("which", "asked"), [("BY_ONE", ["number", b"x", 21]), ("BY_WORDS", [[b"x", b"y"], 2, 21])])
def test_search_reads_indexes_alone(filled: Session, which: str, asked: list[object]) -> None:
    from sojourn.register.store import find

    filled.execute(SEARCHED)
    statement = f"EXPLAIN (FORMAT JSON) {getattr(find, which)}"
    plan = psycopg.ClientCursor(filled).execute(statement, asked).fetchone()
    assert {kind for kind, _ in _scans(plan[0][0]["Plan"])} == {"Index Only Scan"}  # type: ignore[index]
