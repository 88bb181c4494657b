"""My work: review pieces and cases in one list, by urgency in words; the next piece on request."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from sojourn.errors import RegisterError
from sojourn.register.cases import work_shown
from sojourn.register.cases.assigning import any_waiting, find_next_waiting, take_next_case, urgency_of
from sojourn.register.cases.kept import drop_old
from sojourn.register.cases.own import stands_in_for
from sojourn.register.cases.work_query import WorkQuery, read_query
from sojourn.register.cases.work_rows import WorkPage, bounds_now, count_groups, list_page, scope_of
from sojourn.register.cases.work_sql import Scope
from sojourn.register.door.acting import Acting, RegisterRequest
from sojourn.register.door.actions import refuse
from sojourn.register.review import work_page
from sojourn.register.review.assigned import count_waiting, find_next, take_next
from sojourn.register.review.assigned import urgency_of as urgency_of_piece
from sojourn.register.review.decisions import list_lately
from sojourn.register.review.order import order_key
from sojourn.register.review.views_work import may_measure
from sojourn.register.review.withdrawn import list_withdrawn

Context = dict[str, object]


@require_GET
def work(request: RegisterRequest) -> HttpResponse:
    """Show my work; those who assign cases may look at their office's."""
    drop_old(request)
    acting, query = request.acting, read_query(request.GET.urlencode())
    scope = scope_of(acting, query)
    page, counts = list_page(acting, query, scope=scope), count_groups(acting, query, scope=scope)
    context = {**_list(acting, query, page, counts), **_around(acting, query)}
    return render(request, "cases/work.html", {**context, **_filters(acting, query, counts, scope)})


@require_POST
def take(request: RegisterRequest) -> HttpResponse:
    """Give the next piece of work, a review piece or a case, whichever comes first in the order; and open it."""
    acting = request.acting
    if not (_may_review(acting) or acting.may("work_cases")):
        refuse(acting, "work_cases")
    try:
        if _case_is_next(acting):
            return redirect("case", take_next_case(acting).case_id)
        return redirect(work_page.place_of(take_next(acting)))
    except RegisterError as problem:
        messages.info(request, problem.message)
        return redirect("work")


def _case_is_next(acting: Acting) -> bool:
    case = find_next_waiting(acting) if acting.may("work_cases") else None
    piece = find_next(acting) if _may_review(acting) else None
    if case is None or piece is None:
        return case is not None or not _may_review(acting)
    return order_key(urgency_of(case)) <= order_key(urgency_of_piece(piece))


def _may_review(acting: Acting) -> bool:
    return acting.may("review_questions")


def _list(acting: Acting, query: WorkQuery, page: WorkPage, counts: dict[str, int]) -> Context:
    return {
        "query": query,
        "office": query.whose == "office",
        "groups": work_shown.groups_shown(page.rows, counts, query, bounds_now(), acting.user_id),
        "count": work_shown.number_words(sum(counts.values())),
        "first_url": f"{reverse('work')}?{query.address(after='')}" if query.after else "",
        "next_url": work_shown.next_url(query, page.rows[-1]) if page.more else "",
        "bulk": any(row.case_id for row in page.rows),
        "may_assign": acting.may("assign_cases") and query.whose == "office",
        "may_close": query.whose != "office" and (acting.may("work_cases") or acting.may("decide_step")),
        "asked": query.address(),
    }


def _filters(acting: Acting, query: WorkQuery, counts: dict[str, int], scope: Scope) -> Context:
    office, may_assign = query.whose == "office", acting.may("assign_cases")
    covered = scope.held if not office or acting.user_id is None else stands_in_for(acting.user_id)
    covers = len(covered) > 1
    return {
        "named": covers or office,
        "filters": work_shown.filters_shown(query, counts, may_assign=may_assign, covers=covers),
        "views": work_shown.views_shown(query, may_assign=may_assign),
    }


def _around(acting: Acting, query: WorkQuery) -> Context:
    around: Context = {"may_have_cases": acting.may("work_cases"), "may_measure": may_measure(acting)}
    if query.whose == "office":  # one's own work, and what waits to be given out, are not told there
        return around
    pieces = count_waiting(acting) if _may_review(acting) else {}
    return {
        **around,
        "may_work": _may_review(acting) or acting.may("work_cases"),
        "waiting": work_page.waiting_sentence(pieces) if _may_review(acting) else "",
        "any_waiting": any(pieces.values()) or (acting.may("work_cases") and any_waiting(acting)),
        "lately": list_lately(acting),
        "withdrawn": list_withdrawn(acting),
    }
