"""The work list as a page shows it: groups in words, filters with what is chosen, links. No name but colleagues'."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy

from sojourn.law.procedure.deadline import URGENCIES
from sojourn.register.cases.work_query import WorkQuery
from sojourn.register.cases.work_rows import WorkRow
from sojourn.register.cases.work_sql import COUNTED
from sojourn.register.cases.work_words import BLOCKED, KINDS, STAGES, WHOSE, blocked_words, due_words, step_title
from sojourn.register.components.days import long_day
from sojourn.register.review import words
from sojourn.register.review.order import GROUPS, Bounds, group_of
from sojourn.register.review.work_page import PLACES

Filter = dict[str, object]
#: Views that people come back to: words, and the query that each is.
VIEWS: tuple[tuple[Promise, WorkQuery], ...] = (
    (gettext_lazy("Everything"), WorkQuery()),
    (gettext_lazy("Overdue and due today"), WorkQuery(due=("overdue", "due_today"))),
    (gettext_lazy("Cases that nothing blocks"), WorkQuery(kinds=("case",), blocked="no")),
    (gettext_lazy("Blocked cases"), WorkQuery(kinds=("case",), blocked="yes")),
    (gettext_lazy("Covering for somebody"), WorkQuery(whose="covering")),
)
OFFICE_VIEWS: tuple[tuple[Promise, WorkQuery], ...] = (
    (gettext_lazy("My office, everything"), WorkQuery(whose="office")),
    (gettext_lazy("My office, overdue"), WorkQuery(whose="office", due=("overdue",))),
)


@dataclass(frozen=True)
class RowShown:
    """One row in words. ``with_url``: the list of that colleague's work, for those who assign cases."""

    case_id: str
    title: str
    url: str
    kind: str
    next_step: str
    due: str
    blocked: str
    with_name: str
    with_url: str
    note: str
    back_url: str
    back_text: str
    hand_over_url: str = ""
    transfer_url: str = ""


#: What stands for the number of a case in an address that is made once for all rows of a page.
_ANY = "c00000000000000000000"


@dataclass(frozen=True)
class _Addresses:
    """Where the links of the rows of cases lead, with ``_ANY`` for the case; ``colleague`` ends with the number 0."""

    case: str
    back: str
    hand_over: str
    transfer: str
    colleague: str


@dataclass(frozen=True)
class GroupShown:
    """One group of the page: its words, how many there are in all, and the rows of this page."""

    code: str
    title: str
    count: str
    rows: list[RowShown]


@dataclass(frozen=True)
class View:
    """A link to a view of the list."""

    text: str
    url: str
    current: bool


def groups_shown(
    rows: tuple[WorkRow, ...], counts: Mapping[str, int], query: WorkQuery, bounds: Bounds, me: int | None
) -> list[GroupShown]:
    """Lay the rows of a page out in their groups; a group without a row here is left out."""
    found: dict[str, list[RowShown]] = {code: [] for code in URGENCIES}
    addresses = _addresses(query)
    for row in rows:
        shown = _case_row(row, addresses, bounds, me) if row.case_id else _piece_row(row, query, bounds)
        found[group_of(row.urgency, bounds)].append(shown)
    return [
        GroupShown(code, str(GROUPS[code]), number_words(counts.get(code, 0)), each)
        for code, each in found.items()
        if each
    ]


def number_words(number: int) -> str:
    """Write a count; nobody counts past ``COUNTED``."""
    return gettext("more than %(number)s") % {"number": COUNTED} if number > COUNTED else str(number)


def filters_shown(query: WorkQuery, counts: Mapping[str, int], *, may_assign: bool, covers: bool) -> list[Filter]:
    """Give the filters with what is chosen; custody has no box: it is in every list.

    The work of an office has neither stages nor blockers to choose (``WorkQuery``).
    """
    whose = [
        code
        for code in WHOSE
        if code in ("", "mine") or (code == "office" and may_assign) or (code == "covering" and covers)
    ]
    due = {code: GROUPS[code] for code in URGENCIES if code != "liberty"}
    stages = {code: text for code, text in STAGES.items() if code != "closed"}
    shown = [
        _radios(gettext("Whose"), "whose", {code: WHOSE[code] for code in whose}, query.whose),
        _boxes(gettext("Due"), "due", due, query.due, {code: number_words(counts.get(code, 0)) for code in due}),
        _boxes(gettext("Kind of work"), "kind", KINDS, query.kinds),
    ]
    if query.whose == "office":
        return shown
    return [
        *shown,
        _radios(gettext("Blocked"), "blocked", BLOCKED, query.blocked),
        _boxes(gettext("Stage of cases"), "stage", stages, query.stages),
    ]


