"""Count entries by group, country and part: answers beside the class and citizenship of the arrival's records.

Answers carry neither: both are read from the evidence of the run, by the names of the records, and leave as counts.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from sojourn.errors import RunError
from sojourn.evidence.folder import load_evidence
from sojourn.statistics.coverage import Cell
from sojourn.statistics.published.layout import NOT_KNOWN, Layout, country_codes, country_names
from sojourn.statistics.published.period import Period
from sojourn.statistics.published.shapes import PART_STATES, PARTS, Leaf
from sojourn.statistics.run_folder import Run

# The last authorised day: the answer's own; for people to whom the limit no longer applies, the last one it had.
_STAYS = """
CREATE OR REPLACE TEMP TABLE published_stays AS
WITH crossed AS (
  SELECT stay_id, min("mode") AS "mode", min(port) AS port
  FROM crossings WHERE direction = 'arrival' AND stay_id IS NOT NULL GROUP BY stay_id
), limited AS (
  SELECT stay_id, max(valid_to) AS valid_to FROM read_parquet(?)
  WHERE valid_to < DATE '9999-01-01' GROUP BY stay_id
)
SELECT a.stay_id, a.arrival_id, a.arrived_on, a.state, c."mode", c.port,
  CASE WHEN a.state IN ('not_subject', 'resident') THEN coalesce(a.authorised_until, l.valid_to)
       ELSE a.authorised_until END AS end_on,
  e.part, e."mode" AS cell_mode, e.port AS cell_port, e.quarter AS cell_quarter, o.own_end
FROM answers a LEFT JOIN crossed c USING (stay_id) LEFT JOIN limited l USING (stay_id)
LEFT JOIN coverage_stays e USING (stay_id) LEFT JOIN coverage_own_end o USING (stay_id)
"""

# `due`: expected to leave in the period. The others are open, the arrival's own last day lay in the period, and a later
# record explains them: they are in no table, but the estimate counts them.
_DUE = """
CREATE OR REPLACE TEMP TABLE published_due AS
SELECT *, coalesce(end_on BETWEEN $first AND $last, false)
    AND state NOT IN ('in_status', 'authorised', 'removal_barred') AS due
FROM published_stays WHERE due OR (part = 'explained' AND own_end BETWEEN $first AND $last)
"""

# Of several records of one arrival the one that gave its time goes first, then the first by name that says it.
_NAMED = """
CREATE OR REPLACE TEMP TABLE published_named AS
WITH wanted AS (
  SELECT stay_id, arrival_id AS name, '0' AS place FROM published_due
  UNION ALL
  SELECT stay_id, name, '1' || name FROM (
    SELECT c.stay_id, d.arrival_id, unnest(c.record_ids) AS name
    FROM crossings c JOIN published_due d USING (stay_id) WHERE c.direction = 'arrival' AND len(c.record_ids) > 1)
  WHERE name <> arrival_id
), said AS (
  SELECT feed || '/' || movement_id AS name, arg_min(nationality, recorded_at) AS nationality,
    arg_min(admitted_class, recorded_at) AS admitted_class
  FROM {records} WHERE recorded_at <= ? GROUP BY ALL
)
SELECT stay_id, arg_min(nationality, place) AS nationality,
  replace(replace(upper(arg_min(admitted_class, place)), '-', ''), ' ', '') AS class
FROM wanted LEFT JOIN said USING (name) GROUP BY stay_id
"""

_GROUPED = """
CREATE OR REPLACE TEMP TABLE published_entries AS
SELECT d.*, c.code AS country, coalesce(c.label, '{not_known}') AS label, n.class, {group} AS "group",
  coalesce({modes}, false) AS counted
FROM published_due d JOIN published_named n USING (stay_id)
LEFT JOIN published_countries c ON c.given = n.nationality
LEFT JOIN published_classes k ON k.class = n.class
LEFT JOIN published_waiver w ON w.code = c.code AND d.arrived_on BETWEEN w.first AND w.last
"""

_LEAVES = """
SELECT "group", label, state, count(*)
FROM published_entries WHERE due AND counted AND "group" IS NOT NULL GROUP BY ALL ORDER BY ALL
"""

_CELLS = """
SELECT "group", label, part, cell_mode, cell_port, cell_quarter, count(*)
FROM published_entries WHERE part IN ('asked', 'departed', 'found', 'explained') AND counted AND "group" IS NOT NULL
GROUP BY ALL ORDER BY ALL
"""

_ELSEWHERE = """
SELECT CASE WHEN end_on IS NULL AND state = 'not_subject' THEN 'no_limit'
    WHEN end_on IS NULL AND state = 'unknown' THEN 'no_end'
    WHEN end_on IS NULL THEN 'lawful'
    WHEN end_on < $first THEN 'before'
    WHEN end_on > $last THEN 'after'
    ELSE 'lawful' END AS why, count(*)
