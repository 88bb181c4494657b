"""``simulate``: write an evidence folder of invented travellers, with the truth of every stay beside it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from importlib.metadata import PackageNotFoundError, version
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from sojourn.errors import EvidenceError, LawError
from sojourn.simulate import columns
from sojourn.simulate.chunk import Settings, Written, count_chunk, write_chunk
from sojourn.simulate.permissions import Span
from sojourn.simulate.rates import load_rates
from sojourn.simulate.world import Array, load_world

START = date(2026, 1, 1)
DAYS = 31
FOLLOW = 273
LAWS = ("us", "base")
_QUIET = 2
_MOST = 15_000_000
_FILES = ("movements", "facts", "truth")
_DESCRIPTION = "simulation.json"
_ALL_DIFFERENT = {"movement_id", "fact_id", "record_id", "document_number", "occurred_at", "recorded_at", "sequence"}


@dataclass(frozen=True)
class SimulationSummary:
    """What was written.

    ``truths`` counts stays by truth, ``causes`` by error. ``expected`` counts the limited stays whose last
    authorised day passed before ``as_of``, ``overstays`` those of them that went on beyond it.
    """

    folder: Path
    law: str
    seed: int
    travellers: int
    as_of: date
    stays: int
    movements: int
    facts: int
    expected: int
    overstays: int
    truths: dict[str, int]
    causes: dict[str, int]


def simulate(
    out: Path,
    *,
    travellers: int,
    seed: int,
    law: str = "us",
    errors: Literal["none", "default"] | Path = "default",
    start: date = START,
    days: int = DAYS,
    follow: int = FOLLOW,
    processes: int = 2,
    progress: Callable[[int, int], None] | None = None,
) -> SimulationSummary:
    """Write ``movements.parquet``, ``facts.parquet``, ``truth.parquet`` and ``simulation.json`` of invented travellers.

    Travellers first arrive on one of ``days`` days from ``start`` (by default in January 2026) and are followed, with
    returns, to ``as_of``, ``follow`` days after these; truth is of that day. The same arguments
    give the same bytes, whatever the number of processes. ``progress`` is called with chunks done and chunks in all.

    Raises:
        LawError: ``law-not-simulated``.
        EvidenceError: ``bad-simulation``, a number out of range; ``rates-unreadable`` and ``bad-rates``, see
            ``load_rates``; ``folder-in-use``, the folder holds evidence that is no simulation.
    """
    settings = _settings(travellers, seed, law, errors, start, days, follow)
    _prepare(out)
    counts = _write_files(out, settings, processes, progress)
    as_of = start + timedelta(days=days + follow)
    summary = SimulationSummary(out, law, seed, travellers, as_of, *counts)
    _describe(summary, settings, start, days)
    return summary


def _write_files(
    out: Path, settings: Settings, processes: int, progress: Callable[[int, int], None] | None
) -> tuple[int, int, int, int, int, dict[str, int], dict[str, int]]:
    """Write the three files, chunk by chunk, and count; nothing half-written stays under their names."""
    written = [out / f".{name}.parquet.part" for name in _FILES]
    truths: Counter[str] = Counter()
    causes: Counter[str] = Counter()
    numbers = np.zeros(5, "i8")
    with ExitStack() as stack:
        for path in written:
            stack.callback(path.unlink, missing_ok=True)
        schemas = (columns.MOVEMENT_SCHEMA, columns.FACT_SCHEMA, columns.TRUTH)
        writers = [_writer(stack, path, schema) for path, schema in zip(written, schemas, strict=True)]
        for done, chunk in enumerate(_chunks(settings, processes), 1):
            for writer, table in zip(writers, (chunk.movements, chunk.facts, chunk.truth), strict=True):
                writer.write_table(table, row_group_size=max(len(table), 1))
            truths.update(chunk.truths)
            causes.update(chunk.causes)
            numbers += [len(chunk.truth), len(chunk.movements), len(chunk.facts), chunk.expected, chunk.overstays]
            if progress:
                progress(done, settings.chunks)
        for writer in writers:
            writer.close()
        (out / _DESCRIPTION).unlink(missing_ok=True)
        for path, name in zip(written, _FILES, strict=True):
            path.replace(out / f"{name}.parquet")
    stays, movements, facts, expected, overstays = (int(number) for number in numbers)
    return stays, movements, facts, expected, overstays, dict(truths), dict(causes)


def _settings(travellers: int, seed: int, law: str, errors: Any, start: date, days: int, follow: int) -> Settings:
    if law not in LAWS:
        later = "; it comes with a later release" if law in ("eu", "uk") else ""
        raise LawError(
            "law-not-simulated",
            f"travellers under the law `{law}` cannot be simulated{later}. "
            "Allowed are `us` and `base`. Next: choose one of them; any pack can answer the travellers of `base`.",
        )
    problems = [
        f"{name} is `{value}`; allowed is {low:,} to {high:,}"
        for name, value, low, high in (
            ("travellers", travellers, 1, _MOST),
            ("seed", seed, 0, 2**63 - 1),
            ("days", days, 1, 3_660),
            ("follow", follow, _QUIET, 3_660),
        )
        if not low <= value <= high
    ]
    if not date(2000, 1, 1) <= start <= date(2040, 1, 1):
        problems.append(f"start is `{start}`; allowed is 2000-01-01 to 2040-01-01")
    if problems:
        raise EvidenceError(
            "bad-simulation",
            "the simulation cannot start: " + "; ".join(problems) + ". Next: change these and start again.",
        )
    first = start.toordinal() - date(1970, 1, 1).toordinal()
    as_of = first + days + follow
    return Settings(travellers, seed, law, load_rates(errors), Span(first, first + days - 1, as_of - _QUIET, as_of))


def _prepare(out: Path) -> None:
    taken = (
        [path.name for path in sorted(out.glob("movements.*")) + sorted(out.glob("facts.*"))] if out.is_dir() else []
    )
    if (out.exists() and not out.is_dir()) or (taken and not (out / _DESCRIPTION).is_file()):
        raise EvidenceError(
            "folder-in-use",
            f"`{out}` is in use by something that is no simulation, and it would be overwritten. "
            "Allowed is a new or empty folder, or an earlier simulation. Next: name another folder.",
        )
    out.mkdir(parents=True, exist_ok=True)


def _writer(stack: ExitStack, path: Path, schema: pa.Schema) -> pq.ParquetWriter:
    # The Arrow schema is not stored: readers see text where dictionaries were written.
    few: Any = [field.name for field in schema if field.name not in _ALL_DIFFERENT]
    writer = pq.ParquetWriter(
        path, schema, compression="zstd", compression_level=1, store_schema=False, use_dictionary=few
    )
    return stack.enter_context(writer)


def _chunks(settings: Settings, processes: int) -> Iterator[Written]:
    """Make all chunks in order: count first, so that each feed's numbers run on through all chunks, then write."""
    if processes < 2 or settings.chunks < 3:
        counts = [count_chunk(settings, number) for number in range(settings.chunks)]
        for number, before in enumerate(_running(settings, counts)):
            yield write_chunk(settings, number, before)
        return
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        numbers = range(settings.chunks)
        counts = list(pool.map(count_chunk, [settings] * settings.chunks, numbers))
        pending = []
        # A few chunks ahead of the writer, never all: memory stays bounded.
        for number, before in enumerate(_running(settings, counts)):
            pending.append(pool.submit(write_chunk, settings, number, before))
            if len(pending) > processes + 2:
                yield pending.pop(0).result()
        for future in pending:
            yield future.result()


