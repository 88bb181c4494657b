"""Rows against what is on file: whose record may be corrected, and which names are taken by other content."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sojourn.evidence.fates import ID_CONFLICT, NO_RIGHT, SET_ASIDE
from sojourn.evidence.validate import Fault
from sojourn.register.intake.checking import Bad, Good, bad_line
from sojourn.register.intake.lines import NOT_STORABLE, Line, is_storable
from sojourn.register.intake.models import Right
from sojourn.register.store.records import NewRecord
from sojourn.register.store.row_shape import Source
from sojourn.register.store.statements import select

CONFLICT = Fault(
    None, ID_CONFLICT, "other content under a name that is taken", "a new id, or a correction with `corrects`"
)
NO_SUCH_RIGHT = Fault("corrects", NO_RIGHT, "the record of another feed", "a record of the same feed")


@dataclass(frozen=True)
class Usable:
    """A row that can be taken in: its line and the record that it makes."""

    line: Line
    record: NewRecord


DigestOf = Callable[[Line], bytes | None]
Rights = Mapping[str, frozenset[str]]
_Name = tuple[str, str]


def hold_against_file(
    source: Source, rows: Sequence[Good], rights: Rights, digest_of: DigestOf
) -> tuple[list[Usable], list[Bad]]:
    """Part the rows into those that can be taken in and those that cannot, each in their order.

    Where a feed tells itself when it learned a record, the engine decides which of two contents came first.

    Args:
        source: which of the two tables the rows belong to.
        rows: the rows, each by itself in order.
        rights: what each feed may do.
        digest_of: gives the digest of the message in which a line came.
    """
    held: list[Usable] = []
    bad: list[Bad] = []
    for row in rows:
        if not is_storable(row.values):
            bad.append(bad_line(row.line, NOT_STORABLE))
        elif _of_another(row) and SET_ASIDE not in rights.get(str(row.values["feed"]), frozenset()):
            bad.append(bad_line(row.line, NO_SUCH_RIGHT))
        else:
            held.append(Usable(row.line, NewRecord(source, row.values, digest_of(row.line))))
    return _without_conflicts(held, rights, bad)


def _without_conflicts(held: Sequence[Usable], rights: Rights, bad: list[Bad]) -> tuple[list[Usable], list[Bad]]:
    """Leave out rows under whose name there is other content."""
    taken = _contents_on_file({_name(row) for row in held})
    good: list[Usable] = []
    for row in held:
        known, feed = taken[_name(row)], row.record.shaped.feed
        if known and row.record.content not in known and Right.REPLAY not in rights.get(feed, frozenset()):
            bad.append(bad_line(row.line, CONFLICT))
            continue
        known.add(row.record.content)
        good.append(row)
    return good, bad


def _name(row: Usable) -> _Name:
    return row.record.shaped.feed, row.record.shaped.id


def _of_another(row: Good) -> bool:
    corrects = row.values.get("corrects")
    return corrects is not None and str(corrects).partition("/")[0] != row.values["feed"]


def _contents_on_file(names: set[_Name]) -> dict[_Name, set[bytes]]:
    found: dict[_Name, set[bytes]] = defaultdict(set)
    if names:
        ordered = sorted(names)
        rows = select(
            "SELECT k.feed, k.id, k.content_digest FROM store_record_key k"
            " JOIN unnest(%s::text[], %s::text[]) AS asked (feed, id) USING (feed, id)",
            [[feed for feed, _ in ordered], [own for _, own in ordered]],
        )
        for feed, own, digest in rows:
            found[feed, own].add(bytes(digest))
    return found
