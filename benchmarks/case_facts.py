"""How soon a fact that forbids a step has stopped it: ``python -m benchmarks.case_facts [--rate 100] [--seconds N]``.

Starts a register of its own (law ``base``, every write forced to disk), begins a case with a pending step about each of
many persons on file, and sends claims to citizenship about them at a steady rate, one person a message, as a court's
feed does. The reply to a message comes after the answers of its person, the cases about them and the stop of the
pending step are committed; so its time is how soon the fact is visible on the case. Each case is then looked at: every
step has to be stopped, by B1. The bar, on two cores with the database on the same machine: 99 of 100 under 1 s at 100
facts a second.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg

from benchmarks.live import Plan, make_key, serving, without_long_work
from benchmarks.live_load import Load, send_by_http
from benchmarks.live_people import person
from benchmarks.live_stock import load_leavers
from benchmarks.search import INDEX_KEY, set_up
from sojourn.register.postgres import Connections, running_server
from sojourn.register.postgres.private_file import write_private

FEED = "court:SJO"
_PERSON = (
    "(SELECT person_id FROM store_membership WHERE name = 'post:SJO/s' || n || 'a' ORDER BY membership_id DESC LIMIT 1)"
)
_CASES = f"""
INSERT INTO cases_case (case_id, person_id, stay_id, origin, lifecycle, law_known_at, state, stage, adverse, imported,
  restricted, opened_at, office, liberty, due_clock, next_step, blocked, open_questions, offence, waiting_since)
SELECT 'c' || lpad(n::text, 20, '0'), p.person_id, a.stay_id, 'question_reviewed', 'base.stay', %(day)s, %(state)s,
  'pre_stage', false, false, false, %(at)s, '', false, '', '', 0, 0, false, %(at)s
FROM generate_series(%(first)s::bigint, %(last)s) n,
  LATERAL {_PERSON} p JOIN store_current_answer a ON a.person_id = p.person_id
"""
_PROPOSALS = """
INSERT INTO cases_proposal (case_id, step, state, grounds, records, destination, document, "values", gate,
  proposed_by_id, proposed_at, stopped_by)
SELECT case_id, %(step)s, 'pending', '{}', '{}', '', '', '{}', '{}', %(user)s, %(at)s, '{}' FROM cases_case
"""
_STOPPED = "SELECT count(*) FROM cases_proposal WHERE state = 'stopped' AND 'B1' = ANY(stopped_by)"


def main() -> None:
    """Measure, and print what was seen."""
    asked = argparse.ArgumentParser(description="How soon a fact that forbids a step has stopped it.")
    asked.add_argument("--seconds", type=int, default=20)
    asked.add_argument("--rate", type=int, default=100, help="facts a second")
    asked.add_argument("--connections", type=int, default=32)
    asked.add_argument("--json", action="store_true", help="end with one JSON line")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="sojourn-cases-") as home, tempfile.TemporaryDirectory() as data:
        told = measure(given.seconds, given.rate, given.connections, Path(home), Path(data))
    print("\n".join(f"{name:>20}  {value}" for name, value in told.items()))
    if given.json:
        print(json.dumps(told))


def measure(seconds: int, rate: int, connections: int, home: Path, data: Path) -> dict[str, object]:
    """Prepare the cases, send the facts, and give what was seen."""
    number = seconds * rate
    write_private(home / "service.json", json.dumps({"secret_key": "benchmark", "index_key": INDEX_KEY}))
    with running_server(data) as running:
        os.environ["SOJOURN_LAW"] = "base"
        set_up(running.connections)
        load_leavers(0, number, print)
        _begin_cases(running.connections, number)
        key = make_key(FEED)
        plan = Plan(seconds, rate, 1, 0, connections, stream=False, law="base")
        with without_long_work(running.connections), serving(plan, home, running.connections, key) as service:
            load = send_by_http(service.port, key, _claims(number), 1, rate, connections, "/api/v1/facts")
        stopped = _stopped(running.connections)
    return _told(rate, number, load, stopped)


def _begin_cases(database: Connections, number: int) -> None:
    """Write the cases and one pending step in each: the first step against the person that the lifecycle has."""
    from sojourn.register.accounts.make_user import make_user
    from sojourn.register.cases.opening import lifecycles

    user = make_user("officer", "benchmark-only", roles=["officer"], name="Officer", office="centre")
    lifecycle = next(each for each in lifecycles() if each.id == "base.stay")
    step = next(each for each in lifecycle.steps if each.adverse and each.leaves != ("*",))
    begun = datetime.now(UTC) - timedelta(days=1)
    told: dict[str, object] = {"first": 0, "last": number - 1, "day": begun.date(), "at": begun}
    told |= {"state": step.leaves[0], "step": step.id, "user": user.pk}
    with psycopg.connect(database.url("owner"), autocommit=True) as session:
        session.execute(_CASES, told)
        session.execute(_PROPOSALS, told)
        session.execute("VACUUM (ANALYZE)")


def _claims(number: int) -> Sequence[bytes]:
    """Give a claim to citizenship about each person, as a court's feed sends it."""
    rows = ({"fact_id": f"claim-{who}", "kind": "citizenship_claim", **person(who, "s")} for who in range(number))
    return [json.dumps(row).encode() + b"\n" for row in rows]


def _stopped(database: Connections) -> int:
    with psycopg.connect(database.url("service")) as session:
        found = session.execute(_STOPPED).fetchone()
    return int(found[0]) if found else 0


def _told(rate: int, number: int, load: Load, stopped: int) -> dict[str, object]:
    return {
        "offered_per_second": rate,
        "facts": number,
        "answered": load.movements,
        "steps_stopped": stopped,
        "facts_per_second": round(load.movements / load.seconds, 1),
        "p50_ms": load.quantile(0.5),
        "p99_ms": load.quantile(0.99),
    }


if __name__ == "__main__":
    main()
