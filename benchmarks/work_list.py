"""The work list at scale: ``python -m benchmarks.work_list [--cases 1000000] [--asked 100] [--json]``.

Fills a register of its own, in an embedded server, with N open cases by COPY (ids, codes and days; no personal value),
each with an event, one in five with a handover note, with letters, messages and looks around them
(``work_around``), vacuums as a running server would, and times whole pages through Django's test client: middleware,
policies, SQL, template. Cases lie in 50 offices; of each office's people one has 400 cases, and half of the office's
cases wait. The bar: 95 of 100 pages under 150 ms at 1,000,000 cases.

The case page is timed on cases whose persons have records on file: one hundred invented travellers, answered once.
Processor time is that of this process, which is Django's and the client's; the database's comes on top.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg

from benchmarks.search import set_up
from benchmarks.work_around import TABLES, fill_around
from sojourn.register.postgres import Connections, running_server

BAR_MS = 150
OFFICES, STAFF, PERSONS = 50, 20, 100
STAGES = ("pre_stage",) * 6 + ("determined", "court", "ordered", "appeal", "departure", "custody")
CLOCKS = ("answer_to_notice", "filing_of_charge", "reply_to_the_person", "custody_decision")
_CASE = """case_id, person_id, stay_id, origin, lifecycle, law_known_at, state, stage, adverse, imported, restricted,
  opened_at, office, assigned_to_id, assigned_at, liberty, due_at, due_clock, next_step, blocked, open_questions,
  offence, waiting_since"""
_EVENT = "case_id, at, kind, step, from_state, to_state, actor, approved_by, office, grounds, records, about"


def main() -> None:
    """Measure one size and print the table."""
    asked = argparse.ArgumentParser(description="The work list and the case page among N open cases.")
    asked.add_argument("--cases", type=int, default=1_000_000)
    asked.add_argument("--asked", type=int, default=100, help="pages of each sort")
    asked.add_argument("--law", default="us")
    asked.add_argument("--json", action="store_true", help="end with one JSON line")
    given = asked.parse_args()
    os.environ.update(SOJOURN_LAW=given.law, SOJOURN_MODE="training", SOJOURN_LOG_LEVEL="error")
    with (
        tempfile.TemporaryDirectory(prefix="sojourn-work-") as folder,
        running_server(Path(folder), durable=False) as running,
    ):
        told = measure(running.connections, given.cases, given.asked)
    print(f"{'cases':>34}  {told['cases']:,}\n{'filling, seconds':>34}  {told['filling_seconds']:,}")
    for sort, (half, most, own) in told["times"].items():
        print(f"{sort:>34}  p50 {half:7.1f} ms   p95 {most:7.1f} ms   processor {own:7.1f} ms   bar {BAR_MS} ms")
    if given.json:
        p95 = {sort: most for sort, (_half, most, _own) in told["times"].items()}
        lists = max(most for sort, most in p95.items() if sort.startswith("work list"))
        print(json.dumps({"cases": told["cases"], "work_list_p95_ms": lists, "case_page_p95_ms": p95.get("case page")}))


def measure(database: Connections, cases: int, asked: int) -> dict[str, Any]:
    """Fill the register, then ask; gives p50, p95 and processor time in milliseconds of each sort of page."""
    set_up(database)
    start = time.monotonic()
    staff = make_staff()
    people = make_people()
    fill(database.url("owner"), cases, staff, people)
    told: dict[str, Any] = {"cases": cases, "filling_seconds": round(time.monotonic() - start, 1)}
    told["times"] = {sort: spread(timed, asked) for sort, timed in sorts_of(staff, people).items()}
    return told


def make_staff() -> dict[str, list[int]]:
    """Make the people of the offices: in each a supervisor, and officers."""
    from sojourn.register.accounts.make_user import make_user

    made: dict[str, list[int]] = {}
    for office in range(OFFICES):
        code = f"office-{office}"
        roles = [("supervisor",), *[("officer",)] * (STAFF - 1)]
        people = enumerate(roles if office < 2 else roles[:2])
        made[code] = [
            make_user(f"{code}-{n}", None, roles=role, name=f"Staff {n}", office=code).pk for n, role in people
        ]
    return made


def make_people() -> list[tuple[str, str]]:
    """Put invented travellers on file and answer for them; give the id and the stay of each."""
    from sojourn.register import clock
    from sojourn.register.answering.recompute import answer_subjects
    from sojourn.register.store.months import ensure_months
    from sojourn.register.store.records import NewRecord, append_records
    from sojourn.register.store.statements import select

    now, today = clock.now(), clock.today()
    ensure_months([now])
    rows = [
        {
            "movement_id": f"a{number}", "feed": "post:JFK", "kind": "inspection", "direction": "arrival",
            "occurred_at": now - timedelta(days=300), "local_date": today - timedelta(days=300), "recorded_at": now,
            "zone": "UTC", "port": "JFK", "mode": "air", "outcome": "admitted", "surname": f"TRAVELLER{number}",
            "given_names": "EXAMPLE", "birth_date": "1980-01-01", "nationality": "UTO", "document_type": "P",
            "document_number": f"U{number:07d}", "document_issuer": "UTO", "admitted_class": "B2",
            "admitted_until": today - timedelta(days=120),
        }
        for number in range(PERSONS)
    ]  # fmt: skip
    taken = append_records(
        [NewRecord("movement", row) for row in rows], batch_id=uuid4(), actor="service", received_at=now
    )
    answer_subjects({each.subject_id for each in taken}, "first")
    return [(person, stay) for person, stay in select("SELECT person_id, stay_id FROM store_current_answer")]


def fill(url: str, cases: int, staff: dict[str, list[int]], people: list[tuple[str, str]]) -> None:
    """Copy the cases, their events and notes in; vacuum."""
    with psycopg.connect(url, autocommit=True) as session:
        session.execute("SET maintenance_work_mem = '1GB'")
        with session.cursor().copy(f"COPY cases_case ({_CASE}, blocked_by) FROM STDIN") as copying:
            for row in case_rows(cases, staff, people):
                copying.write_row(row)
        session.execute(
            f"INSERT INTO cases_event ({_EVENT}) SELECT case_id, opened_at, 'opened', '', state, state, 'service', '', "
            "office, '{}', '{}', '{}' FROM cases_case"
        )
        session.execute(
            f"INSERT INTO cases_event ({_EVENT}) SELECT case_id, opened_at, 'handover', '', state, state, 'service', "
            "'', office, '{}', '{}', '{}' FROM cases_case WHERE hashtext(case_id) % 5 = 0"
        )
        session.execute(
            """INSERT INTO cases_text (event_id, person_id, text)
            SELECT e.id, c.person_id, 'Asked the post; a reply is due.'
            FROM cases_event e JOIN cases_case c USING (case_id) WHERE e.kind = 'handover'"""
        )
        fill_around(session, staff[next(iter(staff))][0], [person for person, _stay in people])
        for table in ("cases_case", "cases_event", "cases_text", "accounts_user", "accounts_grant", *TABLES):
            session.execute(f"VACUUM (ANALYZE) {table}")


def case_rows(cases: int, staff: dict[str, list[int]], people: list[tuple[str, str]]) -> Iterator[tuple[Any, ...]]:
    """Give the rows of cases; which columns they have is decided by a seeded draw."""
    from sojourn.register.cases.opening import lifecycles

    lifecycle = max(lifecycles(), key=lambda each: sum(step.adverse for step in each.steps))
    begun = [lifecycle.state(state) for state in sorted(set(lifecycle.starts.values()))]
    step = next((step for step in lifecycle.steps if step.adverse), lifecycle.steps[0])
    chance, now, offices = random.Random(7), datetime.now(UTC), list(staff)
    own = dict.fromkeys(offices, 0)
    for number in range(cases):
        office = offices[number % OFFICES]
        has = own[office] < 400 * (len(staff[office]) - 1) and number // OFFICES % 2 == 0
        user = staff[office][1 + own[office] % (len(staff[office]) - 1)] if has else None
        own[office] += has
        held, state = chance.random() < 0.005, begun[number % len(begun)]
        due = now + timedelta(hours=chance.randrange(-2_000, 9_000)) if held or chance.random() < 0.7 else None
        person, stay = people[number] if number < len(people) else (f"p{number:020x}", "")
        blocked = chance.randrange(-3, 4)
        yield (
            f"c{number:020x}", person, stay, "question_reviewed", lifecycle.id, now.date(), state.id,
            STAGES[number % 12], False, False, chance.random() < 0.02, now - timedelta(days=chance.randrange(1, 400)),
            office, user, now if user else None, held, due, CLOCKS[3 if held else number % 3] if due else "", step.id,
            max(0, blocked), chance.randrange(6), chance.random() < 0.01, now - timedelta(hours=number % 9_000),
            [f"B{each}" for each in range(1, blocked + 1)],
        )  # fmt: skip


def sorts_of(staff: dict[str, list[int]], people: list[tuple[str, str]]) -> dict[str, Callable[[int], float]]:
    """Give the sorts of pages that are timed, each as a function that asks once and gives milliseconds."""
    from sojourn.register.cases.work_query import read_query
    from sojourn.register.cases.work_rows import count_groups

    office = next(iter(staff))
    supervisor, officer = signed_in(staff[office][0]), signed_in(staff[office][1])
    chief = acting(staff[office][0])

    def own(turn: int) -> float:
        return page(officer, "/work/" if turn % 3 else "/work/?blocked=no&due=overdue&due=due_soon")

    def all_of_office(turn: int) -> float:
        return page(supervisor, "/work/?whose=office" if turn % 3 else "/work/?whose=office&due=overdue")

    def deep(turn: int) -> float:
        return page(supervisor, f"/work/?whose=office&after=case:c{turn * 10 * OFFICES:020x}")

    def counts(_turn: int) -> float:
        start = time.perf_counter()
        count_groups(chief, read_query("whose=office"))
        return 1_000 * (time.perf_counter() - start)

    def case(turn: int) -> float:
        return page(officer, f"/cases/{own_cases[turn % len(own_cases)]}/?next=")

    sorts: dict[str, Callable[[int], float]] = {
        "work list, my own": own,
        "work list, an office's": all_of_office,
        "work list, deep in an office's": deep,
        "counts of an office alone": counts,
    }
    own_cases = with_records(staff[office][1], [person for person, _stay in people])
    return {**sorts, "case page": case} if own_cases else sorts


def with_records(user_id: int, persons: list[str]) -> list[str]:
    """Give cases about persons who have records, to one officer, so that the case page has something to show."""
    from sojourn.register.cases.models import Case

    known = Case.objects.filter(person_id__in=persons, restricted=False)
    known.update(assigned_to=user_id)
    return list(known.values_list("case_id", flat=True))


def acting(user_id: int) -> Any:
    """Give who acts, for a user."""
    from sojourn.register.accounts.models import User
    from sojourn.register.accounts.roles import acting_of

    return acting_of(User.objects.get(pk=user_id))


def signed_in(user_id: int) -> Any:
    """Give a client that is signed in."""
    from allauth.account.internal.flows import login
    from django.test import Client

    from sojourn.register.accounts.models import User

    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.get(pk=user_id), "allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session[login.AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "mfa", "at": time.time(), "type": "totp"}]
    session[login._AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(user_id)
    session.save()
    return client


def page(client: Any, path: str) -> float:
    """Ask for a page and give the milliseconds that it took.

    Raises:
        SystemExit: it did not answer as it should.
    """
    start = time.perf_counter()
    answer = client.get(path)
    took = 1_000 * (time.perf_counter() - start)
    if answer.status_code != 200:
        raise SystemExit(f"{path} answered {answer.status_code}")
    return took


def spread(timed: Callable[[int], float], asked: int) -> tuple[float, float, float]:
    """Ask a few times unmeasured, then so many times; give p50, p95, and the processor time of this process a page."""
    for turn in range(5):
        timed(turn)
    start = time.process_time()
    times = sorted(timed(turn) for turn in range(asked))
    own = 1_000 * (time.process_time() - start) / asked
    return round(times[len(times) // 2], 1), round(times[int(len(times) * 0.95)], 1), round(own, 1)


if __name__ == "__main__":
    main()
