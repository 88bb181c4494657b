"""How the page of speed writes numbers, and what it says of each approach."""

from __future__ import annotations

import ast
from collections.abc import Callable
from pathlib import Path

from benchmarks.results import Block, Measured
from sojourn.statistics.numerals import NOTHING, count

NAMES = {
    "reconcile": "Sojourn",
    "pandas": "pandas, a script",
    "postgres": "PostgreSQL, one query",
    "splink": "Splink, all records",
}
STEPS = {
    "make": "simulate",
    "floor": "the floor",
    "reconcile": "reconcile",
    "documents": "reconcile, comparing nothing",
    **{step: name for step, name in NAMES.items() if step != "reconcile"},
    "spark1": "Spark, 1 worker",
    "spark2": "Spark, 2 workers",
}
_HERE = Path(__file__).resolve().parent
FILES = {"pandas": "plain_pandas.py", "postgres": "in_postgres.py", "splink": "in_splink.py"}
ANSWERS = {
    "reconcile": "all of it: corrections and retractions, feeds that fail, several documents of a person, the law as "
    "known on a day, periods, reasons with their records, what is unknown and why",
    "pandas": "pairs by passport and compares with the date in the stamp; no corrections, no second passport, no "
    "status granted later, no failing feed, no reasons; a departure that is missing is an overstay",
    "postgres": "the same as the script in pandas, and the same is missing",
    "splink": "joins people by names, birth date and document; else the same as the script in pandas",
}


def seconds(value: float) -> str:
    """Write seconds: one decimal below a hundred."""
    return f"{value:,.1f}" if value < 100 else f"{value:,.0f}"


def gib(value: int) -> str:
    """Write bytes as GiB: three decimals below a tenth, two below ten, one above."""
    found = value / 2**30
    return f"{found:.3f}" if found < 0.0995 else f"{found:.2f}" if found < 9.995 else f"{found:.1f}"


def millions(rows: int) -> str:
    """Write rows as millions: ``0.99 million``."""
    return f"{rows / 1e6:.3g} million" if rows >= 10_000 else count(rows)


def a_second(rows: int, took: float) -> str:
    """Write rows a second, to three figures."""
    return count(int(float(f"{rows / took:.3g}"))) if took else NOTHING


def of_floor(block: Block, found: Measured) -> str:
    """Write how many floors of its own block a step took."""
    return f"{found.seconds / block.floor:.2f}" if block.floor else NOTHING


def ended(found: Measured, write: Callable[[Measured], str]) -> str:
    """Write a figure of a step, or why the step did not end."""
    reasons = {"time": "ended for time", "memory": "out of memory", "disk": "out of disk"}
    return reasons[found.stopped] if found.stopped else write(found)


def rate(part: float, whole: float, per: int = 100) -> str:
    """Write a part for each hundred, or each so many, of a whole."""
    if not whole:
        return NOTHING
    return f"{per * part / whole:.2f}" if per == 100 else count(round(per * part / whole))


def lines_of(step: str) -> int:
    """Count the lines of an approach's file that hold code: no blank ones, no comments, no docstrings."""
    text = (_HERE / FILES[step]).read_text(encoding="utf-8")
    said: set[int] = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            said.update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    lines = enumerate(text.splitlines(), 1)
    return sum(bool(line.strip()) and not line.strip().startswith("#") and at not in said for at, line in lines)
