"""Rows against what is on file: whose record may be corrected, and which names are taken by other content."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sojourn.evidence.fates import ID_CONFLICT, NO_RIGHT, SET_ASIDE
from sojourn.evidence.validate import Fault
from sojourn.register.intake.checking import Bad, Good, bad_line
from sojourn.register.intake.lines import NOT_STORABLE, is_storable
from sojourn.register.intake.models import Right
from sojourn.register.store.blind import content_digest
from sojourn.register.store.row_shape import ID_COLUMN, Source, shape_row
from sojourn.register.store.statements import select

CONFLICT = Fault(
    None, ID_CONFLICT, "other content under a name that is taken", "a new id, or a correction with `corrects`"
)
NO_SUCH_RIGHT = Fault("corrects", NO_RIGHT, "the record of another feed", "a record of the same feed")

Rights = Mapping[str, frozenset[str]]
_Name = tuple[str, str]


def hold_against_file(source: Source, rows: Sequence[Good], rights: Rights) -> tuple[list[Good], list[Bad]]:
    """Part the rows into those that can be taken in and those that cannot, each in their order.

    Where a feed tells itself when it learned a record, the engine decides which of two contents came first.
    """
    taken = _contents_on_file({_name(source, row) for row in rows if is_storable(row.values)})
    good: list[Good] = []
    bad: list[Bad] = []
    for row in rows:
        given = rights.get(str(row.values["feed"]), frozenset())
        if not is_storable(row.values):
            bad.append(bad_line(row.line, NOT_STORABLE))
            continue
        if _of_another(row) and SET_ASIDE not in given:
            bad.append(bad_line(row.line, NO_SUCH_RIGHT))
            continue
        digest, known = content_digest(shape_row(source, row.values).said), taken[_name(source, row)]
        if known and digest not in known and Right.REPLAY not in given:
            bad.append(bad_line(row.line, CONFLICT))
            continue
        known.add(digest)
        good.append(row)
    return good, bad


def _name(source: Source, row: Good) -> _Name:
    return str(row.values["feed"]), str(row.values[ID_COLUMN[source]])


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
