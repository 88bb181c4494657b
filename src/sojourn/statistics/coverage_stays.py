"""Which part each stay of a run has in the coverage estimate: who came back, who left for good, who is asked about.

Only where and when people arrived is read, what record ended the stay, and whether they came back. Nationality, class,
age and sex are not.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from sojourn.statistics.run_folder import Run
from sojourn.stays.coverage_cells import RECORDED
from sojourn.stays.coverage_rates import Cell, Returns

Part = Literal["asked", "departed", "found", "explained", "waiting", "other"]
PARTS: tuple[Part, ...] = ("asked", "departed", "found", "explained", "waiting", "other")

#: Codes of unknown answers that are unknown for want of a departure: the last authorised day has passed.
WANTING = ("coverage", "declared", "feed_quarantined", "identity_review")

# A link that the rules about documents and references did not make was looked for because a record was missing. Only
# stays that lack a departure are looked at in that way, so what it joins counts as found, never as recorded.
_SOUGHT = """
CREATE OR REPLACE TEMP TABLE coverage_sought AS
SELECT DISTINCT unnest([record_a, record_b]) AS record_id FROM {links}
WHERE verdict = 'same' AND withdrawn_at IS NULL AND NOT ("by" = 'rule' AND version LIKE 'rules-%')
"""

_CROSSED = """
CREATE OR REPLACE TEMP TABLE coverage_crossed AS
WITH sought AS (
    SELECT DISTINCT crossing_id FROM (SELECT crossing_id, unnest(record_ids) AS record_id FROM crossings_all)
    SEMI JOIN coverage_sought USING (record_id)
)
SELECT stay_id, direction, coalesce(mode, 'unknown') AS mode, coalesce(port, 'unknown') AS port,
    sought.crossing_id IS NOT NULL AS sought
FROM crossings_all LEFT JOIN sought USING (crossing_id) WHERE stay_id IS NOT NULL
"""

_OWN_END = """
CREATE OR REPLACE TEMP TABLE coverage_own_end AS
SELECT stay_id, max(valid_to) AS own_end FROM {periods} AS periods JOIN answers_all USING (stay_id)
WHERE list_contains(periods.record_ids, answers_all.arrival_id) AND departure_basis = 'none' GROUP BY stay_id
"""

# `asked_until`: nobody whose last authorised day is later is asked about yet, for the waiting time.
_STAYS = """
CREATE OR REPLACE TEMP TABLE coverage_stays AS
WITH stays AS (
    SELECT answers_all.*, arrival.mode, arrival.port, arrival.sought AS arrival_sought,
        coalesce(departure.sought, false) AS departure_sought,
        year(arrived_on) || '-Q' || quarter(arrived_on) AS quarter
    FROM answers_all
    JOIN (FROM coverage_crossed WHERE direction = 'arrival') AS arrival USING (stay_id)
    LEFT JOIN (SELECT stay_id, bool_or(sought) AS sought FROM coverage_crossed
        WHERE direction = 'departure' GROUP BY stay_id) AS departure USING (stay_id)
), followed AS (
    SELECT *, lead(arrived_on) OVER person AS back_on, lead(port) OVER person AS back_at,
        lead(arrival_sought) OVER person AS back_sought,
        coalesce(lead(authorised_until) OVER person = authorised_until, false) AS same_admission
    FROM stays WINDOW person AS (PARTITION BY person_id ORDER BY arrived_on, stay_id)
), known AS (
    SELECT *, state LIKE 'left%' AS has_left, back_on IS NOT NULL AND NOT coalesce(back_sought, false) AS came_back,
        departure_basis IN {recorded} AND NOT departure_sought AS recorded,
        departure_basis = 'none'
            AND (state = 'unexplained' OR (state = 'unknown' AND unknown_code IN {wanting})) AS asked
    FROM followed
), until AS (
    SELECT max(authorised_until) FILTER (WHERE state = 'unexplained') AS asked_until FROM known
)
SELECT stay_id, known.mode, known.port, known.quarter, back_on, back_at, recorded,
    has_left AND came_back AND NOT same_admission AND authorised_until <= asked_until AS counts_as_return,
    CASE
        WHEN asked THEN 'asked'
        WHEN state = 'awaiting_records' THEN 'waiting'
        WHEN has_left AND NOT came_back AND authorised_until <= asked_until
            THEN CASE WHEN recorded THEN 'departed' ELSE 'found' END
        WHEN departure_basis = 'none' AND own_end <= asked_until AND state <> 'unknown' THEN 'explained'
        ELSE 'other'
    END AS part
