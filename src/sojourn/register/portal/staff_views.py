"""Codes of a person, as staff give and end them."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from sojourn.register.door.acting import RegisterRequest
from sojourn.register.letters.words import LANGUAGES
from sojourn.register.portal.giving import MANDATE_LENGTH, REPRESENTATIVE, end_code, give_code, open_codes
from sojourn.register.portal.slips import slip_of
from sojourn.register.portal.words import HOW


class GiveForm(forms.Form):
    """Where a code is given, to whom, and in which language its slip is written."""

    how = forms.ChoiceField(
        label=_("How is the code given?"),
        choices=[
            ("post", _("At a border post or desk: the person is here")),
            ("consulate", _("At a consulate: the person is here")),
            ("letter", _("In a letter to the address on file")),
            (REPRESENTATIVE, _("Through a representative, with a mandate")),
        ],
        widget=forms.RadioSelect,
    )
    mandate = forms.CharField(
        label=_("Where the mandate is filed"),
        required=False,
        max_length=MANDATE_LENGTH,
        help_text=_("For a representative only. It is kept sealed; the log says `through a representative` alone."),
    )
    language = forms.ChoiceField(label=_("Language of the slip"), choices=list(LANGUAGES.items()), initial="en")

    def clean(self) -> dict[str, object]:
        """Hold the mandate against the way."""
        told: dict[str, object] = super().clean() or self.cleaned_data
        given = bool(str(told.get("mandate") or "").strip())
        if told.get("how") == REPRESENTATIVE and not given:
            self.add_error("mandate", _("A representative needs a mandate. Write where it is filed."))
        elif told.get("how") not in (None, REPRESENTATIVE) and given:
            self.add_error("mandate", _("A mandate is for a representative only. Choose that, or leave this empty."))
        return told


@require_http_methods(["GET", "POST"])
def codes(request: RegisterRequest, person_id: str) -> HttpResponse:
    """List the codes of a person; give one, and show its slip this once."""
    listed = open_codes(request.acting, person_id)
    form = GiveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        given = give_code(request.acting, person_id, told["how"], told["mandate"].strip())
        slip = slip_of(given, told["language"])
        return render(request, "portal_codes/slip.html", {"slip": slip, "person_id": person_id})
    context = {"codes": [(each, HOW[each.row.given_how]) for each in listed], "form": form, "person_id": person_id}
    return render(request, "portal_codes/codes.html", context, status=400 if form.errors else 200)


@require_POST
def end(request: RegisterRequest, code_id: int) -> HttpResponse:
    """End a code; whoever is in with it is out at once."""
    return redirect("person_codes", end_code(request.acting, code_id))
