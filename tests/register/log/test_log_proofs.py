"""Proofs that leave the register are checked with the public key alone; an altered one is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

pytestmark = pytest.mark.usefixtures("world")


@pytest.fixture
def key(tmp_path: Path) -> Path:
    from sojourn.proof.key_change import write_key
    from sojourn.register.signing import public_key

    path = tmp_path / "key"
    path.write_text(write_key(public_key()) + "\n")
    return path


def check(path: Path, key: Path) -> tuple[int, str]:
    from sojourn.register.log.commands import log

    told = CliRunner().invoke(log, ["verify", "--file", str(path), "--key", str(key)])
    return told.exit_code, told.output


def an_event() -> str:
    from sojourn.register.store.statements import select

    return str(select("SELECT max(key::bigint) FROM log_leaf WHERE source = 'event'")[0][0])


@pytest.mark.parametrize(("source", "column"), [
    ("event", "event_id"), ("record", "record_id"), ("answer", "answer_id"), ("link", "link_id"),
    ("membership", "membership_id"),
])  # fmt: skip
def test_a_row_is_proven_with_what_it_says(source: str, column: str) -> None:
    from sojourn.proof.log_file import check_entry
    from sojourn.register.log.proofs import proof_of
    from sojourn.register.signing import public_key
    from sojourn.register.store.statements import select

    ((own,),) = select("SELECT key FROM log_leaf WHERE source = %s ORDER BY leaf_index LIMIT 1", [source])
    proof = proof_of(source, own)
    assert check_entry(proof, public_key()).size > proof.index
    assert str(json.loads(proof.row or "{}")[column]) == own


def test_a_message_is_proven_by_its_digest() -> None:
    from sojourn.register.log.proofs import proof_of
    from sojourn.register.store.statements import select

    ((own,),) = select("SELECT key FROM log_leaf WHERE source = 'message' LIMIT 1")
    assert json.loads(proof_of("message", own).row or "{}")["digest"] == own


def test_a_file_is_checked_offline_and_an_altered_one_is_refused(tmp_path: Path, key: Path) -> None:
    from sojourn.proof.log_file import write_entry
    from sojourn.register.log.proofs import proof_of

    path = tmp_path / "proof.json"
    text = write_entry(proof_of("event", an_event()))
    path.write_text(text)
    assert check(path, key)[0] == 0
    told = json.loads(text)
    told["row"]["office"] = told["row_text"] = "lhr"
    for changed in (
        json.dumps(told),
        text.replace('"jfk"', '"lhr"'),
        text.replace("jfk", "lhr"),
        text.replace(f'"leaf": {told["leaf"]}', f'"leaf": {told["leaf"] - 1}'),
        text.replace(told["digest"], told["digest"][::-1]),
        text.replace(told["path"][0], told["path"][1]),
        text.replace(told["checkpoint"].split("\n")[1], "99"),
        text[:40],
    ):
        path.write_text(changed)
        assert changed != text
        assert check(path, key)[0] == 1


def test_a_proof_without_the_row_shows_that_there_is_an_entry() -> None:
    from sojourn.proof.log_file import read_entry, write_entry
    from sojourn.register.log.proofs import proof_of

    proof = proof_of("event", an_event(), with_row=False)
    assert (proof.row, proof.salt) == (None, None)
    assert read_entry(write_entry(proof)) == proof


def test_a_later_checkpoint_goes_on_from_an_earlier_one(tmp_path: Path, key: Path) -> None:
    from log_world import undone, write_events

    from sojourn.register.log.proofs import latest_checkpoint, prove_consistency
    from sojourn.register.log.sequencing import sequence_all

    with undone():
        first = latest_checkpoint()
        write_events(900)
        sequence_all()
        text = prove_consistency(latest_checkpoint(), first)
    path = tmp_path / "consistency.json"
    path.write_text(text)
    assert check(path, key)[0] == 0
    told = json.loads(text)
    path.write_text(json.dumps({**told, "path": told["path"][1:]}))
    code, said = check(path, key)
    assert (code, "proof-wrong" in said or "go on" in said) == (1, True)


def test_two_logs_that_part_are_told_apart() -> None:
    from log_world import undone, write_events

    from sojourn.proof.note import ProofError
    from sojourn.register.log.proofs import latest_checkpoint, prove_consistency
    from sojourn.register.log.sequencing import sequence_all

    with undone():
        write_events(10)
        sequence_all()
        other = latest_checkpoint()
    with undone():
        write_events(20)
        sequence_all()
        with pytest.raises(ProofError) as refused:
            prove_consistency(other, latest_checkpoint())
    assert refused.value.code == "proof-wrong"


def test_an_export_is_checked_offline_and_an_altered_one_is_refused(tmp_path: Path, key: Path) -> None:
    from sojourn.register.log.proofs import export_log

    path = tmp_path / "log.export"
    head = export_log(path)
    code, said = check(path, key)
    assert (code, f"{head.size:,} entries" in said) == (0, True)
    lines = path.read_text().splitlines(keepends=True)
    for changed in (lines[:-1], [*lines[:5], *lines[6:]], [*lines[:5], lines[5].replace("\t", "\tx", 2), *lines[6:]]):
        path.write_text("".join(changed))
        assert check(path, key)[0] == 1


def test_what_waits_and_what_is_not_there_are_told_apart() -> None:
    from log_world import undone, write_events

    from sojourn.errors import RegisterError
    from sojourn.register.log.proofs import proof_of
    from sojourn.register.store.statements import select

    with undone():
        write_events(1)
        ((waiting,),) = select("SELECT key FROM log_waiting")
        with pytest.raises(RegisterError) as not_yet:
            proof_of("event", waiting)
        with pytest.raises(RegisterError) as missing:
            proof_of("event", "999999999")
    assert (not_yet.value.code, missing.value.code) == ("log-not-yet", "log-no-entry")


def test_a_changed_key_is_followed_and_each_signs_its_own_time() -> None:
    from log_world import undone, write_events

    from sojourn.proof.log_file import check_entry
    from sojourn.proof.note import ProofError, open_note
    from sojourn.proof.signing import SigningKey
    from sojourn.register.log.keys import list_changes
    from sojourn.register.log.proofs import latest_checkpoint, proof_of
    from sojourn.register.log.rotating import change_key
    from sojourn.register.signing import signing_key

    old = signing_key()
    new = SigningKey(old.public.name, b"n" * 32)
    with undone():
        proof = proof_of("event", an_event())
        change_key(old, new)
        note, (change,) = latest_checkpoint(), list_changes()
        write_events(1)
    assert open_note(note, [new.public])[1] == (new.public.name,)
    assert (change.old, change.new) == (old.public, new.public)
    with pytest.raises(ProofError):
        check_entry(proof, new.public)
    from dataclasses import replace

    assert check_entry(replace(proof, changes=(change.note,)), new.public).size == change.from_size
