"""The packages of the lock, held against the public list of advisories: ``python -m tools.audit``.

Runs ``pip-audit`` by uv, which brings it. Ends with 1 where an advisory is known, and with 2 where a package could not
be looked up: what was not asked about is no clean result, though ``pip-audit`` itself ends with 0 there.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

LOCKS = (Path("requirements.lock"), Path("requirements-spark.lock"))


@dataclass(frozen=True)
class Audited:
    """What an audit gave.

    Attributes:
        known: packages with an advisory: name, version, ids.
        asked: packages that the list was asked about.
        skipped: packages that it could not be asked about.
    """

    known: tuple[tuple[str, str, str], ...]
    asked: int
    skipped: tuple[str, ...]

    @property
    def code(self) -> int:
        """What the program ends with."""
        return 1 if self.known else 2 if self.skipped or not self.asked else 0

    def render(self) -> str:
        """Say it in words."""
        lines = [f"{name} {version}: {ids}" for name, version, ids in self.known]
        if self.skipped:
            lines.append(
                f"{len(self.skipped)} packages could not be looked up: the list of advisories cannot be reached from "
                "here, or does not know them. This is no clean result. Next: run it where that list is reachable."
            )
        lines.append(f"{self.asked} packages looked up, {len(self.known)} with an advisory.")
        return "\n".join(lines)


def read_report(text: str) -> Audited:
    """Read the report of ``pip-audit``."""
    found = json.loads(text)["dependencies"] if text.strip() else []
    asked = [each for each in found if "skip_reason" not in each]
    known = [
        (each["name"], each["version"], ", ".join(advisory["id"] for advisory in each["vulns"]))
        for each in asked
        if each["vulns"]
    ]
    return Audited(tuple(known), len(asked), tuple(each["name"] for each in found if "skip_reason" in each))


def audit(lock: Path) -> Audited:
    """Audit one lock."""
    uv = str(Path(sys.executable).with_name("uv"))
    command = [uv, "tool", "run", "pip-audit", "--require-hashes", "--disable-pip", "--format=json", "-r", str(lock)]
    return read_report(subprocess.run(command, capture_output=True, text=True, check=False).stdout)


def main() -> int:
    """Audit every lock, and print what was found."""
    worst = 0
    for lock in LOCKS:
        found = audit(lock)
        print(f"==> {lock}\n{found.render()}")
        worst = max(worst, found.code)
    return worst


if __name__ == "__main__":
    sys.exit(main())
