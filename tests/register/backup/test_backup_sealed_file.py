"""Sealed files: what goes in comes out, and no byte of them can be changed, moved or left out."""

from __future__ import annotations

import errno
import io
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sojourn.errors import RegisterError
from sojourn.register.backup import sealed_file
from sojourn.register.backup.backup_key import get_key, make_key_file
from sojourn.register.backup.sealed_file import OpenedFile, read_opened, sealing

KEY, OTHER = bytes(range(32)), bytes(32)


def seal(path: Path, data: bytes, name: str = "a") -> Path:
    with sealing(path, KEY, name) as sealed:
        sealed.write(data)
    return path


def code_of(path: Path, key: bytes = KEY, name: str = "a") -> str:
    with pytest.raises(RegisterError) as told:
        read_opened(path, key, name)
    return told.value.code


@given(data=st.binary(max_size=300), parts=st.integers(1, 5))
def test_what_goes_in_comes_out(tmp_path_factory: pytest.TempPathFactory, data: bytes, parts: int) -> None:
    path = tmp_path_factory.mktemp("sealed") / "x"
    with pytest.MonkeyPatch.context() as patch, sealing(path, KEY, "a") as sealed:
        patch.setattr(sealed_file, "CHUNK", 16)
        for part in range(parts):
            sealed.write(data[part::parts])
    told = b"".join(data[part::parts] for part in range(parts))
    assert read_opened(path, KEY, "a") == told
    assert OpenedFile(sealed_file.iter_opened(path, KEY, "a"), lambda _count: None).readall() == told


@settings(max_examples=60)
@given(data=st.data())
def test_no_byte_can_be_changed_or_left_out(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    path = tmp_path_factory.mktemp("sealed") / "x"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sealed_file, "CHUNK", 16)
        whole = seal(path, b"the same words again and again, again and again").read_bytes()
    at = data.draw(st.integers(0, len(whole) - 1))
    spoilt = data.draw(
        st.sampled_from([whole[:at], whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :], whole + b"x"])
    )
    path.write_bytes(spoilt)
    assert code_of(path) in ("backup-changed", "backup-other-key")


def test_chunks_of_a_file_cannot_change_places(tmp_path: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sealed_file, "CHUNK", 16)
        whole = seal(tmp_path / "x", os.urandom(48)).read_bytes()
    head, size = whole[:57], 4 + 4 + len(sealed_file.pa.Codec("zstd", 3).compress(bytes(16), asbytes=True)) + 16
    length = 4 + int.from_bytes(whole[57:61])
    first, second = whole[57 : 57 + length], whole[57 + length : 57 + 2 * length]
    (tmp_path / "x").write_bytes(head + second + first + whole[57 + 2 * length :])
    assert size > 16
    assert code_of(tmp_path / "x") == "backup-changed"


def test_another_key_opens_nothing_and_is_told_apart(tmp_path: Path) -> None:
    assert code_of(seal(tmp_path / "x", b"words"), OTHER) == "backup-other-key"


def test_a_file_opens_under_its_own_name_alone(tmp_path: Path) -> None:
    assert code_of(seal(tmp_path / "x", b"words", "wal/1"), name="wal/2") == "backup-changed"


def test_nothing_of_what_was_sealed_stands_in_the_file(tmp_path: Path) -> None:
    assert b"QUILLFEATHER" not in seal(tmp_path / "x", b"QUILLFEATHER" * 20).read_bytes()


def test_a_full_disk_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "no room")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(RegisterError) as told:
        seal(tmp_path / "x", b"words")
    assert (told.value.code, list(tmp_path.iterdir())) == ("backup-no-room", [])


def test_the_key_may_lie_neither_with_the_register_nor_with_the_backup(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    make_key_file(tmp_path / "home" / "key")
    with pytest.raises(RegisterError) as told:
        get_key({}, tmp_path / "home" / "key", apart_from=(tmp_path / "home",))
    assert told.value.code == "backup-key-beside"


@pytest.mark.parametrize("text", ["", "12", "g" * 64, "5a" * 31])
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(RegisterError) as told:
        get_key({"SOJOURN_BACKUP_KEY": text})
    assert told.value.code == "backup-key-missing"


def test_a_key_is_never_written_over(tmp_path: Path) -> None:
    make_key_file(tmp_path / "key")
    before = (tmp_path / "key").read_text()
    with pytest.raises(RegisterError):
        make_key_file(tmp_path / "key")
    assert (tmp_path / "key").read_text() == before
    assert len(get_key({}, tmp_path / "key")) == 32
    assert io.BytesIO(before.encode()).read(64).isalnum()
