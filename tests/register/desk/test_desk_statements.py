"""How many statements a search costs: each person shown is a look, and the looks are not asked for one by one."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client

from tests.register.desk.conftest import People
from tests.register.desk.test_desk_search import search

#: Seen: 19 by a document, and as many by a name that two people have.
MOST = 22


def test_a_search_asks_a_bounded_number_of_times(people: People, client: Callable[..., Client]) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    officer, asked = client("caseworker"), []
    search(officer, document="EP 118 2736", issuer="ETH")
    for given in ({"document": "EP 118 2736", "issuer": "ETH"}, {"name": "Tesfaye", "birth_year": "1990"}):
        with CaptureQueriesContext(connection) as seen:
            assert search(officer, **given).status_code == 200
        asked.append(len(seen))
    assert max(asked) <= MOST
