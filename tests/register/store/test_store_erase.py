"""Erasing a person leaves no plaintext anywhere, and the proofs stay."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import psutil
import psycopg
import pyarrow as pa
import pytest

from sojourn.engine import Engine
from sojourn.law.pack import load_pack
from sojourn.register.postgres import Connections
from sojourn.register.store.plaintext import list_plaintext
from sojourn.stays.in_memory import answer_in_memory
from sojourn.tables import FACTS, MOVEMENTS, arrow_schema
from tests.register.store.store_rows import MARCH, append, append_one, fact, movement, passport

Session = psycopg.Connection[tuple[Any, ...]]
SECRETS = [
    "Zweistein'ova-Çelik",
    'Ксенофонтовна "K"',
    "1961-07-23",
    "ZX9988776Q",
    "Unlikely Lane 44",
    "a-number:A7766554433",
    "sha256:cafe#99",
]
PLANTED = "Planted'o-Çelik"
WHO = {
    "surname": SECRETS[0],
    "given_names": SECRETS[1],
    "birth_date": SECRETS[2],
    "references": [SECRETS[5]],
    "raw": SECRETS[6],
    **passport(SECRETS[3]),
}


@pytest.fixture
def owner(django_ready: Connections) -> Iterator[Session]:
    with psycopg.connect(django_ready.url("owner"), autocommit=True) as session:
        yield session


def count(session: Session, statement: str, *parameters: object) -> int:
    row = session.execute(statement, parameters).fetchone()
    return int(row[0]) if row else 0


def hold(person: str, *pairs: tuple[str, UUID]) -> None:
    from sojourn.register.store.persons import NewMembership, append_memberships

    append_memberships([NewMembership(name, subject, person, "document", None) for name, subject in pairs], MARCH)


def current(*pairs: tuple[str, UUID]) -> None:
    from sojourn.register.store.persons import set_current_persons

    set_current_persons([subject for _, subject in pairs], pairs)


def test_a_value_that_lies_open_is_noticed_in_every_form(owner: Session) -> None:
    forms = {
        "plain": "convert_to(%s, 'UTF8')",
        "hexed": "convert_to(encode(convert_to('xy' || %s, 'UTF8'), 'hex'), 'UTF8')",
        "coded": "convert_to(encode(convert_to('xy' || %s || 'z', 'UTF8'), 'base64'), 'UTF8')",
    }
    kinds = {"bytea": "{}", "text": "convert_from({}, 'UTF8')", "jsonb": "to_jsonb(convert_from({}, 'UTF8'))"}
    columns = {f"{name}_{kind}": shown.format(form) for name, form in forms.items() for kind, shown in kinds.items()}
    made = "CREATE TABLE planted AS SELECT " + ", ".join(f"{shown} AS {name}" for name, shown in columns.items())
    with owner.transaction(force_rollback=True):
        psycopg.ClientCursor(owner).execute(made, [PLANTED] * len(columns))  # type: ignore[arg-type]
        assert list_plaintext(owner, [*SECRETS, PLANTED]) == sorted(f"planted.{name}" for name in columns)


def test_erasing_leaves_no_plaintext_and_the_proofs_stay(owner: Session) -> None:
    from sojourn.register.store.erase import erase_person
    from sojourn.register.store.find import find_by_document, find_by_name, find_by_reference
    from sojourn.register.store.messages import keep_message
    from sojourn.register.store.quarantine import NewQuarantined, set_apart
    from sojourn.register.store.records import NewRecord, get_record, read_history

    message = keep_message("; ".join(SECRETS).encode(), "carrier:ZZ", "text/csv", MARCH)
    rows = [movement("erase-1", **WHO), fact("erase-2", kind="contact", place=SECRETS[4], **passport(SECRETS[3]))]
    told = append(*[NewRecord(row.source, row.values, message) for row in rows])
    batch = UUID(int=5)
    set_apart([NewQuarantined("carrier:ZZ", batch, 1, "movement", ("x",), "r", SECRETS[0], MARCH, message)])
    names, subject = ["carrier:ZZ/erase-1", "agency:A/erase-2"], told[0].subject_id
    hold("perase", *[(name, subject) for name in names])
    current(("perase", subject))
    assert list_plaintext(owner, SECRETS) == []
    assert [f.person_id for f in find_by_document(SECRETS[3])] == ["perase"]
    proofs = owner.execute("SELECT record_id, personal_digest, body FROM store_record WHERE name = ANY(%s)", [names])
    before = sorted(proofs.fetchall(), key=str)

    erased = erase_person("perase")

    assert (erased.subjects, erased.records, erased.messages, erased.quarantined) == (1, 2, 1, 1)
    assert list_plaintext(owner, SECRETS) == []
    proofs = owner.execute("SELECT record_id, personal_digest, body FROM store_record WHERE name = ANY(%s)", [names])
    assert sorted(proofs.fetchall(), key=str) == before
    assert read_history([subject]).movements.num_rows == 0
    assert (get_record(names[0]).erased, get_record(names[0]).values["surname"]) == (True, None)
    found = [*find_by_document(SECRETS[3]), *find_by_name("Zweisteinova", 1961), *find_by_reference(SECRETS[5])]
    assert found == []
    assert count(owner, "SELECT count(*) FROM store_membership WHERE person_id = 'perase'") == 2
    assert count(owner, "SELECT count(*) FROM store_message WHERE digest = %s", message) == 1
    for table in ("store_subject", "store_personal", "store_blind", "store_message_subject"):
        assert count(owner, f"SELECT count(*) FROM {table} WHERE subject_id = %s", subject) == 0


def test_nothing_lies_open_in_the_files_of_the_server(owner: Session) -> None:
    append_one(movement("files-1", **WHO))
    data = Path(psutil.Process(count(owner, "SELECT pg_backend_pid()")).cwd())
    files = [path for path in data.rglob("*") if path.is_file()]
    needles = [secret.encode() for secret in SECRETS]
    assert len(files) > 100
    assert [path.name for path in files if any(needle in path.read_bytes() for needle in needles)] == []


def test_what_was_erased_does_not_come_back_when_it_is_sent_again(db: None) -> None:
    from sojourn.register.store.erase import erase_person
    from sojourn.register.store.records import read_history

    row = movement("again-1", **passport("AGAIN1"))
    subject = append_one(row)
    hold("pagain", ("carrier:ZZ/again-1", subject))
    current(("pagain", subject))
    erase_person("pagain")
    told = append(row)
    assert [(each.fate, each.subject_id) for each in told] == [("duplicate", subject)]
    assert read_history([subject]).movements.num_rows == 0


def test_another_person_under_the_same_subject_is_kept_under_a_new_key(db: None) -> None:
    from sojourn.register.store.erase import erase_person
    from sojourn.register.store.find import find_by_name
    from sojourn.register.store.records import get_record, read_history
    from sojourn.register.store.subjects import open_subjects

    shared = passport("SHARED1")
    subject = append_one(movement("s-1", surname="First", birth_date="1950-01-01", **shared))
    append(movement("s-2", surname="Second", birth_date="1990-01-01", **shared))
    hold("pfirst", ("carrier:ZZ/s-1", subject))
    hold("psecond", ("carrier:ZZ/s-2", subject))
    current(("pfirst", subject), ("psecond", subject))
    old_key = open_subjects([subject])[subject].key

    assert erase_person("pfirst").records == 1

    assert open_subjects([subject])[subject].key != old_key
    assert read_history([subject]).movements["surname"].to_pylist() == ["Second"]
    assert get_record("carrier:ZZ/s-1").erased
    assert find_by_name("First", 1950) == []
    assert {f.person_id for f in find_by_name("Second", 1990)} == {"pfirst", "psecond"}


def test_answers_hold_no_personal_values(duckdb_engine: Engine) -> None:
    rows = [
        movement("a-1", kind="inspection", port="IATA:JFK", sex="F", nationality="UTO", admitted_class="B2", **WHO),
        movement("a-2", direction="departure", local_date=date(2026, 3, 9), **WHO),
    ]
    told = [{column.name: row.values.get(column.name) for column in MOVEMENTS} for row in rows]
    moves, facts = pa.Table.from_pylist(told, arrow_schema(MOVEMENTS)), arrow_schema(FACTS).empty_table()
    law = load_pack("base").as_known_at(MARCH)
    found = answer_in_memory(duckdb_engine, moves, facts, law, date(2026, 6, 1), datetime(2026, 6, 1, tzinfo=UTC))
    kept = [found.answers, found.periods, found.crossings, *found.further.values()]
    written = str([table.to_pylist() for table in kept])
    assert found.answers.num_rows == 1
    assert [secret for secret in [*SECRETS, "UTO"] if secret in written] == []
