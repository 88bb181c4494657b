"""The pages of the sample: one's own pieces, and one piece looked at afresh."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sojourn.register.components.days import instant, long_day
from sojourn.register.door.acting import RegisterRequest
from sojourn.register.oversight import rechecking
from sojourn.register.oversight.conclusions import CANNOT_TELL, CLASSES
from sojourn.register.oversight.words import REASONS
from sojourn.register.records.record_fields import SAYS, WHOSE, list_fields


class CheckForm(forms.Form):
    """What the records show, and what that rests on."""

    conclusion = forms.ChoiceField(
        label=gettext_lazy("What do the records show on this day?"),
        choices=[*CLASSES.items(), (CANNOT_TELL, gettext_lazy("I cannot tell"))],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what the records show.")},
    )
    reason = forms.ChoiceField(
        label=gettext_lazy("What does that rest on?"),
        choices=list(REASONS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what it rests on.")},
    )
    note = forms.CharField(
        label=gettext_lazy("Note"),
        help_text=gettext_lazy("Without names and numbers of documents: what stands here is read by others."),
        required=False,
        max_length=rechecking.LONGEST,
        widget=forms.Textarea({"rows": 3}),
    )


@require_GET
def sample(request: RegisterRequest) -> HttpResponse:
    """Show one's own pieces of the sample by number, never about whom."""
    pieces = rechecking.list_pieces(request.acting)
    head = [_("Piece"), _("Month of the sample"), _("Yours since")]
    rows = [
        [
            {"text": _("Piece %(number)s") % {"number": each.pk}, "url": reverse("sample_piece", args=[each.pk])},
            f"{each.draw.month:%Y-%m}",
            instant(each.assigned_at) if each.assigned_at else "",
        ]
        for each in pieces
    ]
    full = len(pieces) >= rechecking.MOST_AT_ONCE
    return render(request, "oversight/sample.html", {"head": head, "rows": rows, "full": full})


@require_POST
def take(request: RegisterRequest) -> HttpResponse:
    """Take the next piece in which one had no part."""
    piece = rechecking.take_piece(request.acting)
    if piece is None:
        messages.info(request, _("No piece of the sample waits in which you had no part."))
        return redirect("sample")
    return redirect("sample_piece", piece.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def piece(request: RegisterRequest, piece_id: int) -> HttpResponse:
    """Show what was on file then, without any answer, and take what a look afresh concludes."""
    form = CheckForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        said = rechecking.Concluded(given["conclusion"], given["reason"], given["note"])
        rechecking.conclude(request.acting, piece_id, said)
        messages.success(
            request,
            _("Your conclusion is on file. It is held against the first result, which changes nothing by itself."),
        )
        return redirect("sample")
    opened = rechecking.open_piece(request.acting, piece_id)
    context = {
        "form": form,
        "rows": [
            {"term": _("The day asked about"), "value": long_day(opened.as_of)},
            {"term": _("Records known by"), "value": instant(opened.known_at)},
            {"term": _("The stay that begins with"), "value": opened.arrival},
        ],
        "records": [
            {
                "name": each.name,
                "rows": [
                    {"term": field.term, "value": field.value}
                    for columns in (SAYS, WHOSE)
                    for field in list_fields(each.values, columns)
                ],
            }
            for each in opened.records
        ],
        "erased": opened.erased,
    }
    return render(request, "oversight/sample_piece.html", context, status=422 if form.errors else 200)
