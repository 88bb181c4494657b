"""The log: lines of known fields, and nothing of anybody in them, whatever happens."""

from __future__ import annotations

import ast
import json
import logging
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn.errors import RegisterError
from sojourn.register.operate.log_lines import LOGGER, LineFormatter, tell, watch_process

Lines = Callable[[], list[dict[str, Any]]]
SECRET = "EXAMPLE-ANNA-X1234567"


def test_an_event_is_one_line_with_its_fields(log_lines: Lines) -> None:
    batch = uuid4()
    tell("records-taken-in", batch=batch, feed="carrier:KL", accepted=3, seconds=0.25)
    (line,) = log_lines()
    assert line.pop("time").endswith("+00:00")
    assert line == {
        "level": "info",
        "event": "records-taken-in",
        "batch": str(batch),
        "feed": "carrier:KL",
        "accepted": 3,
        "seconds": 0.25,
    }


def test_unknown_fields_and_values_of_another_form_are_left_out_and_named(log_lines: Lines) -> None:
    tell("request", surname=SECRET, route=f"/people?q={SECRET}&x", feed=SECRET + "!", status="SECRET", rows=1)
    (line,) = log_lines()
    assert (line["rows"], line["refused"]) == (1, ["feed", "route", "status", "surname"])
    assert SECRET not in json.dumps(line)


@given(name=st.text(max_size=60), value=st.text(min_size=1) | st.binary() | st.lists(st.text(min_size=1)))
def test_no_value_that_is_no_word_or_id_ever_passes(name: str, value: object) -> None:
    record = logging.LogRecord(LOGGER, logging.INFO, "x.py", 1, "request", None, None)
    record.told = {name: value, "surname": SECRET}
    assert SECRET not in LineFormatter().format(record)


def test_what_a_library_writes_is_told_without_its_message(log_lines: Lines) -> None:
    logging.getLogger("psycopg.pool").warning("Key (name)=(%s) already exists", SECRET)
    (line,) = log_lines()
    assert (line["event"], line["logger"], SECRET in json.dumps(line)) == ("library", "psycopg.pool", False)
    assert line["place"].startswith("test_operate_log:")


def test_our_own_texts_are_written_without_what_is_put_into_them(log_lines: Lines) -> None:
    logging.getLogger("sojourn.worker").warning("the worker ended (%s)", SECRET)
    (line,) = log_lines()
    assert (line["text"], SECRET in json.dumps(line)) == ("the worker ended (%s)", False)


def test_an_error_is_told_by_its_classes_codes_and_places(log_lines: Lines) -> None:
    try:
        try:
            raise ValueError(SECRET)
        except ValueError as error:
            raise RegisterError("bad-configuration", SECRET) from error
    except RegisterError as error:
        tell("failed", logging.ERROR, error)
    (line,) = log_lines()
    assert line["error"] == ["builtins.ValueError", "sojourn.errors.RegisterError"]
    assert line["codes"] == ["bad-configuration"]
    assert line["trace"][0].startswith("test_operate_log.py:")
    assert SECRET not in json.dumps(line)


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch) -> None:
    """Watch this process, and leave it as it was."""
    for owner, name in [
        (sys, "excepthook"), (sys, "unraisablehook"), (threading, "excepthook"), (logging, "raiseExceptions"),
    ]:  # fmt: skip
        monkeypatch.setattr(owner, name, getattr(owner, name))
    watch_process()
    logging.captureWarnings(False)


@pytest.mark.usefixtures("watched")
def test_what_nobody_caught_is_told_without_its_message(log_lines: Lines) -> None:
    def fail() -> None:
        raise ValueError(SECRET)

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    sys.excepthook(ValueError, ValueError(SECRET), None)
    lines = log_lines()
    assert [line["error"] for line in lines] == [["builtins.ValueError"]] * 2
    assert SECRET not in json.dumps(lines)


@pytest.mark.usefixtures("watched")
def test_a_line_that_cannot_be_made_shows_nothing_of_it(log_text: Any) -> None:
    logging.getLogger("psycopg").error("%d", SECRET, extra={"told": object()})
    tell("request", status=SECRET)
    assert SECRET not in log_text.getvalue()


