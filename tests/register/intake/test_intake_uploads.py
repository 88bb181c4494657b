"""A file becomes records only by way of a preview that somebody looked at; breaking off does no harm."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sojourn.errors import RegisterError
from sojourn.register.door.acting import Acting

Make = Callable[..., Acting]
MADE_AT = datetime(2026, 3, 20, tzinfo=UTC)


def row(number: int, **given: Any) -> dict[str, Any]:
    """Give an arrival of a person of its own."""
    own: dict[str, Any] = {
        "movement_id": f"u{number}",
        "feed": "post:LAND",
        "kind": "inspection",
        "direction": "arrival",
        "local_date": "2026-03-14",
        "document_type": "P",
        "document_number": f"UP{number:05}",
        "document_issuer": "NLD",
        "surname": "UPLOADED",
        "recorded_at": "2026-03-14T12:00:00Z",
    }
    return own | given


def ndjson(*rows: dict[str, Any]) -> bytes:
    """Write rows, one a line."""
    return "".join(json.dumps(each) + "\n" for each in rows).encode()


@pytest.fixture
def operator(acting: Make) -> Acting:
    """Give somebody who may upload."""
    return acting("feed_operator")


@pytest.fixture
def uploaded(operator: Acting) -> Callable[..., UUID]:
    """Give a function that uploads a file and has it read."""
    from sojourn.register.intake.changesets import NewUpload, upload_file
    from sojourn.register.intake.work import work_once

    def upload(body: bytes, name: str = "rows.ndjson", layout: str = "") -> UUID:
        made = upload_file(operator, NewUpload(name, body, layout))
        assert work_once()
        return made

    return upload


def stands(changeset_id: UUID) -> tuple[str, int, int, int]:
    """Give the state, and how many rows can be used, cannot be used, and were taken in."""
    from sojourn.register.intake.changesets import get_changeset

    found = get_changeset(changeset_id)
    return found.state, found.rows, found.quarantined, found.accepted


def test_a_file_is_read_and_waits_to_be_looked_at(uploaded: Callable[..., UUID]) -> None:
    assert stands(uploaded(ndjson(row(1), row(2, local_date="no day")))) == ("preview", 1, 1, 0)


def test_the_preview_shows_rows_and_problems_with_their_lines(uploaded: Callable[..., UUID], operator: Acting) -> None:
    from sojourn.register.intake.changesets import preview_upload

    shown = preview_upload(operator, uploaded(ndjson(row(1), row(2, local_date="no day"))))
    assert [each["surname"] for each in shown.rows] == ["UPLOADED"]
    assert [(each["line"], each["reason"].partition(":")[0]) for each in shown.problems] == [("2", "unreadable-value")]


def test_to_look_at_a_preview_is_logged(uploaded: Callable[..., UUID], operator: Acting) -> None:
    from sojourn.register.intake.changesets import preview_upload
    from sojourn.register.store.statements import select

    made = uploaded(ndjson(row(1)))
    preview_upload(operator, made)
    logged = select("SELECT verb FROM door_event WHERE subject = %s ORDER BY event_id", [str(made)])
    assert [verb for (verb,) in logged] == ["upload_made", "upload_previewed"]


def test_what_an_upload_holds_is_sealed(uploaded: Callable[..., UUID]) -> None:
    from sojourn.register.intake.models import ChangesetBody

    made = uploaded(ndjson(row(1)))
    kept = [bytes(each.sealed) for each in ChangesetBody.objects.filter(changeset_id=made)]
    assert (len(kept), any(b"UPLOADED" in each for each in kept)) == (2, False)


def test_accepted_rows_become_records_and_the_rest_is_set_apart(
    uploaded: Callable[..., UUID], operator: Acting
) -> None:
    from sojourn.register.intake.changesets import accept_upload
    from sojourn.register.intake.models import ChangesetBody
    from sojourn.register.intake.work import work_once
    from sojourn.register.store.records import get_record
    from sojourn.register.store.statements import select

    made = uploaded(ndjson(row(1), row(2, local_date="no day")))
    accept_upload(operator, made)
    assert work_once()
    apart = select("SELECT line, codes FROM store_quarantined WHERE batch_id = %s", [made])
    assert stands(made)[0] == "accepted"
    assert get_record("post:LAND/u1").values["surname"] == "UPLOADED"
    assert apart == [(2, ["unreadable-value"])]
    assert not ChangesetBody.objects.filter(changeset_id=made).exists()


def test_a_discarded_file_is_forgotten(uploaded: Callable[..., UUID], operator: Acting) -> None:
    from sojourn.register.intake.changesets import accept_upload, discard_upload
    from sojourn.register.intake.models import ChangesetBody
    from sojourn.register.store.records import find_record

    made = uploaded(ndjson(row(1)))
    discard_upload(operator, made)
    assert (find_record("post:LAND/u1"), ChangesetBody.objects.filter(changeset_id=made).exists()) == (None, False)
    with pytest.raises(RegisterError, match="upload-state"):
        accept_upload(operator, made)


def test_a_file_that_cannot_be_read_says_why(uploaded: Callable[..., UUID]) -> None:
    from sojourn.register.intake.changesets import get_changeset

    found = get_changeset(uploaded(b"nothing that is known", "odd.bin"))
    assert (found.state, found.error_code) == ("failed", "unknown-layout")


def test_work_that_broke_off_goes_on_where_it_was(
    uploaded: Callable[..., UUID], operator: Acting, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sojourn.register.intake import file_rows, work
    from sojourn.register.intake.changesets import accept_upload, get_changeset
    from sojourn.register.store.statements import select

    monkeypatch.setattr(file_rows, "PAGE", 2)
    taken, real = [], work.append_rows

    def breaks_at_the_second_page(source: Any, page: Any, bad: Any, origin: Any) -> Any:
        if len(taken) == 1:
            taken.append(None)
            raise ConnectionError
        taken.append(page)
        return real(source, page, bad, origin)

    monkeypatch.setattr(work, "append_rows", breaks_at_the_second_page)
    made = uploaded(ndjson(*(row(number) for number in range(5))))
    accept_upload(operator, made)
    with pytest.raises(ConnectionError):
        work.work_once()
    done = get_changeset(made).done
    assert work.work_once()
    names = select("SELECT name, count(*) FROM store_record WHERE feed = 'post:LAND' GROUP BY name")
    assert (done, stands(made)[0], sorted(names)) == (2, "accepted", [(f"post:LAND/u{n}", 1) for n in range(5)])


def test_work_that_always_breaks_off_is_given_up(
    uploaded: Callable[..., UUID], operator: Acting, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sojourn.register.intake import work
    from sojourn.register.intake.changesets import accept_upload, get_changeset

    def breaks(*_: Any) -> Any:
        raise ConnectionError

    made = uploaded(ndjson(row(1)))
    accept_upload(operator, made)
    monkeypatch.setattr(work, "append_rows", breaks)
    for _ in range(work.MOST_ATTEMPTS):
        with pytest.raises(ConnectionError):
            work.work_once()
    work.work_once()
    assert (get_changeset(made).state, get_changeset(made).error_code) == ("failed", "upload-broke-off")


@pytest.fixture
def post_key(acting: Make) -> Ed25519PrivateKey:
    """Give the key of an offline post that the register knows."""
    from sojourn.register.intake.posts import add_post

    key = Ed25519PrivateKey.generate()
    public = base64.b64encode(key.public_key().public_bytes_raw()).decode()
    add_post(acting("administrator"), "landpost", "post:LAND", public)
    return key


def outbox(key: Ed25519PrivateKey, first: int, count: int) -> bytes:
    """Make an outbox of the post."""
    from sojourn.register.intake.outbox import make_outbox

    rows = [row(number) for number in range(first, first + count)]
    for each in rows:
        del each["recorded_at"]
    return make_outbox(key, rows, post="landpost", feed="post:LAND", first=first, made_at=MADE_AT)


def take(uploaded: Callable[..., UUID], operator: Acting, body: bytes) -> UUID:
    """Upload a file, accept it, and have its records taken in."""
    from sojourn.register.intake.changesets import accept_upload
    from sojourn.register.intake.work import work_once

    made = uploaded(body, "outbox.ndjson")
    accept_upload(operator, made)
    assert work_once()
    return made


def test_an_outbox_comes_in_with_its_numbers(
    uploaded: Callable[..., UUID], operator: Acting, post_key: Ed25519PrivateKey
) -> None:
    from sojourn.register.store.records import get_record

    made = take(uploaded, operator, outbox(post_key, 1, 3))
    assert stands(made) == ("accepted", 3, 0, 3)
    assert get_record("post:LAND/u2").values["sequence"] == 2


def test_a_missing_outbox_is_seen_as_a_gap(
    uploaded: Callable[..., UUID], operator: Acting, post_key: Ed25519PrivateKey
) -> None:
    from sojourn.register.intake.gaps import Gap, list_gaps

    take(uploaded, operator, outbox(post_key, 1, 2))
    take(uploaded, operator, outbox(post_key, 6, 2))
    before = list_gaps("post:LAND")
    take(uploaded, operator, outbox(post_key, 3, 3))
    assert (before, list_gaps("post:LAND")) == ([Gap(3, 5)], [])


def test_an_outbox_twice_is_one(uploaded: Callable[..., UUID], operator: Acting, post_key: Ed25519PrivateKey) -> None:
    from sojourn.register.intake.changesets import get_changeset

    body = outbox(post_key, 1, 2)
    take(uploaded, operator, body)
    again = get_changeset(take(uploaded, operator, body))
    assert (again.state, again.accepted, again.duplicates) == ("accepted", 0, 2)


def without_the_second_row(body: bytes) -> bytes:
    """Take one row out of an outbox."""
    return b"\n".join(line for line in body.split(b"\n") if b'"sequence":2' not in line)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda body: body.replace(b"UP00001", b"UP00009"), "outbox-signature"),
        (lambda body: body.replace(b'"post":"landpost"', b'"post":"seapost"'), "post-unknown"),
        (lambda body: body.rpartition(b"\n{")[0] + b"\n", "outbox-signature"),
        (without_the_second_row, "outbox-signature"),
    ],
)
def test_an_outbox_that_was_touched_is_refused_whole(
    uploaded: Callable[..., UUID], post_key: Ed25519PrivateKey, change: Callable[[bytes], bytes], code: str
) -> None:
    from sojourn.register.intake.changesets import get_changeset

    found = get_changeset(uploaded(change(outbox(post_key, 1, 3)), "outbox.ndjson"))
    assert (found.state, found.error_code) == ("failed", code)


def test_an_outbox_that_signs_a_gap_of_its_own_is_refused(post_key: Ed25519PrivateKey) -> None:
    from sojourn.register.intake.outbox import check_outbox, make_outbox

    body = make_outbox(post_key, [row(1), row(2)], post="landpost", feed="post:LAND", first=1, made_at=MADE_AT)
    lines = body.replace(b'"last":2', b'"last":3').split(b"\n")[:-2]
    signed = b"\n".join(lines) + b"\n"
    signature = base64.b64encode(post_key.sign(signed)).decode()
    forged = signed + json.dumps({"signature": signature}).encode() + b"\n"
    with pytest.raises(RegisterError, match="bad-outbox"):
        check_outbox(forged, post_key.public_key())
