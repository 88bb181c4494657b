"""Read and reconcile the archive of real I-94 admission records in one command, and print its figures and tables.

``python -m benchmarks.i94 FOLDER [OUT]``: FOLDER holds ``*.parquet`` parts of the archive; nothing of it stays behind
unless OUT is named. Only aggregates are printed.
"""

from __future__ import annotations

import sys
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
from rich.console import Console
from rich.table import Table

from sojourn.engine import open_engine
from sojourn.evidence.reading import read_files
from sojourn.law.pack import load_pack
from sojourn.statistics.published import publish, render
from sojourn.stays.reconcile import reconcile

#: The last departure in the archive; nothing later is known.
AS_OF = date(2016, 9, 19)
RECORDED_AT = datetime(2016, 9, 20, tzinfo=UTC)
#: Last authorised days whose waiting time was over, or almost, by then.
PERIOD = "2016-04..2016-07"

_STATES = (
    "SELECT coalesce(state || ' (' || unknown_code || ')', state), count(*) FROM {answers} GROUP BY 1 ORDER BY 2 DESC"
)
_ARRIVALS = """
SELECT count(*), count(*) FILTER (WHERE state = 'unexplained'),
  count(*) FILTER (WHERE state = 'unexplained' AND (limit_day IS NULL OR limit_day >= DATE '2016-09-19')),
  count(*) FILTER (WHERE departure_basis = 'none'),
  count(*) FILTER (WHERE limit_day < DATE '2016-09-19'),
  count(*) FILTER (WHERE limit_day < DATE '2016-09-19' AND departure_basis = 'none'),
  count(*) FILTER (WHERE limit_day IS NULL AND departure_basis = 'none')
FROM (SELECT a.*, CASE WHEN m.duration_of_status THEN NULL ELSE m.admitted_until END AS limit_day
  FROM {answers} a JOIN {movements} m ON m.feed || '/' || m.movement_id = a.arrival_id)
"""


def figures(run: Path, evidence: Path) -> tuple[dict[str, int], dict[str, int]]:
    """Count the states of a run, and the figures that the archive's own description gives."""
    names = {"answers": f"'{run / 'answers.parquet'}'", "movements": f"'{evidence / 'movements.parquet'}'"}
    with duckdb.connect() as con:
        states = dict(con.execute(_STATES.format(**names)).fetchall())
        row = con.execute(_ARRIVALS.format(**names)).fetchone()
    said = (
        "stays",
        "unexplained",
        "unexplained though the limit is D/S, unreadable or not yet passed",
        "no departure known",
        "limit passed by the last departure seen",
        "limit passed, no departure known",
        "limit D/S or unreadable, no departure known",
    )
    return states, dict(zip(said, row or (), strict=True))


def read_and_reconcile(parts: list[Path], folder: Path) -> tuple[dict[str, int], dict[str, int]]:
    """Read the parts into evidence, answer every stay under US law, and count."""
    evidence, run = folder / "evidence", folder / "run"
    read_files(parts, layout="i94", country=None, out=evidence, recorded_at=RECORDED_AT)
    law = load_pack("us").as_known_at(RECORDED_AT)
    with open_engine("duckdb") as engine:
        reconcile(engine, evidence, law, AS_OF, RECORDED_AT, run, lambda step: print(step, file=sys.stderr))
    return figures(run, evidence)


def main() -> None:
    """Print the figures of the archive."""
    parts = sorted(Path(sys.argv[1]).glob("*.parquet"))
    with tempfile.TemporaryDirectory() as beside:
        folder = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(beside)
        states, counts = read_and_reconcile(parts, folder)
        tables = render(publish(folder / "run", period=PERIOD), "text")["statistics.txt"]
    total = counts["stays"]
    table = Table("Figure", "Stays", "Share", title=f"I-94 records, {len(parts)} parts, asked about {AS_OF}")
    for name, count in [*counts.items(), *states.items()]:
        table.add_row(name, f"{count:,}", f"{count / total:.2%}")
    Console(width=110).print(table)
    print(tables)


if __name__ == "__main__":
    main()
