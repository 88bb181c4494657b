"""The next case of a list, from inside a case: the order goes on where it is, without going back to the list."""

from __future__ import annotations

from dataclasses import replace

from sojourn.register.cases.work_query import read_query
from sojourn.register.cases.work_rows import list_page
from sojourn.register.door.acting import Acting


def next_of(acting: Acting, query: str, case_id: str) -> str | None:
    """Find the case that follows another one in a list.

    Args:
        query: the address of the list after ``?`` (what a case's address carries as ``next``).
        case_id: the case that is open now; where it is no longer in the list, its place is still known.

    Returns:
        The number of the next case; None where no case follows, or where the list is not for whoever asks.
    """
    asked = replace(read_query(query), kinds=("case",), after=f"case:{case_id}")
    if asked.whose == "office" and not acting.may("assign_cases"):
        return None
    page = list_page(acting, asked, most=1)
    return page.rows[0].case_id if page.rows else None