def _running(settings: Settings, counts: list[Array]) -> Iterator[Array]:
    """Give for each chunk the last number that each feed used before it on each day."""
    feeds = len(load_world(settings.law).feeds)
    total = np.zeros(feeds * settings.days, "i8")
    for count in counts:
        total += count
    by_feed = total.reshape(feeds, settings.days)
    before = (np.cumsum(by_feed, axis=1) - by_feed).reshape(-1)
    for count in counts:
        yield before.copy()
        before += count


def _describe(summary: SimulationSummary, settings: Settings, start: date, days: int) -> None:
    """Write simulation.json last: a folder that has it is whole."""
    known = asdict(summary)
    del known["folder"]
    known["as_of"] = summary.as_of.isoformat()
    known["known_at"] = f"{summary.as_of.isoformat()}T23:59:59Z"
    known["arrivals"] = [start.isoformat(), (start + timedelta(days=days - 1)).isoformat()]
    known["rates"] = [asdict(rate) for rate in settings.rates]
    known["versions"] = {"numpy": np.__version__, "pyarrow": pa.__version__, "sojourn": _own_version()}
    target = summary.folder / _DESCRIPTION
    beside = summary.folder / ".simulation.json.part"
    beside.write_text(json.dumps(known, indent=2) + "\n", encoding="utf-8")
    beside.replace(target)


def _own_version() -> str:
    try:
        return version("sojourn")
    except PackageNotFoundError:
        return "unknown"
