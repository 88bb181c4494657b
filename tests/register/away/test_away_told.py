"""While the database is away or its disk full, everybody is told so, and when to come back."""

from __future__ import annotations

import json
from collections.abc import Callable

import psycopg
import pytest
from django.test import Client

from sojourn.register.away import find_away


def _raised(kind: type[psycopg.Error]) -> Callable[..., None]:
    from django.db import OperationalError

    def fail(*_: object, **__: object) -> None:
        raise OperationalError("could not extend file") from kind("could not extend file")

    return fail


@pytest.mark.parametrize(
    ("kind", "status", "code", "seconds"),
    [
        (psycopg.errors.DiskFull, 507, "disk-full", "30"),
        (psycopg.errors.AdminShutdown, 503, "database-away", "5"),
    ],
)
def test_a_sender_is_told_when_to_come_back(
    db: None, monkeypatch: pytest.MonkeyPatch, kind: type[psycopg.Error], status: int, code: str, seconds: str
) -> None:
    monkeypatch.setattr("sojourn.register.intake.auth.find_key", _raised(kind))
    answer = Client(SERVER_NAME="localhost", raise_request_exception=False).post(
        "/api/v1/movements", "[]", "application/json", headers={"Authorization": "Bearer sjk_x"}
    )
    assert (answer.status_code, answer["Retry-After"]) == (status, seconds)
    assert json.loads(answer.content)["code"] == code


def test_a_page_says_it_in_plain_words(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("allauth.account.views.LoginView.get", _raised(psycopg.errors.CrashShutdown))
    answer = Client(SERVER_NAME="localhost", raise_request_exception=False).get("/account/login/")
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert "cannot reach its records just now" in answer.content.decode()


def test_any_other_fault_is_not_taken_for_it() -> None:
    assert find_away(ValueError("no")) is None
    assert find_away(None) is None
