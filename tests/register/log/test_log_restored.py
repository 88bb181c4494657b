"""A restored log is good only where every checkpoint that somebody names was read, reached and matched."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.usefixtures("world")


def test_a_checkpoint_of_the_log_itself_is_matched() -> None:
    from sojourn.register.backup.heads import compare, newest_checkpoint

    own = newest_checkpoint()
    assert compare([own, ""], {"witness.note": own}).is_good


@pytest.mark.parametrize(
    "broken", ["", "nothing signed", "\u2014 x \u00e9\n\n\u2014 x \u00e9\n", "another key", "ahead", "another root"]
)
def test_a_named_checkpoint_that_shows_nothing_is_named_and_not_good(broken: str) -> None:
    from sojourn.proof.checkpoint import Checkpoint, peek_checkpoint
    from sojourn.proof.signing import SigningKey
    from sojourn.register.backup.heads import compare, newest_checkpoint
    from sojourn.register.signing import signing_key

    own = newest_checkpoint()
    here, key = peek_checkpoint(own), signing_key()
    told = {
        "another key": here.sign(SigningKey(key.public.name, b"o" * 32)),
        "ahead": Checkpoint(here.origin, here.size + 1, here.root).sign(key),
        "another root": Checkpoint(here.origin, here.size - 1, b"r" * 32).sign(key),
    }
    compared = compare([own], {"witness.note": told.get(broken, broken)})
    assert not compared.is_good
    assert "Not matched: `witness.note`" in compared.render()


def test_a_checkpoint_of_the_backup_that_nobody_of_ours_signed_is_not_good() -> None:
    from sojourn.register.backup.heads import compare, newest_checkpoint

    assert not compare([newest_checkpoint(), "no note"]).is_good
    assert not compare([]).is_good, "a log with entries and no checkpoint at all shows nothing"


def test_a_key_in_the_table_counts_only_with_the_note_of_its_change() -> None:
    from log_world import undone

    from sojourn.proof.checkpoint import peek_checkpoint
    from sojourn.proof.key_change import sign_change
    from sojourn.proof.signing import SigningKey
    from sojourn.register.backup.heads import compare, newest_checkpoint
    from sojourn.register.signing import signing_key
    from sojourn.register.store.statements import run

    own = signing_key()
    other = SigningKey(own.public.name, b"o" * 32)
    witness = {"witness.note": peek_checkpoint(newest_checkpoint()).sign(other)}
    add = "INSERT INTO log_key (number, from_size, name, raw, note, begun_at) VALUES (99, 0, %s, %s, %s, now())"
    with undone():
        run(add, [other.public.name, other.public.raw, ""])
        assert not compare([], witness).is_good
    with undone():
        run(add, [other.public.name, other.public.raw, sign_change(0, other, own)])
        assert compare([], witness).is_good
