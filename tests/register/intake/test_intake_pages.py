"""The pages for uploads and keys, as a browser without JavaScript uses them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

ROW = {
    "movement_id": "p1",
    "feed": "post:LAND",
    "kind": "inspection",
    "direction": "arrival",
    "local_date": "2026-03-14",
    "surname": "SEEN",
    "recorded_at": "2026-03-14T12:00:00Z",
}
HOST = {"SERVER_NAME": "127.0.0.1"}


def upload(client: Client) -> str:
    """Upload a file on the page, and give the address of its page."""
    file = SimpleUploadedFile("rows.ndjson", json.dumps(ROW).encode() + b"\n")
    answer = client.post(reverse("intake"), {"file": file, "layout": ""}, **HOST)
    assert answer.status_code == 302
    return str(answer["Location"])


def test_an_upload_shows_how_far_it_is_then_its_rows(client: Callable[..., Client]) -> None:
    from sojourn.register.intake.work import work_once

    browser = client("feed_operator")
    page = upload(browser)
    waiting = browser.get(page, **HOST)
    work_once()
    ready = browser.get(page, **HOST)
    assert waiting["Refresh"] == "5"
    assert (b"SEEN" in waiting.content, b"SEEN" in ready.content, "Refresh" in ready) == (False, True, False)


def test_a_discarded_upload_shows_no_rows_any_more(client: Callable[..., Client]) -> None:
    from sojourn.register.intake.work import work_once

    browser = client("feed_operator")
    page = upload(browser)
    work_once()
    answer = browser.post(page + "discard/", **HOST, follow=True)
    assert (answer.status_code, b"SEEN" in answer.content, b"Discarded" in answer.content) == (200, False, True)


def test_a_second_decision_is_refused_in_words(client: Callable[..., Client]) -> None:
    from sojourn.register.intake.work import work_once

    browser = client("feed_operator")
    page = upload(browser)
    work_once()
    browser.post(page + "discard/", **HOST)
    answer = browser.post(page + "accept/", **HOST)
    assert (answer.status_code, b"open its page again" in answer.content) == (409, True)


def test_a_form_without_a_file_says_so(client: Callable[..., Client]) -> None:
    answer = client("feed_operator").post(reverse("intake"), {}, **HOST)
    assert (answer.status_code, b"There is a problem" in answer.content) == (400, True)


def test_uploads_are_closed_to_others(client: Callable[..., Client]) -> None:
    assert client("analyst").get(reverse("intake"), **HOST).status_code == 403


def test_a_key_is_shown_once_and_can_be_revoked(client: Callable[..., Client]) -> None:
    browser = client("administrator")
    made = browser.post(reverse("make_feed_key"), {"feed": "carrier:KL", "label": "airline"}, **HOST)
    secret = re.search(rb"sjk_([0-9a-f]{12})_[0-9a-f]{48}", made.content)
    assert secret is not None
    again = browser.get(reverse("feed_keys"), **HOST).content
    browser.post(reverse("revoke_feed_key", args=[secret[1].decode()]), **HOST)
    after = browser.get(reverse("feed_keys"), **HOST).content
    assert (secret[0] in again, secret[1] in again, secret[1] in after) == (False, True, False)


def test_keys_are_closed_to_feed_operators(client: Callable[..., Client]) -> None:
    assert client("feed_operator").get(reverse("feed_keys"), **HOST).status_code == 403
