"""Days in a window, at scale: ``python -m benchmarks.days --stays N [--law eu] [--memory 9GB] [--json]``.

Makes N stays (two movements each) and times, in one run, the crossings and stays stage on the movements and then the
window of days on the stays: laying runs together, and the last lawful day of every stay. Four stays of ten are of
travellers with one stay, four of travellers with four, two of travellers with forty; one stay in a hundred is a day
trip of somebody who comes every second day. Where the law has a window, the engine's whole step is timed too: both
counts of days, visas and agreements looked for (there are none), and the last day laid beside each stay. The bar: each
takes at most three times the crossings and stays.
"""

from __future__ import annotations

import argparse
import json
import resource
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from sojourn import tables
from sojourn.engine import Engine, open_engine
from sojourn.law.pack import load_pack
from sojourn.law.rule import Law
from sojourn.stays.crossed import cross
from sojourn.stays.engine_run import home_ports
from sojourn.stays.extras import dated_facts
from sojourn.stays.pairing import stays_of
from sojourn.stays.short_stay import with_short_stays
from sojourn.stays.window import allowed_days, merged_runs

AS_OF = date(2026, 6, 30)
KNOWN_AT = datetime(2026, 7, 1, tzinfo=UTC)
BAR = 3.0

_STAYS = """
CREATE TEMP TABLE made AS
WITH numbered AS (
    SELECT range AS i, CASE
        WHEN range % 100 < 40 THEN 1 WHEN range % 100 < 80 THEN 4 WHEN range % 100 < 99 THEN 40 ELSE 600 END AS many
    FROM range({stays})
), owned AS (
    SELECT many, rank // many AS traveller, rank % many AS turn, hash(i) % 1000 AS chance
    FROM (SELECT *, row_number() OVER (PARTITION BY many ORDER BY i) - 1 AS rank FROM numbered)
), dated AS (
    SELECT 'p' || substr(md5(many || '/' || traveller), 1, 20) AS person_id, many, traveller, turn,
        DATE '2019-01-01' + CAST(CASE many
            WHEN 1 THEN hash(traveller) % 2000
            WHEN 4 THEN hash(traveller) % 1000 + turn * 60 + chance % 20
            WHEN 40 THEN hash(traveller) % 365 + turn * 40 + chance % 10
            ELSE hash(traveller) % 365 + turn * 2 END AS INTEGER) AS arrived_on,
        CAST(CASE many WHEN 1 THEN chance % 100 WHEN 4 THEN chance % 45 WHEN 40 THEN chance % 28 ELSE 0 END AS INTEGER)
            AS lasted
    FROM owned
)
SELECT person_id, arrived_on, arrived_on + lasted AS departed_on,
    'post:AMS/' || many || '-' || traveller || '-' || turn AS name
FROM dated
"""

_MOVEMENTS = """
CREATE TEMP TABLE movements AS
SELECT person_id, name || way AS name, name || way AS line, 'post:AMS' AS feed, 'inspection' AS kind, direction,
    CAST(NULL AS VARCHAR) AS outcome, 'document' AS verified, local_date,
    CAST(local_date AS TIMESTAMPTZ) + hours AS occurred_at, CAST(local_date AS TIMESTAMPTZ) + hours AS recorded_at,
    CAST(local_date AS TIMESTAMPTZ) + hours AS line_recorded_at, 'IATA:AMS' AS port, CAST(NULL AS VARCHAR) AS from_port,
    CAST(NULL AS VARCHAR) AS to_port, 'air' AS mode, CAST(NULL AS VARCHAR) AS transport,
    CAST(NULL AS BOOLEAN) AS boarded, 'UTO' AS nationality, CAST(NULL AS VARCHAR) AS admitted_class,
    CAST(NULL AS DATE) AS admitted_until, CAST(NULL AS BOOLEAN) AS duration_of_status
FROM (
    SELECT person_id, name, 'a' AS way, 'arrival' AS direction, arrived_on AS local_date, INTERVAL 8 HOUR AS hours
    FROM made
    UNION ALL
    SELECT person_id, name, 'd', 'departure', departed_on, INTERVAL 20 HOUR FROM made
)
"""


