"""Entries become leaves once, in order, whoever takes them in; what nobody of ours wrote stays outside."""

from __future__ import annotations

from pathlib import Path

import pytest

pytestmark = pytest.mark.usefixtures("world")


def verified() -> list[tuple[str, str]]:
    from sojourn.register.log.verifying import verify_log

    return sorted((each.kind, each.name) for each in verify_log().problems)


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Give the register a folder of its own for this test."""
    from dataclasses import replace

    from django.conf import settings

    monkeypatch.setattr(settings, "CONFIGURATION", replace(settings.CONFIGURATION, home=tmp_path))
    return tmp_path / "log"


def test_an_entry_that_nobody_with_the_key_wrote_is_set_apart_and_oversight_is_told() -> None:
    from log_world import undone, write_events

    from sojourn.register.cases.models import Alert
    from sojourn.register.log.sequencing import REFUSED, sequence_all
    from sojourn.register.store.statements import run, select

    with undone():
        write_events(3)
        run(
            "UPDATE log_waiting SET digest = sha256(digest) "
            "WHERE waiting_id = (SELECT max(waiting_id) FROM log_waiting)"
        )
        ((key,),) = select("SELECT key FROM log_waiting ORDER BY waiting_id DESC LIMIT 1")
        before = verified()
        sequence_all()
        assert before == [("row not in the log", f"event/{key}"), ("waiting entry changed", f"event/{key}")]
        assert verified() == [("entry refused", f"event/{key}"), ("row not in the log", f"event/{key}")]
        assert Alert.objects.get(kind=REFUSED).about == {"entries": 1}


def test_a_row_that_waits_is_held_against_its_entry() -> None:
    from log_world import undone, write_events

    from sojourn.register.store.statements import run, select

    with undone():
        write_events(2)
        assert verified() == []
        ((key,),) = select("SELECT max(key::bigint) FROM log_waiting")
        run("UPDATE door_event SET actor = 'user:2' WHERE event_id = %s", [key])
        assert verified() == [("row changed", f"event/{key}")]


def test_a_head_that_was_set_back_is_seen_and_nothing_is_appended(home: Path) -> None:
    from log_world import undone, write_events

    from sojourn.errors import RegisterError
    from sojourn.register.log.rotating import resume_log
    from sojourn.register.log.sequencing import sequence_all
    from sojourn.register.log.verifying import verify_log

    with undone():
        write_events(5)
        sequence_all()
    assert (home / "head").exists()
    with undone():
        assert [kind for kind, _ in verified()] == ["head behind"]
        write_events(1)
        with pytest.raises(RegisterError) as refused:
            sequence_all()
        assert refused.value.code == "log-behind"
        resume_log("restored from last night")
        sequence_all()
        assert verified() == []
    assert [path.name for path in (home / "set-aside").iterdir()] == ["0-head"]
    with undone():
        assert "log/set-aside: 0-head." in verify_log().render()


def test_the_day_is_closed_once_with_a_checkpoint_in_a_file(home: Path) -> None:
    from log_world import undone

    from sojourn.register import clock
    from sojourn.register.log.sequencing import close_day, sequence_all
    from sojourn.register.store.statements import select

    with undone():
        note = close_day()
        assert close_day() is None
        assert (home / "checkpoints" / f"{clock.today()}.note").read_text() == note
        assert select("SELECT note FROM log_checkpoint") == [(note,)]
        sequence_all()
        assert verified() == []


def test_a_forged_checkpoint_and_a_forged_head_are_named() -> None:
    from log_world import undone

    from sojourn.proof.checkpoint import Checkpoint
    from sojourn.proof.signing import SigningKey
    from sojourn.register.log.tree import get_head
    from sojourn.register.signing import public_key
    from sojourn.register.store.statements import run

    other = SigningKey(public_key().name, b"o" * 32)
    forged = Checkpoint(public_key().name, get_head().frontier.size, b"r" * 32).sign(other)
    with undone():
        run("INSERT INTO log_checkpoint VALUES ('2026-01-01', 1, %s, now())", [forged])
        assert verified() == [("signature wrong", "checkpoint of 2026-01-01")]
    with undone():
        run("UPDATE log_head SET note = %s", [forged])
        assert ("signature wrong", "the head") in verified()
    with undone():
        run("UPDATE log_head SET frontier = set_byte(frontier, 3, 7)")
        assert ("root differs", "the parts of the head") in verified()


def test_a_kept_part_of_the_tree_that_was_changed_is_named() -> None:
    from log_world import undone

    from sojourn.register.store.statements import run

    with undone():
        run("UPDATE log_tile SET hash = sha256(hash) WHERE level = 8 AND tile_index = 2")
        assert verified() == [("full part changed", "level 8, 2")]


def test_erased_persons_still_verify_where_an_event_tells_of_it() -> None:
    from log_world import undone

    from sojourn.register import clock
    from sojourn.register.door.events import NewEvent, write_events
    from sojourn.register.door.verbs import Verb
    from sojourn.register.store.erase import erase_person
    from sojourn.register.store.statements import select

    with undone():
        ((person,),) = select("SELECT min(person_id) FROM store_current_person")
        records = select(
            "SELECT record_id FROM store_record JOIN store_current_person USING (subject_id) WHERE person_id = %s",
            [person],
        )
        assert erase_person(person).records == 2
        assert verified() == [("sealed values missing", f"record/{number}") for (number,) in sorted(records)]
        write_events([NewEvent(clock.now(), Verb.ERASED, "user:1", "", "", person, {})])
        assert verified() == []


@pytest.mark.parametrize("table", ["store_personal", "store_subject"])
def test_sealed_values_and_keys_that_somebody_took_away_are_named(table: str) -> None:
    from log_world import undone

    from sojourn.register.store.statements import run, select

    with undone():
        ((subject, first, last),) = select(
            "SELECT subject_id, min(record_id), max(record_id) FROM store_record GROUP BY 1 ORDER BY 1 LIMIT 1"
        )
        run(f"DELETE FROM {table} WHERE subject_id = %s", [subject])
        assert {("sealed values missing", f"record/{number}") for number in (first, last)} == set(verified())


def test_sealed_values_that_were_changed_are_named_where_they_are_opened() -> None:
    from log_world import undone

    from sojourn.register.log.verifying import verify_log
    from sojourn.register.store.statements import run, select

    with undone():
        ((number,),) = select("SELECT min(record_id) FROM store_record")
        run("UPDATE store_personal SET sealed = sealed || '\\x00' WHERE record_id = %s", [number])
        found = verify_log(values=1000)
        assert [str(each) for each in found.problems] == [f"sealed values differ: record/{number}"]
        assert found.opened == 600


def test_an_entry_that_waits_for_long_is_named_and_oversight_is_told_once() -> None:
    from log_world import undone, write_events

    from sojourn.register.cases.models import Alert
    from sojourn.register.log.delay import HALTED, oldest_seconds, tell_of_late
    from sojourn.register.store.statements import run, select

    with undone():
        write_events(1)
        assert tell_of_late(None) is None
        run("UPDATE log_waiting SET noted_at = now() - interval '61 seconds'")
        ((number, key),) = select("SELECT waiting_id, key FROM log_waiting")
        assert verified() == [("entry waits", f"event/{key}")]
        assert oldest_seconds() > 60
        assert tell_of_late(None) == number, "one look says nothing yet"
        assert not Alert.objects.filter(kind=HALTED).exists()
        assert tell_of_late(number) == tell_of_late(number) == number
        assert Alert.objects.get(kind=HALTED).about == {"code": "log-waits", "entries": 1}


def test_a_key_with_signs_that_part_fields_is_taken_in_and_proven(tmp_path: Path) -> None:
    from log_world import DAY, undone

    from sojourn.proof.log_file import check_file
    from sojourn.register.log.proofs import export_log, proof_of
    from sojourn.register.log.sequencing import sequence_all
    from sojourn.register.signing import public_key
    from sojourn.register.store.logged import COVERED, note_rows
    from sojourn.register.store.statements import copy_rows, run

    key = "a\\b\tc\nd\re\x0b\u2028f"
    columns = COVERED["link"].columns
    row = {**dict.fromkeys(columns), "link_id": key, "record_a": "a", "record_b": "b", "verdict": "same"}
    row |= {"by": "user:1", "recorded_at": DAY, "actor": "user:1", "reason": ""}
    with undone():
        copy_rows("store_link_decision", columns, [[row[name] for name in columns]])
        note_rows("link", [row])
        assert verified() == []
        assert sequence_all() == 1
        assert verified() == []
        assert proof_of("link", key).row is not None
        export_log(tmp_path / "export")
        with (tmp_path / "export").open(encoding="utf-8") as lines:
            assert check_file(lines, public_key()).problems == ()
        run("UPDATE store_link_decision SET reason = 'x' WHERE link_id = %s", [key])
        assert verified() == [("row changed", f"link/{key}")]


def test_roles_and_holds_that_are_not_as_the_events_tell_are_named() -> None:
    from datetime import timedelta

    from log_world import undone

    from sojourn.register import clock
    from sojourn.register.accounts.models import Grant, User
    from sojourn.register.door.events import NewEvent, write_events
    from sojourn.register.door.verbs import Verb
    from sojourn.register.log.verifying import verify_log
    from sojourn.register.retention.models import Hold

    now = clock.now()
    with undone():
        users = [User.objects.create(username=f"log-{number}") for number in range(3)]
        given = {"proposed_by": users[1], "proposed_at": now, "confirmed_by": users[2], "confirmed_at": now}
        grants = [Grant.objects.create(user=users[0], role=role, **given) for role in ("officer", "reviewer")]
        until = clock.today() + timedelta(days=9)
        hold = Hold.objects.create(person_id="p1", until=until, set_by=users[0], set_at=now)
        told = {"grant": grants[0].pk, "role": "officer"}
        subject = f"user:{users[0].pk}"
        write_events(
            [
                NewEvent(now, Verb.GRANTED, "user:1", "", "", subject, told),
                NewEvent(now, Verb.HOLD_SET, "user:1", "", "", "p1", {"hold": hold.pk, "until": until.isoformat()}),
            ]
        )
        assert verified() == []
        assert grants[1].pk in verify_log().roles, "a role that no event gave is counted by number"
        assert grants[0].pk not in verify_log().roles
        Grant.objects.filter(pk=grants[0].pk).update(role="supervisor")
        Hold.objects.filter(pk=hold.pk).update(until=until - timedelta(days=8))
        named = [
            ("table disagrees", f"accounts_grant/{grants[0].pk}"),
            ("table disagrees", f"retention_hold/{hold.pk}"),
        ]
        assert verified() == named
        Hold.objects.filter(pk=hold.pk).delete()
        assert verified() == named


def test_destroyed_rows_are_missing_only_where_they_are_named() -> None:
    from log_world import DAY, undone

    from sojourn.register.log.sequencing import sequence_all
    from sojourn.register.retention.noting import forget_salts
    from sojourn.register.store.logged import COVERED, note_rows
    from sojourn.register.store.statements import run, select

    if "destroyed" not in COVERED:
        pytest.fail("rows that were destroyed are not covered")
    with undone():
        keys = [key for (key,) in select("SELECT key FROM log_leaf WHERE source = 'event' ORDER BY leaf_index LIMIT 3")]
        run("DELETE FROM door_event WHERE event_id::text = ANY(%s)", [keys])
        rows = [
            {"id": 10**9 + n, "source": "event", "key": key, "batch": 1, "destroyed_at": DAY}
            for n, key in enumerate(keys)
        ]
        for row in rows:
            run("INSERT INTO retention_destroyed VALUES (%s, %s, %s, %s, %s)", list(row.values()))
        note_rows("destroyed", rows[:2])  # the third says so by itself
        assert forget_salts(1) == 3
        sequence_all()
        assert verified() == [
            ("row missing", f"event/{keys[2]}"), ("row not in the log", f"destroyed/{rows[2]['id']}"),
        ]  # fmt: skip


def test_rows_from_before_the_log_are_adopted_once_and_said_to_be() -> None:
    from log_world import undone

    from sojourn.register.log.adopting import list_adopted
    from sojourn.register.log.sequencing import sequence_all
    from sojourn.register.log.verifying import verify_log
    from sojourn.register.store.statements import run

    with undone():
        for table in ("log_leaf", "log_head", "log_tile"):
            run(f"DELETE FROM {table}")
        assert sequence_all() == 2951
        found = verify_log()
        assert found.problems == []
        assert sum(found.adopted.values()) == 2951
        assert dict(list_adopted())["event"] == 700


def test_numbers_are_noted_as_the_database_gives_them_back() -> None:
    from log_world import DAY, undone

    from sojourn.register.door.events import NewEvent, write_events
    from sojourn.register.door.verbs import Verb

    hard = {"a": 1e16, "b": -0.0, "c": 10**25 + 1, "d": 1.5e-9, "e": 5e-324, "f": [1e300, 2**64], "g": "x:1e5,-0.0"}
    with undone():
        write_events([NewEvent(DAY, Verb.PERSON_OPENED, "user:1", "", "", "", dict(hard))])
        assert verified() == []
