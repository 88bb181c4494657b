"""How often an answer is right that says someone left: by how sure it is, by what shows the departure, and by cause."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from sojourn.statistics.run_folder import Run

#: The basis of an answer whose arrival and departure were held to be one person's by the model.
MODEL_JOIN = "model_join"
#: Stands in place of a cause for answers that no true stay belongs to.
NO_TRUE_STAY = "no_true_stay"

# A model's link joins two documents. An answer rests on it where it lies between the arrival and the departure: a
# person with such a link may have other stays whose two records show one document.
_SAID = """
CREATE OR REPLACE TEMP TABLE said_left AS
SELECT answers_all.stay_id, certainty, state,
    CASE WHEN coalesce(arrived.link_id, '') <> coalesce(departed.link_id, '') THEN 'model_join'
         ELSE departure_basis END AS basis
FROM answers_all
LEFT JOIN joined_by_model AS arrived ON arrived.record_id = arrival_id
LEFT JOIN joined_by_model AS departed ON departed.record_id = departure_id
WHERE certainty <> 'open'
"""

_JUDGED = """
CREATE OR REPLACE TEMP TABLE judged_left AS
SELECT certainty, basis, coalesce(knowable, false) AS knowable,
    coalesce(CASE WHEN said_left.state = 'left_date_unknown' THEN truth IN ('left_in_time', 'left_after_end')
                  ELSE truth = said_left.state END, false) AS is_right,
    CASE WHEN truth IS NULL THEN ['no_true_stay']
         WHEN coalesce(len(causes), 0) = 0 THEN ['none']
         ELSE list_distinct(causes) END AS causes
FROM said_left LEFT JOIN scored USING (stay_id)
"""


@dataclass(frozen=True, order=True)
class Said:
    """So many answers say that someone left: how sure, on what (a basis, or a cause), knowable or not, right or not."""

    certainty: str
    of: str
    knowable: bool
    right: bool
    stays: int


@dataclass(frozen=True)
class Calibration:
    """Answers that say someone left, counted twice: ``bases`` by what shows the departure, ``causes`` by cause.

    ``of`` is in ``bases`` a word of ``tables.DEPARTURE_BASES`` or ``MODEL_JOIN``, and in ``causes`` a cause of error,
    ``none`` or ``NO_TRUE_STAY``. An answer is right where the truth is its state; ``left_date_unknown`` is right where
    the person left.
    """

    bases: tuple[Said, ...] = field(default=())
    causes: tuple[Said, ...] = field(default=())


def count_calibration(run: Run) -> Calibration:
    """Count a run whose answers were joined with the truth (the table ``scored`` of ``open_scored``).

    A run folder without ``people`` names no joins of a model.
    """
    run.rows(_joined_by_model(run.folder))
    run.rows(_SAID)
    run.rows(_JUDGED)
    bases = run.rows("SELECT certainty, basis, knowable, is_right, count(*) FROM judged_left GROUP BY ALL ORDER BY ALL")
    causes = run.rows(
        "SELECT certainty, cause, knowable, is_right, count(*) "
        "FROM (SELECT * REPLACE (unnest(causes) AS causes) FROM judged_left) AS each(certainty, basis, knowable, "
        "is_right, cause) GROUP BY ALL ORDER BY ALL"
    )
    return Calibration(tuple(Said(*row) for row in bases), tuple(Said(*row) for row in causes))


def right_of(said: Iterable[Said]) -> tuple[int, int]:
    """Give how many of some answers are right, and how many there are."""
    kept = list(said)
    return sum(each.stays for each in kept if each.right), sum(each.stays for each in kept)


def _joined_by_model(folder: Path) -> str:
    files = [path for path in (folder / "people.parquet", folder / "restricted" / "people.parquet") if path.is_file()]
    listed = ", ".join("'" + str(path).replace("'", "''") + "'" for path in files)
    source = (
        f"SELECT record_id, link_id FROM read_parquet([{listed}]) WHERE basis = 'model'"
        if files
        else "SELECT NULL::VARCHAR AS record_id, NULL::VARCHAR AS link_id WHERE false"
    )
    return f"CREATE OR REPLACE TEMP TABLE joined_by_model AS {source}"
