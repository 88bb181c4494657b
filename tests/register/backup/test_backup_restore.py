"""A register is backed up while it is written to, and restored: to the end, to a moment, or not at all."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from backup_register import BackedUp, run_program

from sojourn.errors import RegisterError
from sojourn.register.backup.backup_key import get_key
from sojourn.register.backup.folder import BackupFolder, claim_folder, prune, segment_after, segment_at
from sojourn.register.backup.restoring import Restored, restore
from sojourn.register.postgres import running_server
from sojourn.register.postgres.connections import BACKUP, url_of
from sojourn.register.postgres.secrets_file import get_secrets


@pytest.fixture
def copied(backed_up: BackedUp, tmp_path: Path) -> BackupFolder:
    """Give a copy of the backups that a test may harm."""
    shutil.copytree(backed_up.folder, tmp_path / "backups")
    return BackupFolder(tmp_path / "backups")


def restored(backed_up: BackedUp, name: str, **how: object) -> tuple[Restored, Path]:
    home = backed_up.root / name
    key = get_key({}, backed_up.key)
    return restore(BackupFolder(backed_up.folder), home, key, lambda _line: None, durable=False, **how), home  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def whole(backed_up: BackedUp) -> dict[str, object]:
    """Restore everything by the command, and look into it."""
    home = backed_up.root / "whole"
    said = run_program("restore", str(backed_up.folder), str(home), str(backed_up.key))
    return {**said, **run_program("look", str(home))}


def test_a_restore_has_every_write_up_to_the_last(backed_up: BackedUp, whole: dict[str, object]) -> None:
    assert backed_up.after > backed_up.before + 1, "there were writes while the base was made"
    assert whole["count"] == backed_up.after


def test_a_restore_is_logged_and_ends_every_session(whole: dict[str, object]) -> None:
    assert {"backup_made", "restored"} <= set(whole["verbs"])  # type: ignore[call-overload]
    assert whole["sessions"] == 0


def test_the_restored_log_has_the_same_head(whole: dict[str, object]) -> None:
    assert "It is the same log" in str(whole["said"])
    assert "none of the newest checkpoint is missing" in str(whole["said"])


def test_a_restore_to_a_moment_has_what_was_written_before_it_alone(backed_up: BackedUp) -> None:
    found, home = restored(backed_up, "moment", until=backed_up.moment)
    looked = run_program("check", str(home), *checkpoints_in(home, found))
    assert looked["count"] == backed_up.between == backed_up.after - 1
    assert "later ones of the newest checkpoint" in str(looked["said"])
    assert found.missing == ""


def checkpoints_in(home: Path, found: Restored) -> list[str]:
    """Lay what came with a restore where another process reads it."""
    for number, note in enumerate(found.checkpoints):
        (home / f"checkpoint-{number}").write_text(note, encoding="utf-8")
    return [str(home / f"checkpoint-{number}") for number, _note in enumerate(found.checkpoints)]


@pytest.mark.parametrize(
    ("after", "code"), [(timedelta(hours=1), "restore-past-end"), (-timedelta(hours=1), "restore-no-base")]
)
def test_a_moment_that_the_backup_does_not_hold_is_refused(backed_up: BackedUp, after: timedelta, code: str) -> None:
    with pytest.raises(RegisterError) as told:
        restored(backed_up, "never", until=backed_up.moment + after)
    assert told.value.code == code
    assert {each.name for each in backed_up.root.glob("*never*")} == set()


@pytest.mark.parametrize("name", ["base.sealed", "secrets.sealed", "manifest.note"])
def test_a_changed_byte_is_refused_and_leaves_nothing(
    backed_up: BackedUp, copied: BackupFolder, tmp_path: Path, name: str
) -> None:
    path = copied.bases()[0] / name
    whole = bytearray(path.read_bytes())
    whole[len(whole) // 2] ^= 1
    path.write_bytes(whole)
    with pytest.raises(RegisterError) as told:
        restore(copied, tmp_path / "new", get_key({}, backed_up.key), lambda _line: None, durable=False)
    assert told.value.code == "backup-changed"
    assert {each.name for each in tmp_path.iterdir()} == {"backups"}


def test_a_changed_log_file_is_refused(backed_up: BackedUp, copied: BackupFolder) -> None:
    path = sorted(copied.wal.iterdir())[-1]
    path.write_bytes(path.read_bytes()[:-1])
    home = backed_up.root / "changed-log"
    with pytest.raises(RegisterError) as told:
        restore(copied, home, get_key({}, backed_up.key), lambda _line: None, durable=False)
    assert told.value.code == "backup-changed"
    assert list(backed_up.root.glob("*changed-log*")) == []


def test_another_key_is_refused(copied: BackupFolder, tmp_path: Path) -> None:
    with pytest.raises(RegisterError) as told:
        restore(copied, tmp_path / "new", bytes(32), lambda _line: None)
    assert told.value.code == "backup-other-key"


def test_a_folder_in_use_is_not_written_over(backed_up: BackedUp) -> None:
    with pytest.raises(RegisterError) as told:
        restored(backed_up, "home")
    assert told.value.code == "restore-home-taken"


def test_a_restored_register_never_writes_into_the_backups_of_the_first(backed_up: BackedUp) -> None:
    with pytest.raises(RegisterError) as told:
        claim_folder(backed_up.folder, backed_up.root / "another-home")
    assert told.value.code == "backup-folder-not-ours"


def test_what_a_killed_backup_left_is_removed(copied: BackupFolder) -> None:
    (copied.path / ".base-20260101T000000Z.part").mkdir()
    with copied.held():
        assert [each.name for each in copied.path.glob(".*")] == []
    assert len(copied.bases()) == 1


def test_pruning_keeps_the_newest_bases_and_the_log_they_need(copied: BackupFolder) -> None:
    base = copied.bases()[0]
    shutil.copytree(base, copied.path / "base-20260101T000000Z")
    (copied.wal / f"{segment_at('0/10', 1)}.sealed").write_bytes(b"old")
    kept = sorted(copied.segments())[1:]
    assert prune(copied, 1, kept[0]) == 1
    assert copied.bases() == [base]
    assert sorted(copied.segments()) == kept


def test_the_names_of_log_files_go_on_over_the_end_of_a_number() -> None:
    assert segment_at("A/FE000028", 3) == "000000030000000A000000FE"
    assert segment_after("000000030000000A000000FE") == "000000030000000A000000FF"
    assert segment_after("000000030000000A000000FF") == "000000030000000B00000000"


def test_who_copies_for_backups_may_sign_in_to_no_database(backed_up: BackedUp) -> None:
    with running_server(backed_up.home / "postgres", durable=False) as running:
        secrets = get_secrets(backed_up.home / "postgres" / "secrets.json")
        host = psycopg.conninfo.conninfo_to_dict(running.connections.service_url)["host"]
        with pytest.raises(psycopg.OperationalError, match="permission denied"):
            psycopg.connect(url_of(BACKUP, secrets.backup, str(host), 5432))
        with psycopg.connect(running.connections.url("owner")) as owner:
            powers = owner.execute(
                "SELECT rolname, rolreplication, rolsuper FROM pg_roles WHERE rolname LIKE 'sojourn%' ORDER BY 1"
            ).fetchall()
    assert powers == [
        ("sojourn_backup", True, False), ("sojourn_owner", False, False), ("sojourn_service", False, False)
    ]  # fmt: skip
