"""The log of the processes: one line of JSON for each event, made of known fields only.

A line is never made of a message: messages quote what people sent, and what a database refuses. What is written of any
library's record is who wrote it and from which line, of our own also the text before values are put into it; of an
error its class, its code and the places it went through.
Fields of our own events are written when their names are known and their values have the form that the field allows;
what is left out is named in ``refused``.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import threading
import traceback
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO

from sojourn.errors import SojournError

LOGGER = "sojourn"
LEVELS = ("debug", "info", "warning", "error")

_WORD = re.compile(r"[a-z][a-z0-9_-]{0,39}")
_FEED = re.compile(r"[a-z]{1,20}(:[A-Za-z0-9_-]{1,20})?")
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_ROUTE = re.compile(r"[A-Za-z0-9_./<>:^$()?+\[\]\\|*-]{1,200}")
_SUBJECT = re.compile(r"[a-z][a-z0-9_]*([.][a-z0-9_*>]+){0,5}")
_METHOD = re.compile(r"[A-Z]{3,7}|other")

#: Every field of our own events, and the form of its value; numbers are numbers.
_TEXTS: Mapping[str, re.Pattern[str]] = {
    "batch": _UUID,
    "chore": _WORD,
    "code": _WORD,
    "fate": _WORD,
    "feed": _FEED,
    "law": _WORD,
    "method": _METHOD,
    "mode": _WORD,
    "outcome": _WORD,
    "part": _WORD,
    "route": _ROUTE,
    "stream_subject": _SUBJECT,
    "what": _WORD,
    "why": _WORD,
}
_NUMBERS = frozenset(
    {
        *("accepted", "attempts", "changed", "corrected", "duplicate", "exit", "messages", "pid", "port"),
        *("quarantined", "rows", "seconds", "status", "stays", "subjects", "waiting"),
    }
)
_LONGEST_TRACE = 15
_PACKAGES = Path(__file__).resolve().parents[3]
_FAULT = re.compile(r"[A-Za-z_][A-Za-z0-9_.]{0,80}")
_SQLSTATE = re.compile(r"[0-9A-Z]{5}")


def tell(event: str, level: int = logging.INFO, error: BaseException | None = None, **fields: object) -> None:
    """Write one event.

    Args:
        event: its name, a word.
        level: of ``logging``.
        error: what went wrong; its message is not written.
        fields: ids of batches, feeds, words, counts and seconds; see ``_TEXTS`` and ``_NUMBERS``.
    """
    logging.getLogger(LOGGER).log(level, event, exc_info=error, extra={"told": fields})


class LineFormatter(logging.Formatter):
    """Makes a line of JSON of known fields."""

    def format(self, record: logging.LogRecord) -> str:
        """Give the line; nothing of the record's message is in it."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line: dict[str, object] = {"time": at, "level": record.levelname.lower()}
        told = getattr(record, "told", None)
        if record.name == LOGGER and isinstance(told, Mapping) and _WORD.fullmatch(str(record.msg)):
            line |= {"event": str(record.msg), **_known(told)}
        else:
            line |= {"event": "library", "logger": record.name, "place": f"{record.module}:{record.lineno}"}
            if record.name.startswith(f"{LOGGER}.") and isinstance(record.msg, str):
                line["text"] = record.msg  # as it stands in our code, where a test holds it to be constant
        if record.exc_info and record.exc_info[1] is not None:
            line |= _error(record.exc_info[1])
        return json.dumps(line)


def _known(told: Mapping[str, object]) -> dict[str, object]:
    good = {name: _plain(value) for name, value in told.items() if _is_good(name, value)}
    refused = sorted(name for name in told if name not in good)
    return good | ({"refused": [name for name in refused if _WORD.fullmatch(name)]} if refused else {})


def _is_good(name: str, value: object) -> bool:
    if name in _NUMBERS:
        return isinstance(value, int | float)
    return name in _TEXTS and bool(_TEXTS[name].fullmatch(str(value)))


