"""Checking a bundle offline: whatever was changed is named, whoever signed is told."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from sojourn.proof.checkpoint import Checkpoint
from sojourn.proof.key_change import write_key
from sojourn.proof.log_file import leaf_data
from sojourn.proof.merkle import leaf_hash, node_hash
from sojourn.proof.note import ProofError
from sojourn.proof.signing import SigningKey
from sojourn.register.bundle.archive import archive_of
from sojourn.register.bundle.checking import verify_bundle
from sojourn.register.bundle.commands import bundle
from sojourn.register.bundle.how_to_check import PROGRAM, pem_of

KEY = SigningKey("sojourn/test", b"\x07" * 32)
OTHER = SigningKey("sojourn/test", b"\x08" * 32)
ROW = '{"answer_id":1,"state":"unexplained"}'
SALT = b"\x01" * 16
DIGEST = hashlib.sha256(SALT + ROW.encode()).digest()


def proven() -> dict[str, bytes]:
    """Give the files of a small bundle: two entries in the log, the row of the first is given; a third row waits."""
    first = leaf_hash(leaf_data("answer", "1", DIGEST))
    second = leaf_hash(leaf_data("event", "2", b"\x02" * 32))
    proofs = [
        {
            "source": "answer", "key": "1", "what": "Answer 1", "digest": DIGEST.hex(), "leaf": 0,
            "path": [base64.b64encode(second).decode()], "salt": SALT.hex(), "row": ROW,
        },
        {
            "source": "event", "key": "2", "what": "Look 2", "digest": "02" * 32, "leaf": 1,
            "path": [base64.b64encode(first).decode()], "salt": None, "row": None,
        },
    ]  # fmt: skip
    told = {"proofs": proofs, "waiting": [{"source": "event", "key": "3", "what": "Look 3"}]}
    return {
        "tables/answers.csv": b"a,b\r\n1,2\r\n",
        "public-key.txt": write_key(KEY.public).encode(),
        "public-key.pem": pem_of(KEY.public).encode(),
        "proofs/log.json": json.dumps(told).encode(),
        "proofs/checkpoint.note": Checkpoint("sojourn/test/log", 2, node_hash(first, second)).sign(KEY).encode(),
    }


def written(folder: Path, archive: bytes) -> Path:
    """Write an archive into a file."""
    path = folder / "bundle.zip"
    path.write_bytes(archive)
    return path


def changed(archive: bytes, name: str, content: bytes | None) -> bytes:
    """Change one file of an archive, put it in, or take it out, and leave all others."""
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        files = {each: opened.read(each) for each in opened.namelist() if each != name}
    if content is not None:
        files[name] = content
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for each, body in files.items():
            made.writestr(each, body)
    return out.getvalue()


def test_a_bundle_as_it_was_made_is_in_order(tmp_path: Path) -> None:
    told = verify_bundle(written(tmp_path, archive_of(proven(), KEY)))
    assert (told.files, told.signed_by, told.own_key) == (5, "sojourn/test", True)
    assert (told.proofs, told.rows, told.waiting) == (2, 1, 1)
    assert "not who made it" in told.render()


def test_the_same_files_give_the_same_bytes() -> None:
    files = proven()
    assert archive_of(files, KEY) == archive_of(dict(reversed(files.items())), KEY)


@pytest.mark.parametrize("name", ["tables/answers.csv", "public-key.pem", "proofs/log.json", "manifest.txt"])
def test_a_file_with_one_byte_changed_is_named(tmp_path: Path, name: str) -> None:
    archive = archive_of(proven(), KEY)
    body = bytearray(zipfile.ZipFile(io.BytesIO(archive)).read(name))
    body[-2] ^= 1
    with pytest.raises(ProofError, match="bundle is not as it was signed") as error:
        verify_bundle(written(tmp_path, changed(archive, name, bytes(body))))
    assert error.value.code == "bundle-changed"
    assert f"`{name}`" in error.value.message


def test_every_byte_of_the_archive_that_holds_content_is_checked(tmp_path: Path) -> None:
    archive = bytearray(archive_of(proven(), KEY))
    place = bytes(archive).index(b"a,b\r\n1,2")
    archive[place] ^= 1
    with pytest.raises(ProofError, match=r"tables/answers\.csv"):
        verify_bundle(written(tmp_path, bytes(archive)))


@pytest.mark.parametrize(("name", "content"), [("tables/answers.csv", None), ("tables/more.csv", b"x")])
def test_a_file_taken_out_or_put_in_is_named(tmp_path: Path, name: str, content: bytes | None) -> None:
    with pytest.raises(ProofError, match=name.replace(".", r"\.")):
        verify_bundle(written(tmp_path, changed(archive_of(proven(), KEY), name, content)))


def test_another_key_did_not_sign_it(tmp_path: Path) -> None:
    key = tmp_path / "key.txt"
    key.write_text(write_key(OTHER.public), encoding="utf-8")
    with pytest.raises(ProofError) as error:
        verify_bundle(written(tmp_path, archive_of(proven(), KEY)), key)
    assert error.value.code == "note-not-signed"


def test_a_row_that_is_not_the_one_entered_is_named(tmp_path: Path) -> None:
    files = proven()
    files["proofs/log.json"] = files["proofs/log.json"].replace(b"unexplained", b"left_in_time")
    with pytest.raises(ProofError, match="`1` of `answer`") as error:
        verify_bundle(written(tmp_path, archive_of(files, KEY)))
    assert error.value.code == "bundle-proof"


def test_an_entry_that_does_not_lead_to_the_root_is_named(tmp_path: Path) -> None:
    files = proven()
    files["proofs/log.json"] = files["proofs/log.json"].replace(b"02" * 32, b"03" * 32)
    with pytest.raises(ProofError, match="`2` of `event`"):
        verify_bundle(written(tmp_path, archive_of(files, KEY)))


def test_a_file_that_is_no_archive_is_told(tmp_path: Path) -> None:
    with pytest.raises(ProofError) as error:
        verify_bundle(written(tmp_path, b"not a zip"))
    assert error.value.code == "bundle-unreadable"


def test_the_command_checks_with_a_key_from_elsewhere(tmp_path: Path) -> None:
    key = tmp_path / "key.txt"
    key.write_text(write_key(KEY.public), encoding="utf-8")
    path = written(tmp_path, archive_of(proven(), KEY))
    told = CliRunner().invoke(bundle, ["verify", str(path), "--key", str(key)])
    assert told.exit_code == 0, told.output
    assert "5 files are as they were signed by sojourn/test." in told.output
    assert "not who made it" not in told.output


def test_the_program_on_paper_checks_the_proofs_by_itself(tmp_path: Path) -> None:
    import subprocess
    import sys

    with zipfile.ZipFile(io.BytesIO(archive_of(proven(), KEY))) as opened:
        opened.extractall(tmp_path)
    command = [sys.executable, "-I", "-S", "-c", PROGRAM]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout == "2 proofs, 0 wrong; 1 rows wait for the log\n"
    log = tmp_path / "proofs" / "log.json"
    log.chmod(0o600)
    log.write_text(log.read_text(encoding="utf-8").replace("unexplained", "left_in_time"), encoding="utf-8")
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[0] == "does not hold: answer 1"


@pytest.mark.parametrize(
    ("at", "value"),
    [(6, b"\x01\x00"), (8, b"\x63\x00"), (8, b"\x08\x00"), (8, b"\x0e\x00"), (26, b"\xff\xff")],
    ids=["encrypted", "packed-unknown", "deflated", "lzma", "cut"],
)
def test_an_archive_that_is_encrypted_or_damaged_is_told(tmp_path: Path, at: int, value: bytes) -> None:
    whole = bytearray(archive_of(proven(), KEY))
    central = whole.rindex(b"PK\x01\x02")
    local = int.from_bytes(whole[central + 42 : central + 46], "little")
    whole[local + at : local + at + 2] = value
    if at < 26:
        whole[central + at + 2 : central + at + 4] = value
    with pytest.raises(ProofError) as error:
        verify_bundle(written(tmp_path, bytes(whole)))
    assert error.value.code in {"bundle-unreadable", "bundle-changed"}


def test_a_signed_bundle_without_a_list_of_proofs_is_told(tmp_path: Path) -> None:
    files = {**proven(), "proofs/log.json": b"[7]"}
    with pytest.raises(ProofError) as error:
        verify_bundle(written(tmp_path, archive_of(files, KEY)))
    assert error.value.code == "bundle-unreadable"
