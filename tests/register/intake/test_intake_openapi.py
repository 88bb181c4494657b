"""The description of the API holds whatever is sent: every answer is one that it names, and none is a failure."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.openapi import from_dict

from sojourn.register.door.acting import Acting

ROUTES = [("/api/v1/movements", "POST"), ("/api/v1/facts", "POST")]

schemathesis.serializer.alias("application/x-ndjson", "text/plain")
schemathesis.serializer.alias("application/edifact", "text/plain")


@pytest.fixture
def no_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the engine out: what is sent here is about the door to it."""
    from sojourn.register.intake import routes

    monkeypatch.setattr(routes, "wait_answered", lambda *_: True)


@pytest.fixture
def one_connection() -> Iterator[None]:
    """Let requests end without closing the connection of the test, which holds its transaction."""
    from django.core.signals import request_finished, request_started
    from django.db import close_old_connections

    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def key(acting: Callable[..., Acting]) -> str:
    """Make a key of a feed."""
    from sojourn.register.intake.keys import make_feed_key

    return make_feed_key(acting("administrator"), "carrier:KL", "schemathesis")


@pytest.mark.parametrize(("path", "method"), ROUTES)
def test_every_answer_is_one_that_the_description_names(
    db: None, no_answers: None, one_connection: None, key: str, path: str, method: str
) -> None:
    from django.core.handlers.wsgi import WSGIHandler

    from sojourn.register.api import api

    schema = from_dict(api.get_openapi_schema())
    schema.app = WSGIHandler()
    operation = schema[path][method]

    @settings(
        max_examples=15, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.explicit, Phase.generate]
    )
    @given(case=operation.as_strategy())
    def send(case: schemathesis.Case) -> None:
        case.call_and_validate(headers={"Authorization": f"Bearer {key}", "Host": "127.0.0.1"})

    send()


def test_the_description_names_the_columns_of_a_row(db: None) -> None:
    from sojourn.register.api import api
    from sojourn.tables import MOVEMENTS

    body = api.get_openapi_schema()["paths"]["/api/v1/movements"]["post"]["requestBody"]
    row = body["content"]["application/json"]["schema"]["items"]["anyOf"][0]
    assert list(row["properties"]) == [column.name for column in MOVEMENTS]
