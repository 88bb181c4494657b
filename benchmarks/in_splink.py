"""The same with Splink over all records: whose record is whose by its defaults, then the next departure of each group.

The model is that of the scoreboard (``scoreboard_splink``), estimated from the records themselves.
"""

from __future__ import annotations

import logging
import warnings
from datetime import date
from pathlib import Path

from benchmarks.meter import Meter
from benchmarks.scoreboard_splink import group_records
from sojourn.engine import Engine, open_engine

_PAIR = """
COPY (
    SELECT line AS record_id, left_on, coalesce(coalesce(left_on, DATE '{as_of}') > admitted_until, false) AS overstay
    FROM (
        SELECT *, CASE WHEN lead(direction) OVER person = 'departure' THEN lead(local_date) OVER person END AS left_on
        FROM (
            SELECT DISTINCT ON (cluster, local_date, direction) *
            FROM (
                SELECT feed || '/' || movement_id AS line, * FROM read_parquet('{movements}')
            ) JOIN "{clusters}" USING (line)
            WHERE boarded IS NOT FALSE
            ORDER BY cluster, local_date, direction, kind
        )
        WINDOW person AS (PARTITION BY cluster ORDER BY local_date, occurred_at)
    )
    WHERE direction = 'arrival' AND coalesce(outcome, 'admitted') IN ('admitted', 'paroled')
) TO '{target}' (FORMAT parquet)
"""


def find_overstays(evidence: Path, target: Path, as_of: date, memory: str, meter: Meter) -> None:
    """Group all movements and facts, and write one row for each stay."""
    logging.getLogger("splink").setLevel(logging.ERROR)  # its advice about its own defaults
    warnings.simplefilter("ignore")
    movements = evidence / "movements.parquet"
    with open_engine("duckdb", memory=memory) as engine:
        with meter.phase("group"):
            clusters = _group(engine, evidence)
        with meter.phase("pair"):
            text = _PAIR.format(as_of=as_of.isoformat(), movements=movements, clusters=clusters, target=target)
            engine.con.con.execute(text)


def _group(engine: Engine, evidence: Path) -> str:
    movements, facts = (engine.read_parquet(evidence / f"{name}.parquet") for name in ("movements", "facts"))
    named = movements.mutate(line=movements.feed + "/" + movements.movement_id)
    known = facts.mutate(line=facts.feed + "/" + facts.fact_id)
    name: str = group_records(engine, named, known).op().name
    return name
