"""How a test says that an engine cannot do something yet."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import ibis
import pytest

from sojourn.engine import Engine
from sojourn.statistics.run_folder import About, Run
from sojourn.stays import stock_file


@contextlib.contextmanager
def notyet(engine: Engine, raises: type[BaseException]) -> Iterator[None]:
    """Hold that an engine cannot do this: it raises exactly that, and once it no longer does, the test fails."""
    try:
        yield
    except raises as error:
        if type(error) is not raises:
            pytest.fail(f"{engine.name} raises {type(error).__name__} now, and {raises.__name__} was told")
    else:
        pytest.fail(f"{engine.name} can do this now: take `notyet` away here, and the line in docs/engines.md")


@dataclass(frozen=True)
class Gap:
    """What an engine cannot: its name in docs/engines.md, the engine, what it raises, and a try."""

    name: str
    engine: str
    raises: type[BaseException]
    attempt: Callable[[Engine], object]


def _spread(engine: Engine) -> object:
    engine.spread(ibis.memtable({"piece": [1]}), "piece", engine.work / "pieces")
    return None


def _join_files(engine: Engine) -> object:
    engine.join_files([engine.work / "one.parquet"], engine.work / "joined.parquet")
    return None


def _stock(engine: Engine) -> object:
    stock_file.attach(engine, engine.work / "stock")
    return None


def _statistics(engine: Engine) -> object:
    known = datetime(2026, 1, 1, tzinfo=UTC)
    about = About("", "us", "", date(2026, 1, 1), known, {}, {}, {}, {}, {})
    return Run(Path(), about, None, engine).rows("SELECT 1")


GAPS = (
    Gap("pieces", "spark", NotImplementedError, _spread),
    Gap("joined files", "spark", AttributeError, _join_files),
    Gap("stock", "spark", AttributeError, _stock),
    Gap("statistics", "spark", AttributeError, _statistics),
)
