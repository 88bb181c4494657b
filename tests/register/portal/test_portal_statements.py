"""How many statements a person's own record costs at the door."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

#: Seen: 15.
MOST = 18


def test_ones_own_record_asks_a_bounded_number_of_times(small_country: Any, portal_session: Callable[..., Any]) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    inside = portal_session(str(small_country.persons["in_status"]))
    assert inside.get("/mine/").status_code == 200
    with CaptureQueriesContext(connection) as asked:
        assert inside.get("/mine/").status_code == 200
    assert len(asked) <= MOST, "\n".join(each["sql"][:120] for each in asked.captured_queries)
