"""Rows of retention that the transparency log covers, noted in the transaction that writes them.

A covered row may be missing only where a row of ``retention_destroyed`` names it by source and key; that table is
covered itself. The leaf stays, without the salt, and with it every root and every proof that was given out.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from sojourn.register.retention.models import Batch, Certificate, Decision
from sojourn.register.retention.vouching import Beyond
from sojourn.register.store.logged import COVERED, note_rows
from sojourn.register.store.statements import run, select

_SOURCES = {Batch: "disposal_batch", Decision: "disposal_decision", Certificate: "disposal_certificate"}
_SALTS = """
UPDATE log_leaf l SET salt = NULL FROM retention_destroyed d
WHERE d.batch = %s AND l.source = d.source AND l.key = d.key AND l.salt IS NOT NULL
"""


def note_made(row: Batch | Decision | Certificate) -> None:
    """Note a row just written."""
    source = _SOURCES[type(row)]
    note_rows(source, [{name: getattr(row, name) for name in COVERED[source].columns}])


def last_destroyed() -> int:
    """Give the number of the last row that tells of a row destroyed."""
    return int(select("SELECT coalesce(max(id), 0) FROM retention_destroyed")[0][0])


def note_destroyed(batch_id: int, after: int, allowed: AbstractSet[tuple[str, str]]) -> int:
    """Note what tells of rows destroyed since; gives how many.

    Args:
        batch_id: of whose item they were. after: the last row before (``last_destroyed``).
        allowed: source and key of what may have gone (``vouching.entries_of``).

    Raises:
        Beyond: another row went, or is said to have gone.
    """
    columns = COVERED["destroyed"].columns
    found = select(f"SELECT {', '.join(columns)} FROM retention_destroyed WHERE id > %s ORDER BY id", [after])
    rows = [dict(zip(columns, row, strict=True)) for row in found]
    if any(row["batch"] != batch_id or (row["source"], row["key"]) not in allowed for row in rows):
        raise Beyond
    note_rows("destroyed", rows)
    return len(rows)


def forget_salts(batch_id: int) -> int:
    """Forget the salts of the leaves of rows that a batch destroyed: nobody can test a guess against them any more.

    A row whose entry was still on its way into the tree is met by the next call (``destroying`` calls it each day).
    """
    return run(_SALTS, [batch_id])
