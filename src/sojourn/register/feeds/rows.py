"""Rows in quarantine: counted and listed by feed and code without a value, opened one by one, repaired or discarded."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet

from sojourn.errors import RegisterError
from sojourn.register import clock
from sojourn.register.door.acting import Acting
from sojourn.register.door.actions import Done, action
from sojourn.register.door.verbs import Verb
from sojourn.register.store.models import Quarantined, QuarantineOutcome
from sojourn.register.store.row_shape import Source

if TYPE_CHECKING:
    from sojourn.register.intake.checking import Good

_FAULT = re.compile(r"^(?P<code>[\w-]+): `(?P<column>\w+)` holds (?P<said>.*)$")
_COUNT = """
SELECT code, count(*) FROM store_quarantined q, unnest(q.codes) AS code
WHERE q.feed = %s AND NOT EXISTS (SELECT 1 FROM store_quarantine_outcome o WHERE o.quarantined_id = q.quarantined_id)
GROUP BY code ORDER BY count(*) DESC, code
"""


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with a row: its code, the column (empty: the row as a whole), and the words."""

    code: str
    column: str
    said: str


@dataclass(frozen=True)
class OpenedRow:
    """A row in quarantine as whoever repairs it sees it.

    Attributes:
        row: what is known about it without its text.
        raw: its text as it came.
        values: the columns, where the text is a JSON object; empty otherwise.
        problems: what is wrong with it.
    """

    row: Quarantined
    raw: str
    values: Mapping[str, object]
    problems: tuple[Problem, ...]

    @property
    def source(self) -> Source:
        """Say which of the two tables the row belongs to."""
        return "fact" if self.row.source == "fact" else "movement"


def count_by_code(feed: str) -> dict[str, int]:
    """Count the open rows of a feed by what is wrong with them."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [feed])
        return {code: int(number) for code, number in cursor.fetchall()}


def open_rows(feed: str, code: str = "") -> QuerySet[Quarantined]:
    """Give the rows of a feed that nobody has repaired or discarded, the newest first; no values."""
    settled = QuarantineOutcome.objects.filter(quarantined_id=OuterRef("quarantined_id"))
    rows = Quarantined.objects.filter(~Exists(settled), feed=feed).order_by("-quarantined_id")
    return rows.filter(codes__contains=[code]) if code else rows


@action(Verb.ROW_OPENED, "repair_rows")
def open_row(acting: Acting, quarantined_id: int) -> Done[OpenedRow]:
    """Open a row in quarantine, with its text.

    Raises:
        RegisterError: ``quarantined-row-missing``, ``sealed-unreadable``.
    """
    opened = read_row(quarantined_id)
    return Done(opened, (opened.row.feed,), {"row": quarantined_id})


@action(Verb.ROW_REPAIRED, "repair_rows")
def repair(acting: Acting, quarantined_id: int, values: Mapping[str, object], reason: str) -> Done[str]:
    """Take a repaired row in as a record of its feed; gives the record's name.

    Raises:
        RegisterError: ``row-still-wrong``, with what is wrong with it now; ``quarantined-row-settled``.
    """
    from sojourn.register.intake.take_in import Origin, take_rows
    from sojourn.register.store.quarantine import record_outcome
    from sojourn.register.store.reading import get_record

    opened = read_row(quarantined_id)
    good, wrong = check(opened, values)
    digest = opened.row.message_digest
    kept = None if digest is None else bytes(digest)
    origin = Origin(UUID(str(opened.row.batch_id)), opened.row.feed, kept, acting.actor, clock.now())
    outcomes = take_rows(acting, opened.source, good, [], origin) if not wrong else []
    told = wrong or [outcome.reason or "" for outcome in outcomes if outcome.fate == "quarantined"]
    if told:
        raise RegisterError(
            "row-still-wrong",
            f"the row cannot be taken in yet: {'; '.join(told)}. Next: correct these columns, or discard the row.",
        )
    name = str(outcomes[0].record)
    record_outcome(quarantined_id, "repaired", acting.actor, reason, clock.now(), get_record(name).record_id)
    return Done(name, (opened.row.feed,), {"row": quarantined_id, "record": name})


@action(Verb.ROW_DISCARDED, "repair_rows")
def discard(acting: Acting, quarantined_id: int, reason: str) -> Done[None]:
    """Discard a row: it says nothing that can be used, or came again in a better form.

    Raises:
        RegisterError: ``quarantined-row-missing``, ``quarantined-row-settled``.
    """
    from sojourn.register.store.quarantine import record_outcome

    row = _get(quarantined_id)
    record_outcome(quarantined_id, "discarded", acting.actor, reason, clock.now())
    return Done(None, (row.feed,), {"row": quarantined_id, "reason": reason})


def read_row(quarantined_id: int) -> OpenedRow:
    """Read a row in quarantine with its text; the action that asked for it writes the event."""
    from sojourn.register.store import quarantine

    row = _get(quarantined_id)
    raw = quarantine.read_row(quarantined_id)
    return OpenedRow(row, raw, _values(raw), problems_of(row.codes, row.reason))


def check(opened: OpenedRow, values: Mapping[str, object]) -> tuple[list[Good], list[str]]:
    """Hold repaired values against the tests that every row passes; gives the row or what is wrong with it."""
    from sojourn.register.intake.checking import Terms, check_lines
    from sojourn.register.intake.lines import Line

    given = {name: value for name, value in values.items() if value not in (None, "", [])}
    line = Line(opened.row.line, json.dumps(given), given)
    good, bad = check_lines(opened.source, [line], Terms(opened.row.feed, clock.now()))
    return good, [each.reason for each in bad]


def problems_of(codes: list[str], reason: str) -> tuple[Problem, ...]:
    """Part the reason of a quarantined row into its problems; what names no column is about the whole row."""
    parts = [part for part in reason.split("; ") if part]
    joined: list[str] = []
    for part in parts:  # "allowed: ..." belongs to the problem before it
        if joined and not any(part.startswith(f"{code}:") for code in codes):
            joined[-1] += f"; {part}"
        else:
            joined.append(part)
    found = []
    for part in joined:
        told = _FAULT.match(part)
        if told:
            found.append(Problem(told["code"], told["column"], told["said"]))
        else:
            found.append(Problem(part.partition(":")[0], "", part.partition(": ")[2] or part))
    return tuple(found)


def _values(raw: str) -> dict[str, object]:
    try:
        read = json.loads(raw)
    except (ValueError, RecursionError):
        return {}
    return read if isinstance(read, dict) else {}


def _get(quarantined_id: int) -> Quarantined:
    found = Quarantined.objects.filter(quarantined_id=quarantined_id).first()
    if found is None:
        raise RegisterError(
            "quarantined-row-missing", f"there is no row {quarantined_id} in quarantine. Next: open the list anew."
        )
    return found
