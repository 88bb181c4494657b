"""What each transform was given in a run on DuckDB, as plain tables: so any engine can be given the same."""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import importlib
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir
import pyarrow as pa

from sojourn.engine import Engine


@dataclass(frozen=True)
class _TheEngine:
    """Stands where the engine was given."""


@dataclass(frozen=True)
class _Rows:
    """Stands where a table was given."""

    rows: pa.Table


@dataclass(frozen=True)
class _Scalar:
    """Stands where one value of a query was given, such as the day asked about."""

    value: Any
    kind: dt.DataType


@dataclass(frozen=True)
class _Parts:
    """Stands where an object that holds tables was given."""

    of: type
    parts: Mapping[str, Any]


@dataclass(frozen=True)
class Call:
    """One call of a transform: the function itself and what it was given; ``full`` where it gave rows."""

    function: Callable[..., Any]
    given: Any
    named: Any
    full: bool

    def again(self, engine: Engine) -> Any:
        """Call the function on an engine with the same rows."""
        return self.function(*_thaw(self.given, engine), **_thaw(self.named, engine))


@dataclass
class Calls:
    """The calls of one or several runs, by the name of the transform: of each the first one that gave rows."""

    engine: Engine
    by_name: dict[str, Call] = field(default_factory=dict)
    _busy: bool = False

    def watch(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """Give a function that does the same and keeps what it was given."""

        @functools.wraps(function)
        def watched(*given: Any, **named: Any) -> Any:
            known = self.by_name.get(name)
            if self._busy or (known is not None and known.full):
                return function(*given, **named)
            try:
                with self._aside():
                    kept = _freeze(given, self.engine), _freeze(named, self.engine)
            except TypeError:  # a function of columns: its case, if it has one, fails for want of a call
                return function(*given, **named)
            result = function(*given, **named)
            with self._aside():
                full = any(self.engine.has_rows(table) for _, table in tables_in(result))
            self.by_name[name] = Call(function, *kept, full)
            return result

        return watched

    @contextlib.contextmanager
    def _aside(self) -> Iterator[None]:
        """To look at a table calls no transform; should it, that call is none of the run's."""
        self._busy = True
        try:
            yield
        finally:
            self._busy = False


@contextlib.contextmanager
def recording(engine: Engine, names: Iterable[str]) -> Iterator[Calls]:
    """Keep what transforms are given while a run on the engine goes on; a name is ``stays.entry.with_entry``."""
    calls = Calls(engine)
    with contextlib.ExitStack() as undo:
        for name in names:
            module, _, function = f"sojourn.{name}".rpartition(".")
            original = getattr(importlib.import_module(module), function, None)
            if original is None:  # its own case fails, and the others go on
                continue
            for at, key in list(_places(original)):
                undo.callback(setattr, at, key, original)
                setattr(at, key, calls.watch(name, original))
        yield calls


def _places(function: Callable[..., Any]) -> Iterator[tuple[Any, str]]:
    """Find the modules that know a function, and by which name."""
    for path, module in list(sys.modules.items()):
        if path.startswith("sojourn."):
            yield from ((module, key) for key, value in list(vars(module).items()) if value is function)


def tables_in(result: Any, name: str = "") -> Iterator[tuple[str, ir.Table]]:
    """Give the tables of what a transform gives, by their place in it."""
    if isinstance(result, ir.Table):
        yield name, result
    elif dataclasses.is_dataclass(result) and not isinstance(result, type):
        for each in dataclasses.fields(result):
            yield from tables_in(getattr(result, each.name), f"{name}.{each.name}")
    elif isinstance(result, Mapping):
        for key, value in result.items():
            yield from tables_in(value, f"{name}.{key}")
    elif isinstance(result, list | tuple):
        for number, value in enumerate(result):
            yield from tables_in(value, f"{name}.{number}")


def _freeze(value: Any, engine: Engine) -> Any:
    if isinstance(value, Engine):
        return _TheEngine()
    if isinstance(value, ir.Table):
        return _Rows(engine.arrow(value))
    if isinstance(value, ir.Scalar):
        return _Scalar(engine.arrow(value.as_table()).column(0)[0].as_py(), value.type())
    if isinstance(value, ir.Value):
        raise TypeError("a column cannot be given to another engine: a function of columns is no transform")
    if isinstance(value, list | tuple):
        return type(value)(_freeze(each, engine) for each in value)
    if isinstance(value, dict):
        return {key: _freeze(each, engine) for key, each in value.items()}
    if dataclasses.is_dataclass(value) and not isinstance(value, type) and any(tables_in(value)):
        fields = dataclasses.fields(value)
        return _Parts(type(value), {each.name: _freeze(getattr(value, each.name), engine) for each in fields})
    return value


def _thaw(value: Any, engine: Engine) -> Any:
    if isinstance(value, _TheEngine):
        return engine
    if isinstance(value, _Rows):
        return engine.load(value.rows, "given")
    if isinstance(value, _Scalar):
        return ibis.literal(value.value, type=value.kind)
    if isinstance(value, _Parts):
        return value.of(**{key: _thaw(each, engine) for key, each in value.parts.items()})
    if isinstance(value, list | tuple):
        return type(value)(_thaw(each, engine) for each in value)
    if isinstance(value, dict):
        return {key: _thaw(each, engine) for key, each in value.items()}
    return value