FROM published_stays ANTI JOIN (FROM published_due WHERE due) AS due USING (stay_id) GROUP BY why
"""

_PLACE = """CASE WHEN counted AND "group" IS NOT NULL THEN 'expected' WHEN counted THEN 'out_of_scope'
    WHEN "mode" IS NULL THEN 'mode_unknown' ELSE 'land' END"""
_COUNTED = f"SELECT {_PLACE} AS place, count(*) FROM published_entries WHERE due GROUP BY place"
_PARTS_APART = f"""
SELECT {_PLACE} AS place, state, count(*) FROM published_entries WHERE due AND place <> 'expected'
GROUP BY ALL ORDER BY ALL
"""
_WHY = ("no_limit", "no_end", "lawful", "before", "after")
_WHERE = ("expected", "land", "mode_unknown", "out_of_scope")

_PART = {state: part for part, states in PART_STATES.items() for state in states}


@dataclass(frozen=True)
class Entries:
    """The counts of one run and period: leaves for the tables, the way to them, and the entries by land apart.

    ``scope`` holds stays by why they are in the tables or not, ``apart`` the parts of the entries that the tables leave
    out, by label.
    """

    leaves: list[Leaf]
    scope: dict[str, int]
    apart: dict[str, dict[str, int]]


def count_entries(run: Run, layout: Layout, period: Period, evidence: Path) -> Entries:
    """Count the entries of a run whose last authorised day lies in the period; after ``estimate_coverage``.

    Raises:
        EvidenceError: the evidence cannot be read.
        RunError: ``evidence-differs``: it is not the evidence that the run read.
    """
    _load_lists(run, layout)
    run.rows(_STAYS, str(run.folder / "periods.parquet"))
    run.rows(_in(period, _DUE))
    run.rows(_NAMED.format(records=_arrival_records(run, evidence)), run.about.known_at)
    modes = f'd."mode" IN ({_texts(layout.modes)})' if layout.groups else "true"
    run.rows(_GROUPED.format(group=_group_of(layout), modes=modes, not_known=NOT_KNOWN))
    return Entries(_leaves(run), _scope(run, period), _apart(run))


def _arrival_records(run: Run, evidence: Path) -> str:
    """Read the evidence again and keep what the counts need of the arrivals; gives the table's name."""
    if not evidence.is_dir():
        raise RunError(
            "evidence-differs",
            f"the evidence of the run `{run.folder}` is not at `{evidence}`; class and citizenship are read from it. "
            "Next: say where it is now with `--evidence FOLDER`.",
        )
    found = load_evidence(run.engine, evidence)
    if run.about.digests and found.digests != run.about.digests:
        raise RunError(
            "evidence-differs",
            f"the evidence at `{evidence}` is not what the run `{run.folder}` read: its files have other digests. "
            "Allowed is the same evidence. Next: name it with `--evidence FOLDER`, or run `sojourn reconcile` again.",
        )
    rows = found.movements
    rows = rows.filter(rows.direction == "arrival")
    kept = rows.select("feed", "movement_id", "recorded_at", "nationality", "admitted_class")
    name: str = run.engine.once(kept, "published_records").get_name()
    return name


def _load_lists(run: Run, layout: Layout) -> None:
    names, codes = country_names(), country_codes()
    lists: dict[str, dict[str, list[Any]]] = {
        "published_countries": {
            "given": list(names),
            "code": [codes[given] for given in names],
            "label": list(names.values()),
        },
        "published_classes": {"class": list(layout.classes), "family": list(layout.classes.values())},
        "published_waiver": {
            "code": list(layout.waiver),
            "first": [first for first, _ in layout.waiver.values()],
            "last": [last for _, last in layout.waiver.values()],
        },
    }
    kinds = {"first": pa.date32(), "last": pa.date32()}
    for name, columns in lists.items():
        table = pa.table({key: pa.array(values, kinds.get(key, pa.string())) for key, values in columns.items()})
        run.engine.con.con.register("arriving", table)
        run.rows(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT * FROM arriving")
        run.engine.con.con.unregister("arriving")


def _group_of(layout: Layout) -> str:
    """Write the choice of a group as SQL: from the layout's own lists, never from what a record holds."""
    if not layout.groups:
        return "CASE WHEN regexp_full_match(n.class, '[A-Z0-9]{1,8}') THEN n.class ELSE '' END"
    near = f"coalesce(c.code IN ({_texts(layout.apart)}), false)"
    where = {
        "apart": near,
        "all": f"NOT {near}",
        "others": f"NOT {near} AND w.code IS NULL AND k.family <> 'waiver'",
        "waiver": f"NOT {near} AND (w.code IS NOT NULL OR k.family = 'waiver')",
    }
    cases = [
        f"WHEN k.family IN ({_texts(group.of)}) AND {where[group.countries]} THEN '{group.key}'"
        for group in layout.groups
    ]
    return f"CASE {' '.join(cases)} END"


def _in(period: Period, sql: str) -> str:
    return sql.replace("$first", f"DATE '{period.first}'").replace("$last", f"DATE '{period.last}'")


def _texts(values: tuple[str, ...]) -> str:
    return ", ".join(f"'{value}'" for value in values)


def _leaves(run: Run) -> list[Leaf]:
    parts: dict[tuple[str, str], Counter[str]] = {}
    for group, label, state, number in run.rows(_LEAVES):
        parts.setdefault((group, label), Counter())[_PART[state]] += number
    cells: dict[tuple[str, str], dict[str, dict[Cell, int]]] = {}
    for group, label, part, mode, port, quarter, number in run.rows(_CELLS):
        cells.setdefault((group, label), {}).setdefault(part, {})[Cell(mode, port, quarter)] = int(number)
    return [
        Leaf(group, label, {part: found[part] for part in PARTS}, cells.get((group, label), {}))
        for (group, label), found in sorted(parts.items())
    ]


def _scope(run: Run, period: Period) -> dict[str, int]:
    elsewhere = dict(run.rows(_in(period, _ELSEWHERE)))
    counted = dict(run.rows(_COUNTED))
    return {key: int(found.get(key, 0)) for found, keys in ((elsewhere, _WHY), (counted, _WHERE)) for key in keys}


def _apart(run: Run) -> dict[str, dict[str, int]]:
    found: dict[str, Counter[str]] = {}
    rows = run.rows(_PARTS_APART)
    for label, state, number in rows:
        found.setdefault(label, Counter())[_PART[state]] += number
    return {label: {part: parts[part] for part in PARTS} for label, parts in found.items()}
