"""One set of runs on DuckDB, whose transforms are then run alone on each engine."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

sys.path.append(str(Path(__file__).parent.parent / "stays"))  # for the invented evidence

from contract_cases import CASES
from mixed_worlds import AS_OF, mixed_evidence
from recorded_calls import Calls, recording
from stays_folders import run_folder
from stays_run import LATER

from sojourn.engine import Engine
from sojourn.law.pack import load_pack
from sojourn.law.scenarios import load_scenarios
from sojourn.stays.in_memory import answer_in_memory


def further(evidence: Path) -> Path:
    """Give the records numbers of their feeds, of which some are missing, and report a document lost."""
    movements = pq.read_table(evidence / "movements.parquet")
    numbers = pa.array([at + at // 50 for at in range(movements.num_rows)], movements.schema.field("sequence").type)
    at = movements.schema.get_field_index("sequence")
    pq.write_table(movements.set_column(at, movements.schema.field(at), numbers), evidence / "movements.parquet")
    facts = pq.read_table(evidence / "facts.parquet")
    new = next(row for row in facts.to_pylist() if row["kind"] == "document")
    lost = pa.Table.from_pylist([new | {"fact_id": "lost", "outcome": "lost"}], facts.schema)
    pq.write_table(pa.concat_tables([facts, lost]), evidence / "facts.parquet")
    return evidence


@pytest.fixture(scope="session")
def calls(spark_engine: Engine, duckdb_engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Calls:
    """Give what the transforms are given in a run of mixed evidence, and in the scenarios of other laws.

    Spark opens first: to start it copies the process, which is small only before DuckDB has worked.
    """
    folder = tmp_path_factory.mktemp("contract")
    evidence = further(mixed_evidence(folder / "evidence"))
    with recording(duckdb_engine, [case.name for case in CASES]) as found:
        run_folder(duckdb_engine, evidence, folder / "run", AS_OF)
        for law in ("eu", "uk"):
            pack = load_pack(law).as_known_at(LATER)
            told = [each.evidence for each in load_scenarios(load_pack(law))]
            movements, facts = (
                pa.concat_tables([each.movements for each in told]),
                pa.concat_tables([each.facts for each in told]),
            )
            answer_in_memory(duckdb_engine, movements, facts, pack, date(2026, 11, 1), LATER)
    return found
