"""What the person may ask for and where to turn: the ``rights.yaml`` of a law pack, with citations.

An entry decides nothing. It says which right it is, which authority answers for it, within how many days, and by which
text. A pack without the file has the entries of ``base``. An address says "to be filled by the country" until one is.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any

from sojourn.errors import LawError
from sojourn.law.loading import Problems, read_yaml
from sojourn.law.pack import PACKS, Pack

RIGHTS = ("access", "correction", "complaint", "appeal", "advice", "confirmation")
"""What an entry may be about; ``confirmation``: within how many days a recipient is to confirm a correction."""

TO_BE_FILLED = "to be filled by the country"
"""What stands where a country has yet to name an address."""

_FILE = "rights.yaml"
_DATES = ("checked_on", "check_by")
_OPTIONAL = ("days", "note")


@dataclass(frozen=True)
class Right:
    """One right, as a law pack tells it.

    Attributes:
        id: ``us.correction``. right: one of ``RIGHTS``.
        title: in plain words. text: what the person can do, in one or two sentences.
        authority: who answers for it, or hears it. address: where; ``TO_BE_FILLED`` until a country says it.
        citation, source: the text of law, and the document in which it was read (``unsourced``: in none yet).
        checked_on, checked_by, check_by: when somebody compared it with its source, who, and until when that holds.
        days: within how many days; None: the law sets none.
    """

    id: str
    right: str
    title: str
    text: str
    authority: str
    address: str
    citation: str
    source: str
    checked_on: date
    checked_by: str
    check_by: date
    days: int | None = None
    note: str = ""

    @property
    def has_address(self) -> bool:
        """Say whether a country has filled in where to turn."""
        return self.address != TO_BE_FILLED


@functools.lru_cache(maxsize=16)
def rights_of(pack: Pack) -> Mapping[str, Right]:
    """Give the rights of a pack, by what they are about; each of ``RIGHTS`` has one.

    Raises:
        LawError: ``law-rights``, with every problem of the file.
    """
    return read_rights(pack.folder if (pack.folder / _FILE).is_file() else PACKS / "base")


def read_rights(folder: Path) -> Mapping[str, Right]:
    """Read the ``rights.yaml`` of a folder.

    Raises:
        LawError: ``law-rights``, with every problem of the file.
    """
    problems: Problems = []
    written = read_yaml(folder / _FILE, problems)
    entries = written if isinstance(written, list) else []
    if not entries and not problems:
        problems.append("a list of entries is expected")
    found = [right for entry in entries if (right := _right_of(entry, problems)) is not None]
    told = [right.right for right in found]
    problems += [
        f"`{each}` stands {told.count(each)} times; allowed is once" for each in RIGHTS if told.count(each) > 1
    ]
    problems += [f"`{each}` is missing" for each in RIGHTS if each not in told]
    if problems:
        listed = "\n".join(f"  - {problem}" for problem in problems)
        raise LawError(
            "law-rights",
            f"the rights in `{folder.name}/{_FILE}` cannot be read:\n{listed}\n"
            f"Allowed is one entry for each of {', '.join(RIGHTS)}. Next: correct the file.",
        )
    return {right.right: right for right in found}


def _right_of(entry: Any, problems: Problems) -> Right | None:
    if not isinstance(entry, Mapping):
        problems.append(f"`{str(entry)[:40]}` is no entry; allowed are mappings")
        return None
    where = f"`{entry.get('id', '?')}`"
    known = [each.name for each in fields(Right)]
    found = [f"{where}: `{key}` is no key; allowed: {', '.join(known)}" for key in entry if key not in known]
    found += [f"{where}: `{key}` is missing" for key in known if key not in entry and key not in _OPTIONAL]
    if entry.get("right") not in RIGHTS:
        found.append(f"{where}: `right` is `{entry.get('right')}`; allowed: {', '.join(RIGHTS)}")
    found += [f"{where}: `{key}` must be a day" for key in _DATES if not isinstance(entry.get(key), date)]
    days = entry.get("days", 1)
    if not isinstance(days, int) or isinstance(days, bool) or not 1 <= days <= 366:
        found.append(f"{where}: `days` must be a whole number from 1 to 366")
    problems += found
    return None if found else Right(**{key: _plain(value) for key, value in entry.items()})


def _plain(value: Any) -> Any:
    return " ".join(value.split()) if isinstance(value, str) else value