PERSON = {
    "surname": "QUILLFEATHER",
    "given_names": "OSWALDA",
    "birth_date": "1961-07-23",
    "document_number": "ZQ7654321",
    "references": "i94:99887766554",
}


@pytest.fixture
def officer(client: Callable[..., Any]) -> Any:
    """Give an officer's browser whose requests may fail."""
    made = client("post_officer", "caseworker")
    made.raise_request_exception = False
    return made


@pytest.fixture
def sender(acting: Callable[..., Any]) -> Callable[..., Any]:
    """Give a function that sends rows with a feed's key."""
    from django.test import Client

    from sojourn.register.intake.keys import make_feed_key

    key = make_feed_key(acting("administrator"), "carrier:KL", "test")

    def send(body: object) -> Any:
        return Client(SERVER_NAME="localhost", raise_request_exception=False).post(
            "/api/v1/movements?q=QUILLFEATHER",
            json.dumps(body),
            content_type="application/json",
            headers={"Authorization": f"Bearer {key}"},
        )

    return send


def row(**given: object) -> dict[str, object]:
    """Give a movement of the person."""
    return {
        "movement_id": "m1", "kind": "inspection", "direction": "arrival", "local_date": "2026-03-14",
        "document_type": "P", "document_issuer": "NLD", "admitted_class": "B2", "admitted_until": "2026-09-13",
        **PERSON, "references": [PERSON["references"]], **given,
    }  # fmt: skip


def refuse_with_detail(execute: Callable[..., Any], *_: object) -> Any:
    """Fail as a database does that quotes what it was given."""
    from django.db import connection

    with connection.connection.cursor() as cursor:
        cursor.execute("SELECT 'QUILLFEATHER OSWALDA ZQ7654321'::int")


def test_the_log_holds_nothing_of_a_person_whatever_is_asked(
    log_text: Any, log_lines: Lines, officer: Any, sender: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.db import connection, transaction

    def break_off(*_: object) -> None:
        raise ValueError(f"{PERSON}")

    sender([row(), row(movement_id="m2", local_date="2026-02-31"), row(movement_id="QUILLFEATHER", kind="OSWALDA")])
    sender("QUILLFEATHER")
    for path in ("/search/", "/desk/", "/person/QUILLFEATHER/", "/record/carrier:KL/ZQ7654321/", "/QUILLFEATHER"):
        officer.get(path, {**PERSON, "q": "QUILLFEATHER", "birth_year": "1961"})
        officer.post(path, {**PERSON, "q": "QUILLFEATHER", "number": "ZQ7654321"})
    with transaction.atomic(), connection.execute_wrapper(refuse_with_detail):
        officer.get("/search/", {"q": "QUILLFEATHER"})
        transaction.set_rollback(True)
    monkeypatch.setattr("sojourn.register.intake.routes.read_message_body", break_off)
    assert sender([row()]).status_code == 500
    written = log_text.getvalue()
    told = [*PERSON.values(), "99887766554"]
    assert [value for value in told if value in written] == []
    assert {line["status"] for line in log_lines() if line["event"] == "request"} >= {200, 404, 500}
    assert any("error" in line for line in log_lines())


def test_texts_of_the_log_are_constant(repo: Path) -> None:
    paths = sorted((repo / "src" / "sojourn").rglob("*.py"))
    built = {path.name: list_built_texts(ast.parse(path.read_text(encoding="utf-8"))) for path in paths}
    assert {name: lines for name, lines in built.items() if lines} == {}


def list_built_texts(tree: ast.AST) -> list[int]:
    """List the lines that write into the log a text which is put together from values."""
    names = {"debug", "info", "warning", "error", "exception", "critical"}
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)]
    logged = [call for call in calls if call.func.attr in names and "LOG" in ast.unparse(call.func.value).upper()]
    return [call.lineno for call in logged if not isinstance(call.args[0], ast.Constant)]