FROM known LEFT JOIN coverage_own_end USING (stay_id) CROSS JOIN until
"""

_RETURNS = """
WITH clusters AS (
    SELECT mode, port, quarter, back_at, back_on, count(*) FILTER (WHERE recorded) AS recorded,
        count(*) FILTER (WHERE NOT recorded) AS unrecorded
    FROM coverage_stays WHERE counts_as_return GROUP BY ALL
)
SELECT mode, port, quarter, sum(recorded), sum(unrecorded), sum(unrecorded * unrecorded),
    sum(recorded * unrecorded), sum(recorded * recorded)
FROM clusters GROUP BY ALL ORDER BY ALL
"""


def label_stays(run: Run) -> None:
    """Make the temporary table ``coverage_stays`` of a run.

    One row for each stay: ``stay_id``, ``mode``, ``port``, ``quarter`` (its ``Cell``), ``part`` (one of ``PARTS``),
    ``counts_as_return`` and ``recorded`` (whether a departure is on record). The parts: ``asked`` (``unexplained``, or
    unknown only for want of a departure), ``departed`` (left for good by a record of the departure, and the last
    authorised day so long past that a question would have been asked), ``found`` (the same, where the departure itself
    went unrecorded and something else proves it), ``explained`` (open, the arrival's own last day past, and a later
    record explains why), ``waiting`` (in the waiting time), ``other``.
    """
    run.rows(_SOUGHT.format(links=_file(run, "links", _NO_LINKS)))
    run.rows(_CROSSED)
    run.rows(_OWN_END.format(periods=_file(run, "periods", _NO_PERIODS)))
    run.rows(_STAYS.format(recorded=RECORDED, wanting=WANTING))


def count_returns(run: Run) -> dict[Cell, Returns]:
    """Count, by cell, the people who came back with and without a recorded departure; after ``label_stays``."""
    return {Cell(*row[:3]): Returns(*(int(number) for number in row[3:])) for row in run.rows(_RETURNS)}


def count_parts(run: Run) -> dict[Part, dict[Cell, int]]:
    """Count the stays of each part by cell; after ``label_stays``."""
    parts: dict[Part, dict[Cell, int]] = {part: {} for part in PARTS}
    rows = run.rows("SELECT part, mode, port, quarter, count(*) FROM coverage_stays GROUP BY ALL ORDER BY ALL")
    for part, mode, port, quarter, number in rows:
        parts[part][Cell(mode, port, quarter)] = int(number)
    return parts


_NO_LINKS = (
    "(SELECT '' AS record_a, '' AS record_b, '' AS verdict, '' AS \"by\", '' AS version, NULL AS withdrawn_at LIMIT 0)"
)
_NO_PERIODS = "(SELECT '' AS stay_id, NULL::DATE AS valid_to, ['']::VARCHAR[] AS record_ids LIMIT 0)"


def _file(run: Run, name: str, nothing: str) -> str:
    """Give a table of the run with its restricted rows, as SQL; an empty one where the run has no such file."""
    paths = [run.folder / f"{name}.parquet", run.folder / "restricted" / f"{name}.parquet"]
    found = [_quoted(path) for path in paths if path.is_file()]
    return f"read_parquet([{', '.join(found)}])" if found else nothing


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
