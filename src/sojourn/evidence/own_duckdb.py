"""A DuckDB that reading and checking files uses for itself, whatever engine the run has."""

from __future__ import annotations

from typing import Any

import ibis


def open_own_duckdb() -> Any:
    """Open an Ibis backend on DuckDB in memory, whose time zone is UTC."""
    con = ibis.duckdb.connect(":memory:")
    con.raw_sql("LOAD icu")  # part of the wheel
    con.raw_sql("SET TimeZone = 'UTC'")
    con.raw_sql("SET enable_progress_bar = false")
    return con