def main() -> None:
    """Measure one size and print the times and their ratio."""
    asked = argparse.ArgumentParser(description="Days in a window against the crossings and stays of the same run.")
    asked.add_argument("--stays", type=int, default=1_000_000)
    asked.add_argument("--law", default="eu")
    asked.add_argument("--memory", default="9GB")
    asked.add_argument("--json", action="store_true")
    given = asked.parse_args()
    told = measure(given.stays, given.law, given.memory)
    print(json.dumps(told) if given.json else "\n".join(f"{name:>24}  {value:,}" for name, value in told.items()))


def measure(stays: int, code: str, memory: str) -> dict[str, Any]:
    """Make the movements, then time both stages; seconds, counts, and peak memory of the whole process."""
    law = load_pack(code).as_known_at(KNOWN_AT)
    with open_engine("duckdb", memory=memory) as engine:
        making, movements = _timed(lambda: _movements(engine, stays))
        crossing, found = _timed(lambda: _stays(engine, movements, law))
        days, limits = _timed(lambda: _limits(engine, found, law))
        counted = engine.count(limits)
        at_limit = engine.count(limits.filter(limits.allowed_days < limits.allowed_days.max()))
        whole, _ = _timed(lambda: _short_stays(engine, found, movements, law))
    return {
        "stays": counted,
        "shortened": at_limit,
        "making_seconds": making,
        "crossings_seconds": crossing,
        "window_seconds": days,
        "ratio": round(days / crossing, 2),
        "short_stays_seconds": whole,
        "short_stays_ratio": round(whole / crossing, 2),
        "bar": BAR,
        "peak_gib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20, 2),
    }


def _movements(engine: Engine, stays: int) -> ir.Table:
    engine.con.raw_sql(_STAYS.format(stays=stays))
    engine.con.raw_sql(_MOVEMENTS)
    table: ir.Table = engine.con.table("movements", database=("temp", "main"))
    return table


def _stays(engine: Engine, movements: ir.Table, law: Law) -> ir.Table:
    crossed = cross(engine, movements, law, ibis.literal(AS_OF), engine.load(home_ports(law), "home_ports"))
    return engine.once(stays_of(crossed.paired), "stays")


def _limits(engine: Engine, stays: ir.Table, law: Law) -> ir.Table:
    rule = law.find("entry_window")
    values = rule.versions[-1].values if rule else {"days": 90, "within": 180}
    ends = ibis.coalesce(stays.departed_on, stays.out_by, ibis.literal(AS_OF))
    runs = merged_runs(engine, stays.select(traveller="person_id", from_on="arrived_on", to_on=ends))
    segments = stays.select(segment_id="stay_id", traveller="person_id", starts_on="arrived_on")
    return allowed_days(engine, segments, runs, values["days"], values["within"])


def _short_stays(engine: Engine, stays: ir.Table, movements: ir.Table, law: Law) -> ir.Table:
    """The step as the engine takes it; without facts, because the movements alone are made."""
    people = pa.schema([pa.field(name, pa.string()) for name in ("person_id", "name", "line")])
    schema = pa.unify_schemas([tables.arrow_schema(tables.FACTS), people])
    facts = engine.once(dated_facts(engine.load(schema.empty_table(), "facts")), "dated_facts")
    found = with_short_stays(engine, stays, facts, movements, law, ibis.literal(AS_OF))
    return engine.once(found.stays, "short_stays")


def _timed(work: Callable[[], ir.Table]) -> tuple[float, ir.Table]:
    start = time.monotonic()
    done = work()
    return round(time.monotonic() - start, 2), done


if __name__ == "__main__":
    main()
