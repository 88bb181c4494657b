"""How much work DuckDB does, counted and not timed: what stands in the profile of each statement, added up by stage.

``with counting(engine) as work`` counts whatever the engine is told inside; other runs are not slowed. The counts of
one stage go to the sentence that ``work.stage`` was given, so ``reconcile(..., progress=work.stage)`` tells them apart.
Give the engine one thread: DuckDB counts the rows of a Parquet file once for each thread.
"""

from __future__ import annotations

import contextlib
import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from sojourn.engine import Engine

#: What is counted, in the order of tables. Rows are rows that go into an operator.
COUNTS = (
    "statements",
    "rows_from_files",
    "rows_from_kept",
    "rows_kept",
    "rows_written",
    "sorts",
    "rows_sorted",
    "windows",
    "rows_in_windows",
    "joins",
    "rows_in_joins",
    "aggregates",
    "rows_in_aggregates",
    "rows_through_operators",
)

_METRICS = ("OPERATOR_TYPE", "OPERATOR_NAME", "OPERATOR_CARDINALITY", "OPERATOR_ROWS_SCANNED", "EXTRA_INFO")
_DISK = "SYSTEM_PEAK_TEMP_DIR_SIZE"
#: The operators of DuckDB 1.5 by what they are counted as, and the count of the rows that go into them.
_KINDS = {
    "sorts": (("ORDER_BY", "TOP_N"), "rows_sorted"),
    "windows": (("WINDOW", "STREAMING_WINDOW"), "rows_in_windows"),
    "joins": (
        (
            "HASH_JOIN",
            "NESTED_LOOP_JOIN",
            "BLOCKWISE_NL_JOIN",
            "PIECEWISE_MERGE_JOIN",
            "IE_JOIN",
            "CROSS_PRODUCT",
            "LEFT_DELIM_JOIN",
            "RIGHT_DELIM_JOIN",
            "ASOF_JOIN",
            "POSITIONAL_JOIN",
        ),
        "rows_in_joins",
    ),
    "aggregates": (
        ("HASH_GROUP_BY", "PERFECT_HASH_GROUP_BY", "UNGROUPED_AGGREGATE", "PARTITIONED_AGGREGATE"),
        "rows_in_aggregates",
    ),
}
_KIND_OF = {operator: kind for kind, (operators, _) in _KINDS.items() for operator in operators}
_INTO_TABLE = ("CREATE_TABLE_AS", "BATCH_CREATE_TABLE_AS", "INSERT", "BATCH_INSERT")
_INTO_FILE = ("COPY_TO_FILE", "BATCH_COPY_TO_FILE")
_FILE_SCANS = ("PARQUET_SCAN", "READ_PARQUET", "READ_CSV", "READ_CSV_AUTO", "READ_JSON", "READ_NDJSON")


class Work:
    """The counts of a run, by stage.

    Attributes:
        stages: each stage's counts, keyed by the names of ``COUNTS``, in the order in which the stages ended.
        disk_bytes: the most that lay in the folder to which DuckDB spills, at the end of any statement's life.
        spilling: statements during which something lay there.
    """

    def __init__(self) -> None:
        """Begin with nothing counted."""
        self.stages: dict[str, Counter[str]] = {}
        self.disk_bytes = 0
        self.spilling = 0
        self._now: Counter[str] = Counter()
        self._connection: _Counted | None = None

    @property
    def total(self) -> Counter[str]:
        """The counts of all stages together."""
        return sum((*self.stages.values(), self._now), Counter())

    def stage(self, name: str) -> None:
        """End a stage: what was counted since the last one is its work. A name given again adds to its stage."""
        if self._connection is not None:
            self._connection.settle()
        self.stages[name] = self.stages.get(name, Counter()) + self._now
        self._now = Counter()

    def add(self, profile: dict[str, Any]) -> None:
        """Add the profile of one statement, as DuckDB gives it in JSON."""
        self._now["statements"] += 1
        spilled = int(profile.get(_DISK.lower(), 0))
        self.disk_bytes = max(self.disk_bytes, spilled)
        self.spilling += spilled > 0
        for child in profile.get("children", ()):
            self._operator(child)

    def _operator(self, node: dict[str, Any]) -> None:
        children = node.get("children", [])
        kind, arriving = node["operator_type"], sum(child["operator_cardinality"] for child in children)
        self._now["rows_through_operators"] += node["operator_cardinality"]
        if kind in _KIND_OF:
            self._now[_KIND_OF[kind]] += 1
            # below a UNION, DuckDB leaves what comes out at 0
            self._now[_KINDS[_KIND_OF[kind]][1]] += max(arriving, node["operator_cardinality"])
        elif kind in _INTO_TABLE:
            self._now["rows_kept"] += arriving
        elif kind in _INTO_FILE:
            self._now["rows_written"] += arriving
        elif kind == "TABLE_SCAN":
            self._scan(node)
        for child in children:
            self._operator(child)

    def _scan(self, node: dict[str, Any]) -> None:
        about = node.get("extra_info", {})
        # where a LIMIT ends a scan early, DuckDB leaves the rows scanned at 0: what came out was scanned at least
        rows = max(node["operator_rows_scanned"], node["operator_cardinality"])
        if str(about.get("Function", "")).strip() in _FILE_SCANS:
            self._now["rows_from_files"] += rows
        elif "Table" in about:
            self._now["rows_from_kept"] += rows


class _Counted:
    """DuckDB's connection, which hands on the profile of each statement that it is given."""

    def __init__(self, con: Any, work: Work) -> None:
        self._con = con
        self._work = work
        self._asked = False

    @property  # type: ignore[misc]  # Splink asks for DuckDB's own class
    def __class__(self) -> type:
        return type(self._con)

    def execute(self, *arguments: Any, **named: Any) -> _Counted:
        self._begin()
        self._con.execute(*arguments, **named)
        return self

    def sql(self, *arguments: Any, **named: Any) -> Any:
        self._begin()
        return self._con.sql(*arguments, **named)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._con, name)

    def _begin(self) -> None:
        """Take the profile of the statement before: a query is at its end when its rows were fetched."""
        self.settle()
        self._asked = True

    def settle(self) -> None:
        """Take the profile of the last statement, if it was not taken yet."""
        if self._asked:
            self._asked = False
            told = self._con.get_profiling_information(format="json")
            self._work.add(json.loads(told) if told else {})


@contextlib.contextmanager
def counting(engine: Engine) -> Iterator[Work]:
    """Count what an engine on DuckDB is told inside: by the engine, by Ibis and by Splink."""
    work, con, statements = Work(), engine.con.con, engine.statements
    counted = _Counted(con, work)
    work._connection = counted
    con.execute("PRAGMA enable_profiling = 'no_output'")
    con.execute(f"SET custom_profiling_settings = '{json.dumps(dict.fromkeys((*_METRICS, _DISK), 'true'))}'")
    engine.con.con, engine.statements = counted, type(statements)(counted) if statements is not None else None
    try:
        yield work
        counted.settle()
    finally:
        engine.con.con, engine.statements = con, statements
        con.execute("PRAGMA disable_profiling")
