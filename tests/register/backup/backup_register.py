"""A register that was backed up in a process of its own, and how such processes are run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

PROGRAM = Path(__file__).with_name("backup_program.py")


@dataclass(frozen=True)
class BackedUp:
    """A register that was backed up, and what stood in it.

    Attributes:
        root: a folder that other accounts may pass through; home, folder and key lie in it.
        before, between, after: entries of its log before the base, at the moment between two writes, and at the end.
        moment: between the two writes.
        base: what the first command printed.
    """

    root: Path
    before: int
    between: int
    after: int
    moment: datetime
    said: str

    @property
    def home(self) -> Path:
        return self.root / "home"

    @property
    def folder(self) -> Path:
        return self.root / "backups"

    @property
    def key(self) -> Path:
        return self.root / "key"


def run_program(*arguments: str, **told: str) -> dict[str, object]:
    """Run a part of the program in a process of its own: Django's database is another one there."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("SOJOURN_", "DJANGO_"))}
    command = [sys.executable, str(PROGRAM), *arguments]
    done = subprocess.run(command, env={**environ, **told}, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    found: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return found
