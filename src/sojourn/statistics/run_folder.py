"""Open the output folder of ``reconcile`` for reading: its tables as views in DuckDB, and what ``run.json`` says."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from sojourn import tables
from sojourn.engine import Engine, open_engine
from sojourn.errors import RunError

_SCHEMAS = {
    "answers": tables.ANSWERS,
    "crossings": tables.CROSSINGS,
    "feeds": tables.FEEDS,
    "review": tables.REVIEW,
}
_NEXT = "Next: run `sojourn reconcile EVIDENCE --law LAW --as-of DATE --out DIR` and name its DIR."


@dataclass(frozen=True)
class About:
    """What ``run.json`` says about a run; ``counts`` hold rows, ``timings`` seconds."""

    engine_version: str
    law: str
    law_version: str
    as_of: date
    known_at: datetime
    digests: dict[str, str]
    movements: dict[str, int]
    facts: dict[str, int]
    states: dict[str, int]
    timings: dict[str, float]

    @property
    def took(self) -> float | None:
        """The whole run in seconds: the timing ``total``, or the sum of the steps; none where nothing was timed."""
        if not self.timings:
            return None
        return self.timings.get("total", sum(self.timings.values()))


@dataclass(frozen=True)
class Run:
    """An open run: ``answers``, ``crossings``, ``feeds`` and ``review`` are views without the restricted rows.

    ``answers_all`` and ``crossings_all`` are the same with the restricted rows, for counting only.
    """

    folder: Path
    about: About
    restricted_stays: int | None
    engine: Engine

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Run one SQL query in DuckDB and bring its (small) result into memory."""
        found: list[tuple[Any, ...]] = self.engine.con.con.execute(sql, list(values)).fetchall()
        return found


@contextlib.contextmanager
def open_run(folder: Path) -> Iterator[Run]:
    """Open a run folder.

    Raises:
        RunError: ``run-missing`` (no such folder), ``run-unfinished`` (a file is not there), ``run-unreadable`` (a
            file does not read as what it should be), ``run-inconsistent`` (``run.json`` counted other answers).
    """
    if not folder.is_dir():
        raise RunError("run-missing", f"there is no run folder `{folder}`. {_NEXT}")
    about = _read_about(folder)
    with open_engine("duckdb") as engine:
        restricted = _open_views(engine, folder)
        run = Run(folder, about, restricted, engine)
        _check_counts(run)
        yield run


def columns_missing(path: Path, schema: pa.Schema) -> list[str]:
    """List the columns of a schema that a Parquet file does not have; no Parquet at all raises Arrow's error."""
    present = set(pq.read_schema(path).names)
    return [name for name in schema.names if name not in present]


def _read_about(folder: Path) -> About:
    path = folder / "run.json"
    if not path.is_file():
        raise RunError(
            "run-unfinished", f"the run folder `{folder}` has no `run.json`: the run did not finish. {_NEXT}"
        )
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        counts = said["counts"]
        known_at = datetime.fromisoformat(said["known_at"])
        return About(
            engine_version=said["engine_version"],
            law=said["law"],
            law_version=str(said["law_version"]),
            as_of=date.fromisoformat(said["as_of"]),
            known_at=known_at.astimezone(UTC) if known_at.tzinfo else known_at.replace(tzinfo=UTC),
            digests=dict(sorted(said.get("digests", {}).items())),
            movements=_counted(counts["movements"]),
            facts=_counted(counts["facts"]),
            states=_counted(counts.get("states", {})),
            timings={name: float(value) for name, value in said.get("timings", {}).items()},
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise RunError(
            "run-unreadable", f"`{path}` does not read as a run of this version ({type(error).__name__}). {_NEXT}"
        ) from error


def _counted(said: dict[str, Any]) -> dict[str, int]:
    return {name: int(number) for name, number in said.items()}


def _open_views(engine: Engine, folder: Path) -> int | None:
    hidden = folder / "restricted"
    for name, schema in _SCHEMAS.items():
        path = folder / f"{name}.parquet"
        _check_file(path, schema)
        engine.con.read_parquet(str(path), table_name=name)
        closed = hidden / path.name
        paths = [str(path), str(closed)] if closed.is_file() else [str(path)]
        engine.con.read_parquet(paths, table_name=f"{name}_all")
    if not (hidden / "answers.parquet").is_file():
        return None
    return int(pq.read_metadata(hidden / "answers.parquet").num_rows)


def _check_file(path: Path, schema: pa.Schema) -> None:
    if not path.is_file():
        raise RunError(
            "run-unfinished", f"the run folder `{path.parent}` has no `{path.name}`: the run did not finish. {_NEXT}"
        )
    try:
        missing = columns_missing(path, schema)
    except (pa.ArrowInvalid, OSError) as error:
        raise RunError("run-unreadable", f"`{path}` does not read as a Parquet file. {_NEXT}") from error
    if missing:
        names = ", ".join(f"`{name}`" for name in missing)
        raise RunError("run-unreadable", f"`{path}` lacks the columns {names}: it is of another version. {_NEXT}")


def _check_counts(run: Run) -> None:
    """INVARIANT: a report shows the numbers that the run itself counted, with or without the restricted rows."""
    found = dict(run.rows("SELECT state, count(*) FROM answers GROUP BY state"))
    strange = ", ".join(f"`{state}`" for state in sorted(map(str, set(found) - set(tables.STATES))))
    if strange:
        raise RunError(
            "run-unreadable", f"`{run.folder}` holds answers with the state {strange}: of another version. {_NEXT}"
        )
    said = {state: number for state, number in run.about.states.items() if number}
    if not run.about.states:
        return
    if said == found or said == dict(run.rows("SELECT state, count(*) FROM answers_all GROUP BY state")):
        return
    raise RunError(
        "run-inconsistent",
        f"`{run.folder}` holds {sum(found.values()):,} answers, and its `run.json` counted {sum(said.values()):,} "
        f"or other states: the files are not of one run. {_NEXT}",
    )
