"""The proofs of a bundle: for each row that it tells of, that the row stands in the log and was not changed."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass

from django.utils.translation import gettext as _

from sojourn.proof.merkle import inclusion_path
from sojourn.register.bundle.cells import Table, make_table
from sojourn.register.bundle.draft import Draft, Part, ToProve, pairs, shown
from sojourn.register.bundle.reading import CaseRead
from sojourn.register.log.covered_rows import row_query
from sojourn.register.log.tree import Head, find_head, stored_nodes
from sojourn.register.store.log_entry import canonical_text
from sojourn.register.store.statements import select

_LEAVES = """
SELECT DISTINCT ON (source, key) source, key, leaf_index, salt, digest FROM log_leaf
WHERE source = %s AND key = ANY(%s) AND leaf_index < %s ORDER BY source, key, leaf_index
"""
#: Rows of which the bundle gives the content with its salt, so that it can be held against the entry, and how they are
#: found by an index. A look or a link decision is none of them: its row names whoever looked or decided by number.
_GIVEN = {"answer": "stay_id = ANY(%s)", "case_event": "case_id = ANY(%s)", "record": "name = ANY(%s)"}
_Place = tuple[str, str]


@dataclass(frozen=True)
class _Leaf:
    """An entry of the log, with the row where it is given."""

    index: int
    salt: bytes | None
    digest: bytes


def tell_log(read: CaseRead, draft: Draft) -> None:
    """Prove the rows that the bundle tells of; those that wait for the log are listed as such."""
    head = find_head()
    leaves = _leaves(draft.to_prove, head)
    proofs = list(_proofs(read, draft.to_prove, leaves, head)) if head else []
    waiting = [asdict(each) for each in draft.to_prove if (each.source, each.key) not in leaves]
    told = {"proofs": proofs, "waiting": waiting}
    draft.files["proofs/log.json"] = (json.dumps(told, indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode()
    if head:
        draft.files["proofs/checkpoint.note"] = head.note.encode()
    draft.section(
        "log",
        _("Proofs of the log"),
        Part(
            text=_(
                "Every row was entered into a tree of digests when it was written, and the root of the tree is signed "
                "(RFC 9162). Whoever changes, removes or moves a row changes the root. For each row there is the path "
                "from its entry to the root in proofs/log.json."
            )
        ),
        *_checkpoint(head),
        shown(_table(draft.to_prove, leaves)),
    )


def _checkpoint(head: Head | None) -> Iterator[Part]:
    if head is None:
        yield Part(text=_("The log has no checkpoint yet: every row waits."))
    else:
        told = head.checkpoint
        yield pairs(
            (_("Log"), told.origin),
            (_("Entries"), told.size),
            (_("Root"), base64.b64encode(told.root).decode()),
        )


def _leaves(wanted: Sequence[ToProve], head: Head | None) -> dict[_Place, _Leaf]:
    """Find the entries of rows that the checkpoint has."""
    found: dict[_Place, _Leaf] = {}
    for source in sorted({each.source for each in wanted}) if head else ():
        keys = [each.key for each in wanted if each.source == source]
        for of, key, index, salt, digest in select(_LEAVES, [source, keys, head.checkpoint.size if head else 0]):
            found[of, key] = _Leaf(index, bytes(salt) if salt is not None else None, bytes(digest))
    return found


def _proofs(
    read: CaseRead, wanted: Sequence[ToProve], leaves: Mapping[_Place, _Leaf], head: Head
) -> Iterator[dict[str, object]]:
    rows, node, size = _rows(read), stored_nodes(), head.checkpoint.size
    for each in wanted:
        place = (each.source, each.key)
        leaf = leaves.get(place)
        if leaf is None:
            continue
        row = rows.get(place) if leaf.salt is not None else None
        yield {
            "source": each.source,
            "key": each.key,
            "what": each.what,
            "digest": leaf.digest.hex(),
            "leaf": leaf.index,
            "path": [base64.b64encode(step).decode() for step in inclusion_path(node, leaf.index, size)],
            "salt": leaf.salt.hex() if leaf.salt is not None and row is not None else None,
            "row": row,
        }


def _rows(read: CaseRead) -> dict[_Place, str]:
    """Give the canonical form of the rows whose content is given."""
    asked = {
        "answer": sorted({version.stay_id for version in read.versions}),
        "case_event": [read.case.case_id],
        "record": sorted({row.name for row in read.rows}),
    }
    found: dict[_Place, str] = {}
    for source, wanted in asked.items():
        query = row_query(source)
        rows = select(f"SELECT key, told::text FROM ({query.sql} WHERE t.{_GIVEN[source]}) AS r", [wanted])
        found |= {(source, key): canonical_text(told.encode(), query.floats).decode() for key, told in rows}
    return found


def _table(wanted: Sequence[ToProve], leaves: Mapping[_Place, _Leaf]) -> Table:
    columns = (
        ("what", _("what the row is")),
        ("source", _("what the log calls its table")),
        ("key", _("its key")),
        ("leaf", _("the number of its entry; empty: it waits for the log")),
        ("digest", _("SHA-256 of the salt and the row, as it was entered")),
    )
    rows = []
    for each in wanted:
        leaf = leaves.get((each.source, each.key))
        entered = (leaf.index, leaf.digest.hex()) if leaf else (_("waits"), "")
        rows.append((each.what, each.source, each.key, *entered))
    says = _("Each row that this bundle tells of, and its entry in the log.")
    return make_table("log_entries", _("Entries"), says, columns, rows, ("what", "source", "leaf", "digest"))
