"""The forms of retention: a reason, a hold."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from sojourn.register.components.dates import DayField


class ReasonForm(forms.Form):
    """Why somebody proposes, confirms, declines, or ends a hold."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("What you looked at, and what it shows. Without names of persons."),
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
    )


class HoldForm(forms.Form):
    """A hold: about whom, by whose authority, on which legal basis, until when."""

    about = forms.CharField(
        label=_("Id of the person or of the case"),
        help_text=_("As the authority's letter names it. Nothing is searched here, and no record is opened."),
        max_length=60,
    )
    authority = forms.CharField(label=_("Authority"), help_text=_("The court or the office that asks."), max_length=200)
    legal_basis = forms.CharField(label=_("Legal basis"), help_text=_("The text, with its article."), max_length=300)
    reference = forms.CharField(label=_("Their reference"), max_length=100)
    until = DayField(label=_("Last day"), help_text=_("A hold has an end; it can be set again."))
