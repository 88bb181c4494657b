"""The form of a bundle: why it is made, and which documents stay out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sojourn.register.bundle.making import NOTE
from sojourn.register.bundle.words import REASONS


class BundleForm(forms.Form):
    """Why a bundle is made, the court, and what counsel's privilege covers."""

    reason = forms.ChoiceField(
        label=_("Why the bundle is made"), choices=list(REASONS.items()), widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=_("Court and docket"),
        required=False,
        max_length=NOTE,
        help_text=_("It stands on the cover. Leave it empty where there is none."),
    )
    privileged = forms.TypedMultipleChoiceField(
        label=_("Documents that stay out, because counsel's privilege covers them"),
        help_text=_("Each is listed as withheld, with this ground."),
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, documents: Sequence[tuple[int, str]], **more: Any) -> None:
        """Make the form with the documents of the case."""
        super().__init__(*args, **more)
        field = self.fields["privileged"]
        assert isinstance(field, forms.TypedMultipleChoiceField)
        field.choices = list(documents)
        if not documents:
            del self.fields["privileged"]
