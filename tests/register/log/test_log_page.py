"""The page of the log's proof: for oversight alone, with what a witness needs."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.test import Client


def test_oversight_reads_the_head_and_takes_a_checkpoint_along(client: Callable[..., Client]) -> None:
    from log_world import write_events

    from sojourn.proof.note import open_note
    from sojourn.register.log.sequencing import close_day, sequence_all
    from sojourn.register.signing import public_key

    overseer = client("oversight")
    write_events(3)
    sequence_all()
    close_day()
    shown = overseer.get("/log/proof/")
    assert shown.status_code == 200
    assert public_key().name in shown.content.decode()
    given = overseer.get("/log/proof/checkpoint/")
    assert open_note(given.content.decode(), [public_key()])[1] == (public_key().name,)
    assert given["Content-Disposition"] == 'attachment; filename="checkpoint.note"'


def test_a_day_that_was_not_closed_has_no_checkpoint(client: Callable[..., Client]) -> None:
    assert client("oversight").get("/log/proof/checkpoint/?day=2001-01-01").status_code in (400, 404)


def test_nobody_else_reads_it(client: Callable[..., Client]) -> None:
    assert client("supervisor").get("/log/proof/").status_code == 403
