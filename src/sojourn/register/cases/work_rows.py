"""The work list read: its rows, its counts, and the row after another one. Ids, codes and days; nobody's name.

Nothing here takes a person: a list holds one's own work, the work that one covers, and for those who assign cases the
assigned or waiting work of their own office.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings

from sojourn.register import clock
from sojourn.register.cases.own import stands_in_for
from sojourn.register.cases.work_query import WorkQuery
from sojourn.register.cases.work_sql import Scope, count_statement, key_statement, page_statement, parameters
from sojourn.register.door.acting import Acting, Refused
from sojourn.register.door.policy import predicate
from sojourn.register.review.order import Bounds, Urgency, bounds_at
from sojourn.register.store.statements import select

#: Rows of one page.
ROWS = 30


@dataclass(frozen=True)
class WorkRow:
    """One row of the work list: a case, or a review piece.

    Attributes:
        case_id: empty for a piece. piece: its number; none for a case.
        urgency: all that ordered it.
        kind: of a piece; empty for a case.
        lifecycle, law_known_at, stage, next_step, due_clock, blocked, blocked_by: of a case, as its row keeps them.
        with_id, with_name: who has it; none: it waits.
        note, noted_at: the last handover note.
    """

    case_id: str
    piece: int | None
    urgency: Urgency
    kind: str
    lifecycle: str
    law_known_at: date | None
    stage: str
    next_step: str
    due_clock: str
    blocked: int
    blocked_by: tuple[str, ...]
    with_id: int | None
    with_name: str
    note: str
    noted_at: datetime | None

    @property
    def place(self) -> str:
        """Give the word by which an address names the row."""
        return f"case:{self.case_id}" if self.case_id else f"piece:{self.piece}"


@dataclass(frozen=True)
class WorkPage:
    """A page of rows; ``more``: whether others follow."""

    rows: tuple[WorkRow, ...]
    more: bool


def bounds_now() -> Bounds:
    """Give the instants that part the groups of urgency at this moment, in the country's zone."""
    return bounds_at(clock.now(), ZoneInfo(settings.CONFIGURATION.zone))


def scope_of(acting: Acting, query: WorkQuery) -> Scope:
    """Say whose work may be shown; custody cases of one's own and of those one covers are in every list of one's own.

    Raises:
        Refused: ``not-allowed``: an office's work, without the right to assign cases.
    """
    see_cases = _rule(acting)
    if query.whose == "office":
        return _office_scope(acting, query, see_cases)
    own = (acting.user_id,) if acting.user_id is not None else ()
    covered = tuple(each for each in stands_in_for(own[0]) if each not in own) if own else ()
    chosen = {"mine": own, "covering": covered}.get(query.whose, (*own, *covered))
    return Scope((*own, *covered), chosen, () if query.whose == "covering" else own, see_cases)


def list_page(acting: Acting, query: WorkQuery, most: int = ROWS, *, scope: Scope | None = None) -> WorkPage:
    """Read one page of work; ``scope``: that of ``scope_of``, where it was read already.

    Raises:
        Refused: as ``scope_of``.
    """
    rows = _read(scope or scope_of(acting, query), query, most + 1)
    return WorkPage(tuple(rows[:most]), len(rows) > most)


def count_groups(acting: Acting, query: WorkQuery, *, scope: Scope | None = None) -> dict[str, int]:
    """Count the rows of each group of urgency; ``work_sql.COUNTED`` + 1 stands for "more than that".

    Raises:
        Refused: as ``scope_of``.
    """
    scope = scope or scope_of(acting, query)
    given = {**parameters(query, scope, bounds_now(), None), "zone": settings.CONFIGURATION.zone}
    return {group: int(number) for group, number in select(count_statement(query, scope), given)}


def _read(scope: Scope, query: WorkQuery, most: int) -> list[WorkRow]:
    zone = settings.CONFIGURATION.zone
    statement, named = key_statement(query.after, scope)
    places = select(statement, {**named, "zone": zone}) if statement else []
    key = places[0] if places else None
    given = {**parameters(query, scope, bounds_now(), key), "zone": zone, "most": most}
    return [_row(each) for each in select(page_statement(query, scope, key), given)]


def _row(told: tuple[object, ...]) -> WorkRow:
    _what, case_id, piece, liberty, due_at, questions, offence, since, kind, *rest = told
    lifecycle, known_at, stage, step, due_clock, blocked, blocked_by, with_id, with_name, note, noted_at = rest
    return WorkRow(
        case_id or "",  # type: ignore[arg-type]  # the columns of the statement, each of its kind
        piece,  # type: ignore[arg-type]
        Urgency(liberty, due_at, questions, offence, since),  # type: ignore[arg-type]
        str(kind or ""),
        str(lifecycle or ""),
        known_at,  # type: ignore[arg-type]
        str(stage or ""),
        str(step or ""),
        str(due_clock or ""),
        blocked or 0,  # type: ignore[arg-type]
        tuple(blocked_by or ()),  # type: ignore[arg-type]
        with_id,  # type: ignore[arg-type]
        str(with_name or ""),
        str(note or ""),
        noted_at,  # type: ignore[arg-type]
    )


def _office_scope(acting: Acting, query: WorkQuery, see_cases: str) -> Scope:
    if not acting.office or not acting.may("assign_cases"):
        raise Refused("not-allowed", "your roles do not let you see the work of an office. Next: go to My work.")
    if query.colleague is not None:
        only = (query.colleague,)
        return Scope(only, only, only, see_cases, acting.office)
    return Scope((), (), (), see_cases, acting.office, whole_office=True)


def _rule(acting: Acting) -> str:
    """Give the policies' rule as SQL; who may not see cases at all is shown none, whoever assigned them."""
    columns: dict[str, object] = {"restricted": "restricted", "office": "office", "assigned_to": "assigned_to_id"}
    return predicate(acting, "see_cases", columns, "case").as_string().replace("%", "%%")  # type: ignore[arg-type]
