"""What the tests of backups share: one register, backed up while it was written to."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from backup_register import BackedUp, run_program


@pytest.fixture(scope="session")
def backed_up() -> Iterator[BackedUp]:
    """Make a register, archive its log, back it up under writes, and write twice more."""
    with tempfile.TemporaryDirectory(prefix="sojourn-test-") as folder:
        root = Path(folder)
        root.chmod(0o711)
        found = run_program("back-up", str(root))
        moment = datetime.fromisoformat(str(found["moment"]))
        counts = [int(str(found[name])) for name in ("before", "between", "after")]
        yield BackedUp(root, counts[0], counts[1], counts[2], moment, str(found["said"]))