def views_shown(query: WorkQuery, *, may_assign: bool) -> list[View]:
    """Give the links of common views; any other view is kept by keeping its address."""
    views = (*VIEWS, *(OFFICE_VIEWS if may_assign else ()))
    return [View(str(text), _at(each.address()), query == each) for text, each in views]


def next_url(query: WorkQuery, last: WorkRow) -> str:
    """Give the address of the page after a row."""
    return _at(query.address(after=last.place))


def case_url(case_id: str, query: WorkQuery) -> str:
    """Give the address of a case, with the list it was opened from, so that the next one follows without going back."""
    asked = query.address(after="")
    return f"{reverse('case', args=[case_id])}?next={quote(asked, safe='')}"


def _addresses(query: WorkQuery) -> _Addresses:
    office = query.whose == "office"
    return _Addresses(
        case=case_url(_ANY, query),
        back=reverse("work_case_back", args=[_ANY]),
        hand_over=reverse("work_handover", args=[_ANY]),
        transfer=reverse("work_transfer", args=[_ANY]) if office else "",
        colleague=_at(WorkQuery(whose="office", colleague=0).address()) if office else "",
    )


def _case_row(row: WorkRow, addresses: _Addresses, bounds: Bounds, me: int | None) -> RowShown:
    note = (
        gettext("%(note)s (noted on %(day)s)") % {"note": row.note, "day": long_day(row.noted_at)} if row.note else ""
    )
    return RowShown(
        case_id=row.case_id,
        title=gettext("Case %(number)s") % {"number": row.case_id},
        url=addresses.case.replace(_ANY, row.case_id),
        kind=str(STAGES.get(row.stage, row.stage)),
        next_step=step_title(row),
        due=due_words(row, bounds),
        blocked=blocked_words(row),
        with_name=row.with_name or gettext("Nobody: it waits to be given out"),
        with_url=f"{addresses.colleague[:-1]}{row.with_id}" if addresses.colleague and row.with_id else "",
        note=note,
        back_url=addresses.back.replace(_ANY, row.case_id) if row.with_id == me else "",
        back_text=gettext("Give back"),
        hand_over_url=addresses.hand_over.replace(_ANY, row.case_id),
        transfer_url=addresses.transfer.replace(_ANY, row.case_id),
    )


def _piece_row(row: WorkRow, query: WorkQuery, bounds: Bounds) -> RowShown:
    office, number = query.whose == "office", row.piece or 0
    return RowShown(
        case_id="",
        title=gettext("%(kind)s %(number)s") % {"kind": words.say(words.KINDS, row.kind), "number": number},
        url="" if office else reverse(PLACES[row.kind], args=[number]),
        kind=words.say(words.WHY_HERE, row.kind),
        next_step=words.say(words.NEXT, row.kind),
        due=due_words(row, bounds),
        blocked="",
        with_name=row.with_name,
        with_url=_at(WorkQuery(whose="office", colleague=row.with_id).address()) if office and row.with_id else "",
        note="",
        back_url=reverse("work_back", args=[number]),
        back_text=gettext("Put back") if office else gettext("Give back"),
    )


def _at(address: str) -> str:
    return f"{reverse('work')}?{address}" if address else reverse("work")


def _radios(legend: str, name: str, known: Mapping[str, object], chosen: str) -> Filter:
    options = [{"value": code, "text": text, "checked": code == chosen} for code, text in known.items()]
    return {"legend": legend, "name": name, "kind": "radios", "options": options}


def _boxes(
    legend: str,
    name: str,
    known: Mapping[str, object],
    chosen: tuple[str, ...],
    counts: Mapping[str, str] | None = None,
) -> Filter:
    options = [
        {"value": code, "text": text, "checked": code in chosen, "count": (counts or {}).get(code)}
        for code, text in known.items()
    ]
    return {"legend": legend, "name": name, "options": options}