def _plain(value: object) -> object:
    return value if isinstance(value, int | float) else str(value)


def _error(error: BaseException) -> dict[str, object]:
    """Tell an error without its message: its classes from the first cause on, codes, and the places it went through."""
    chain = list(_causes(error))
    codes = [code for each in chain for code in _codes(each)]
    frames = traceback.extract_tb(error.__traceback__)[-_LONGEST_TRACE:]
    return {
        "error": [f"{type(each).__module__}.{type(each).__qualname__}" for each in chain],
        **({"codes": codes} if codes else {}),
        "trace": [f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames],
    }


def _causes(error: BaseException) -> Iterator[BaseException]:
    seen: list[BaseException] = []
    current: BaseException | None = error
    while current is not None and current not in seen and len(seen) < _LONGEST_TRACE:
        seen.append(current)
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
    return reversed(seen)


def _codes(error: BaseException) -> Iterator[str]:
    """Give the stable codes that an error has: ours, and the SQLSTATE of the database."""
    if isinstance(error, SojournError) and _WORD.fullmatch(error.code):
        yield error.code
    state = getattr(error, "sqlstate", None)
    if isinstance(state, str) and _SQLSTATE.fullmatch(state):
        yield state


def _short(file: str) -> str:
    """Give a file's place within the packages; no folder of the machine."""
    path = Path(file)
    if "site-packages" in path.parts:
        return "/".join(path.parts[path.parts.index("site-packages") + 1 :])
    return path.relative_to(_PACKAGES).as_posix() if path.is_relative_to(_PACKAGES) else path.name


class ErrorsOnly(logging.Filter):
    """Lets through what an error came with: a request that was merely refused has its own line."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Say whether the record tells of an error."""
        return bool(record.exc_info)


class StderrHandler(logging.StreamHandler[TextIO]):
    """Writes to what is the standard error stream at that moment."""

    def __init__(self) -> None:
        """Keep no stream."""
        logging.Handler.__init__(self)

    @property
    def stream(self) -> TextIO:  # type: ignore[override]  # the base keeps one stream for good
        """The stream of now."""
        return sys.stderr


def log_settings(level: str) -> dict[str, Any]:
    """Give the settings of ``logging`` for a process of the register: every logger's records become lines.

    Args:
        level: of our own events; of libraries only warnings and errors are written.
    """
    own = ("django", "django.server", "uvicorn", "uvicorn.access", "uvicorn.error")
    loggers: dict[str, Any] = {name: {"handlers": [], "level": "NOTSET", "propagate": True} for name in own}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": {"()": "sojourn.register.operate.log_lines.LineFormatter"}},
        "filters": {"errors": {"()": "sojourn.register.operate.log_lines.ErrorsOnly"}},
        "handlers": {"lines": {"class": "sojourn.register.operate.log_lines.StderrHandler", "formatter": "lines"}},
        "root": {"handlers": ["lines"], "level": "WARNING"},
        "loggers": {
            **loggers,
            "django.request": {"level": "ERROR", "filters": ["errors"]},
            "uvicorn.access": {"handlers": [], "level": "CRITICAL", "propagate": False},
            LOGGER: {"level": level.upper()},
        },
    }


def watch_process() -> None:
    """Let errors that nobody caught, warnings and faults of the log itself become lines too; for a process that serves.

    Python would print them with their messages, and those quote values.
    """
    logging.raiseExceptions = False
    logging.captureWarnings(True)
    sys.excepthook = _told_uncaught
    threading.excepthook = lambda args: _told(args.exc_type, args.exc_value)
    sys.unraisablehook = lambda args: _told(args.exc_type, args.exc_value)


def _told_uncaught(kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
    _told(kind, error)


def _told(kind: type[BaseException], error: BaseException | None) -> None:
    if not issubclass(kind, KeyboardInterrupt | SystemExit):
        tell("failed", logging.ERROR, error)
