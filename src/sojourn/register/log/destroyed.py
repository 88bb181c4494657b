"""What the log leaves of rows that were destroyed: the digest, without the salt, so that nobody can test a guess.

A covered row may be missing only where a row of ``retention_destroyed`` names it by source and key; that table is
covered itself. The leaf stays, and with it every root and every proof that was given out.
"""

from __future__ import annotations

from collections.abc import Sequence

from sojourn.register.store.statements import run


def forget_salts(source: str, keys: Sequence[str]) -> int:
    """Forget the salts of the entries of rows that are destroyed in this transaction; gives how many.

    Args:
        source: what the log calls the table.
        keys: of the rows, as the log writes them (``store.logged.key_text``).
    """
    listed = list(keys)
    return run(
        "UPDATE log_leaf SET salt = NULL WHERE source = %s AND key = ANY(%s) AND salt IS NOT NULL", [source, listed]
    )
