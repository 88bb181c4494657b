"""What the tests of operating share: log lines as the register writes them."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest

Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def log_text(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """Give what every logger writes, made into lines by the register's own settings."""
    from logging.config import dictConfig

    from sojourn.register.operate.log_lines import StderrHandler, log_settings

    written = io.StringIO()
    monkeypatch.setattr(StderrHandler, "stream", written)
    before = list(logging.getLogger().handlers)
    dictConfig(log_settings("debug"))
    yield written
    logging.getLogger().handlers[:] = before


@pytest.fixture
def log_lines(log_text: io.StringIO) -> Lines:
    """Give a reader of the lines written so far."""
    return lambda: [json.loads(line) for line in log_text.getvalue().splitlines()]
