"""How right an approach is: three figures against the truth that the simulator wrote beside the evidence.

``python -m benchmarks.accuracy EVIDENCE FOUND`` prints them as JSON; FOUND is a file of stays (record_id, left_on,
overstay) or the folder of a run.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import duckdb

from sojourn.statistics.score import LAWFUL
from sojourn.statistics.truth import open_scored

#: What Sojourn calls its question and its finding about a stay beyond its end. It says "overstay" of nobody.
BEYOND_SAID = ("unexplained", "left_after_end")
BEYOND = ("overstayed", "left_after_end")
_LAWFUL = tuple(sorted(LAWFUL - {"not_subject"}))
_COUNT = f"""
SELECT count(*) AS stays,
    count(*) FILTER (answered AND said_left IS NOT DISTINCT FROM left_on) AS departures_right,
    count(*) FILTER (truth IN {_LAWFUL}) AS lawful,
    count(*) FILTER (truth IN {_LAWFUL} AND overstay) AS falsely_late,
    count(*) FILTER (truth IN {_LAWFUL} AND knowable) AS lawful_known,
    count(*) FILTER (truth IN {_LAWFUL} AND overstay AND knowable) AS falsely_late_known,
    count(*) FILTER (truth IN {BEYOND}) AS late,
    count(*) FILTER (truth IN {BEYOND} AND overstay) AS late_found
FROM ({{}}) WHERE truth != 'not_subject'
"""
_OF_FILE = """
SELECT truth, knowable, truth.left_on, found.left_on AS said_left, found.record_id IS NOT NULL AS answered,
    coalesce(found.overstay, false) AS overstay
FROM read_parquet('{truth}') AS truth LEFT JOIN read_parquet('{found}') AS found USING (record_id)
"""
_OF_RUN = f"""
SELECT scored.truth, scored.knowable, truth.left_on, departed_on AS said_left,
    answers_all.stay_id IS NOT NULL AS answered,
    coalesce(answers_all.state IN {BEYOND_SAID}, false) AS overstay
FROM scored JOIN truth USING (record_id) LEFT JOIN answers_all USING (stay_id)
"""


def measure(evidence: Path, found: Path) -> dict[str, int]:
    """Count true stays, and of them those whose day of departure is right (none, where there was none), those lawful
    and those beyond their end, and of these the ones called late; ``known``: those whose records suffice."""
    truth = evidence / "truth.parquet"
    if found.is_dir():
        with open_scored(found, truth) as run:
            names = [row[0] for row in run.rows(f"DESCRIBE {_COUNT.format(_OF_RUN)}")]
            return dict(zip(names, run.rows(_COUNT.format(_OF_RUN))[0], strict=True))
    with duckdb.connect() as con:
        made = con.execute(_COUNT.format(_OF_FILE.format(truth=truth, found=found)))
        columns = [column[0] for column in made.description or ()]
        return dict(zip(columns, made.fetchone() or (), strict=True))


if __name__ == "__main__":
    print(json.dumps(measure(Path(sys.argv[1]), Path(sys.argv[2]))))
