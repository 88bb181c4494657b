"""What a work list is asked for. It stands whole in the address: a view that somebody wants to keep is its address."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import QueryDict

from sojourn.law.procedure.deadline import URGENCIES
from sojourn.law.procedure.lifecycle import STAGES

WHOSE = ("mine", "covering", "office")
KINDS = ("case", "question", "pair", "orphan")
BLOCKED = ("yes", "no")


@dataclass(frozen=True)
class WorkQuery:
    """What is asked for; an empty filter keeps everything.

    INVARIANT: no filter here is about a person, and none takes away a case in which a custody clock runs. The work of
    an office cannot be narrowed to a stage or to what nothing blocks: no list of whom one may act against next is made.

    Attributes:
        whose: ``mine``, ``covering`` (work of those for whom one covers), ``office``; empty: mine and what one covers.
        kinds: of work. stages: of cases. blocked: ``yes`` or ``no``; neither of an office. due: groups of urgency.
        colleague: number of a user of one's office whose work is asked for; with ``whose=office`` only.
        after: the last row of the page before (``case:ID`` or ``piece:NUMBER``);
            one that the list may not show stands for the first page.
    """

    whose: str = ""
    kinds: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    blocked: str = ""
    due: tuple[str, ...] = ()
    colleague: int | None = None
    after: str = ""

    def __post_init__(self) -> None:
        """Drop what may not be asked of an office, however the query was made."""
        if self.whose == "office":
            object.__setattr__(self, "stages", ())
            object.__setattr__(self, "blocked", "")

    def address(self, **changed: object) -> str:
        """Give the query as the part of an address after ``?``, changed as told; empty where nothing is asked."""
        query = replace(self, **changed)  # type: ignore[arg-type]  # fields of this class
        colleague = query.colleague if query.colleague is not None else ""
        pairs = [("whose", query.whose), *(("kind", each) for each in query.kinds)]
        pairs += [*(("stage", each) for each in query.stages), ("blocked", query.blocked)]
        pairs += [*(("due", each) for each in query.due), ("with", str(colleague)), ("after", query.after)]
        return urlencode([(name, value) for name, value in pairs if value])


def read_query(address: str) -> WorkQuery:
    """Read what is asked for from an address; a word that is not known asks for nothing."""
    given = QueryDict(address)
    colleague = given.get("with", "")
    return WorkQuery(
        whose=_one(given.get("whose"), WHOSE),
        kinds=_known(given.getlist("kind"), KINDS),
        stages=_known(given.getlist("stage"), STAGES),
        blocked=_one(given.get("blocked"), BLOCKED),
        due=_known(given.getlist("due"), URGENCIES),
        colleague=int(colleague) if colleague.isascii() and colleague.isdigit() and len(colleague) < 10 else None,
        after=given.get("after", "")[:80].replace("\0", ""),
    )


def _known(given: Iterable[object], allowed: tuple[str, ...]) -> tuple[str, ...]:
    asked = {str(each) for each in given}
    return tuple(each for each in allowed if each in asked)


def _one(given: object, allowed: tuple[str, ...]) -> str:
    return str(given) if given in allowed else ""
