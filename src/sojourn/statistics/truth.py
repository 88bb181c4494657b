"""Join a run's answers with a file of known truth, in DuckDB, and count them into small tables."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from sojourn import tables
from sojourn.errors import EvidenceError
from sojourn.statistics.calibration import Calibration, count_calibration
from sojourn.statistics.run_folder import Run, columns_missing, open_run
from sojourn.tables import TRUTHS

NO_ANSWER = "no_answer"
NO_CAUSE = "none"

# Nearly every truth names the record that gave the arrival. What is left is looked for among the records that were
# merged into a crossing, and then by the stay's id, which is made from the name of the first record of a line: so a
# record that a correction replaced is found too.
_DIRECT = """
CREATE OR REPLACE TEMP TABLE direct AS
SELECT truth.*, answers_all.stay_id, answers_all.state
FROM truth LEFT JOIN answers_all ON answers_all.arrival_id = truth.record_id
"""

_SCORED = """
CREATE OR REPLACE TEMP TABLE scored AS
WITH astray AS (
    SELECT record_id, truth, knowable, causes FROM direct WHERE stay_id IS NULL
), merged AS (
    SELECT record_id, min(stay_id) AS stay_id
    FROM (SELECT unnest(record_ids) AS record_id, stay_id FROM crossings_all WHERE direction = 'arrival')
    SEMI JOIN astray USING (record_id)
    GROUP BY record_id
), placed AS (
    SELECT astray.*, coalesce(merged.stay_id, 's' || substr(sha256(record_id), 1, 20)) AS stay_id
    FROM astray LEFT JOIN merged USING (record_id)
)
SELECT record_id, truth, knowable, causes, stay_id, state FROM direct WHERE stay_id IS NOT NULL
UNION ALL BY NAME
SELECT placed.record_id, placed.truth, placed.knowable, placed.causes, answers_all.stay_id,
    coalesce(answers_all.state, 'no_answer') AS state
FROM placed LEFT JOIN answers_all USING (stay_id)
"""

_CAUSES = """
SELECT cause, truth, knowable, state, count(*) FROM (
    SELECT truth, knowable, state,
        unnest(CASE WHEN coalesce(len(causes), 0) = 0 THEN ['none'] ELSE list_distinct(causes) END) AS cause
    FROM scored
)
GROUP BY ALL ORDER BY ALL
"""


@dataclass(frozen=True, order=True)
class Cell:
    """How many stays have this truth, this answer, and records that do or do not suffice to know the truth."""

    truth: str
    state: str
    knowable: bool
    stays: int


@dataclass(frozen=True)
class Counted:
    """The small tables that a score is made of; see ``Score`` for their meaning."""

    cells: tuple[Cell, ...]
    causes: dict[str, tuple[Cell, ...]]
    without_truth: dict[str, int]
    shared: int
    calibration: Calibration


def read_cells(folder: Path, truth: Path) -> Counted:
    """Join the answers of a run with its truth and count; see ``score`` for the errors raised."""
    with open_scored(folder, truth) as run:
        return _count(run)


@contextlib.contextmanager
def open_scored(folder: Path, truth: Path) -> Iterator[Run]:
    """Open a run with its truth joined; see ``score`` for the errors raised.

    Beside the views of the run there are ``truth``, the file as it stands, and ``scored`` (record_id, truth, knowable,
    causes, stay_id, state): one row for each row of truth; ``state`` is ``no_answer`` where no answer belongs to it.
    """
    _check_file(truth)
    with open_run(folder) as run:
        run.engine.con.read_parquet(str(truth), table_name="truth")
        _check_rows(run, truth)
        run.rows(_DIRECT)
        run.rows(_SCORED)
        yield run


def _count(run: Run) -> Counted:
    cells = run.rows("SELECT truth, state, knowable, count(*) FROM scored GROUP BY ALL ORDER BY ALL")
    causes: dict[str, list[Cell]] = {}
    for cause, truth, knowable, state, stays in run.rows(_CAUSES):
        causes.setdefault(cause, []).append(Cell(truth, state, knowable, stays))
    ghosts = run.rows(
        "SELECT state, count(*) FROM answers_all ANTI JOIN scored USING (stay_id) GROUP BY state ORDER BY state"
    )
    shared = run.rows("SELECT count(stay_id) - count(DISTINCT stay_id) FROM scored")[0][0]
    return Counted(
        cells=tuple(Cell(*row) for row in cells),
        causes={cause: tuple(found) for cause, found in causes.items()},
        without_truth=dict(ghosts),
        shared=int(shared),
        calibration=count_calibration(run),
    )


def _check_file(truth: Path) -> None:
    wanted = "Next: name the `truth.parquet` that `sojourn simulate` wrote beside the evidence of this run."
    if not truth.is_file():
        raise EvidenceError("truth-missing", f"there is no file of truth `{truth}`. {wanted}")
    try:
        missing = columns_missing(truth, tables.TRUTH)
    except (pa.ArrowInvalid, OSError) as error:
        raise EvidenceError("truth-unreadable", f"`{truth}` does not read as a Parquet file. {wanted}") from error
    if missing:
        names = ", ".join(f"`{name}`" for name in missing)
        allowed = ", ".join(f"`{name}`" for name in tables.TRUTH.names)
        raise EvidenceError("truth-unreadable", f"`{truth}` lacks {names}; its columns must be {allowed}. {wanted}")


def _check_rows(run: Run, truth: Path) -> None:
    rows, records = run.rows("SELECT count(*), count(DISTINCT record_id) FROM truth")[0]
    if rows == 0:
        raise EvidenceError(
            "truth-empty",
            f"`{truth}` holds no rows; at least one stay is needed to score. Next: simulate with more travellers.",
        )
    _check_words(run, truth)
    if rows != records:
        raise EvidenceError(
            "truth-repeated",
            f"`{truth}` names {rows - records:,} records twice or not at all; allowed is one row for each arrival. "
            "Next: write the file again with one row for each record_id.",
        )


def _check_words(run: Run, truth: Path) -> None:
    places = ", ".join("?" for _ in TRUTHS)
    strange = run.rows(
        f"SELECT DISTINCT coalesce(truth, '(null)') FROM truth WHERE truth IS NULL OR truth NOT IN ({places}) "
        "ORDER BY 1 LIMIT 10",
        *TRUTHS,
    )
    unsaid = run.rows("SELECT count(*) FROM truth WHERE knowable IS NULL")[0][0]
    if strange or unsaid:
        said = ", ".join(f"`{word}`" for (word,) in strange) or "an empty `knowable`"
        allowed = ", ".join(f"`{word}`" for word in TRUTHS)
        raise EvidenceError(
            "truth-words",
            f"the column `truth` of `{truth}` says {said}; allowed are {allowed}, and `knowable` must be true or "
            "false. Next: write the file with these words.",
        )
