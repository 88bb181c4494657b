"""Question review: one question at a time, with the checklist, and an outcome. It accuses nobody."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from sojourn.errors import RegisterError
from sojourn.register.door.actions import refuse
from sojourn.register.review.asking import open_question
from sojourn.register.review.assigned import list_own
from sojourn.register.review.checklist import checks_for
from sojourn.register.review.forms import CheckForm, OutcomeForm
from sojourn.register.review.models import Assignment, Kind, Question
from sojourn.register.review.question_page import context_of
from sojourn.register.review.reviewing import Concluded, conclude
from sojourn.register.review.settling import settlers_for
from sojourn.register.review.views_work import acting_of


@require_GET
def questions(request: HttpRequest) -> HttpResponse:
    """Open the most urgent question that one has; without any, offer the next."""
    acting = acting_of(request)
    if not acting.may("review_questions"):
        refuse(acting, "review_questions")
    own = [piece for piece in list_own(acting) if piece.kind in (Kind.QUESTION, Kind.ORPHAN)]
    if own:
        return redirect("question", own[0].id)
    return render(request, "review/none.html", {"may_work": True, "kind": "question"})


@require_http_methods(["GET", "POST"])
def question(request: HttpRequest, piece_id: int) -> HttpResponse:
    """Show the question of a piece of work with its checklist, and take the outcome."""
    acting = acting_of(request)
    data = request.POST if request.method == "POST" else None
    checks = [CheckForm(check, data) for check in checks_for(_code_of(piece_id))]
    outcome = OutcomeForm(settlers_for(acting), data)
    problem = ""
    if data is not None and all([*(check.is_valid() for check in checks), outcome.is_valid()]):
        checked = {check.check_of.code: check.checked for check in checks}
        given = outcome.cleaned_data
        said = Concluded(checked, given["outcome"], given["note"], outcome.given, given["other_record"])
        try:
            conclude(acting, piece_id, said)
        except RegisterError as error:
            problem = error.message
        else:
            messages.success(request, gettext("The question is closed, with what you found."))
            return redirect("work")
    opened = open_question(acting, piece_id)
    return render(request, "review/question.html", context_of(opened, checks, outcome, problem))


def _code_of(piece_id: int) -> str:
    piece = Assignment.objects.filter(id=piece_id, kind=Kind.ORPHAN).exists()
    return str(Question.Code.ORPHAN_DEPARTURE if piece else Question.Code.UNEXPLAINED)
