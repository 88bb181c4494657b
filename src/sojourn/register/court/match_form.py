"""The form that says which case a message belongs to."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from sojourn.register.desk.controls import code_box


class MatchForm(forms.Form):
    """The number of the case."""

    case_id = forms.RegexField(
        r"^\s*c[0-9a-f]{20}\s*$",
        label=_("Number of the case"),
        help_text=_("It is c and 20 digits and letters; it stands at the head of the case."),
        max_length=30,
        widget=code_box(20),
        error_messages={
            "required": _("Give the number of the case."),
            "invalid": _("This is not the number of a case. It is c and 20 digits and letters a to f."),
        },
    )
