"""The forms of an inquiry: how the person is named, on which ground, why; and what came of it."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from sojourn.register.oversight.inquiries import LONGEST, Asked
from sojourn.register.oversight.words import GROUNDS, NAMED_BY, RESULTS


class _Area(forms.Textarea):
    def __init__(self) -> None:
        super().__init__({"rows": 3})


class InquiryForm(forms.Form):
    """Whom the inquiry is about, by a reference that somebody gave, and why it is needed."""

    named_by = forms.ChoiceField(
        label=_("What do you have?"),
        choices=list(NAMED_BY.items()),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you have.")},
    )
    named = forms.CharField(
        label=_("The reference"),
        help_text=_("As it was given to you. There is no search by name, document or anything else about a person."),
        max_length=100,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Give the reference.")},
    )
    ground = forms.ChoiceField(
        label=_("Ground"),
        choices=list(GROUNDS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the ground.")},
    )
    reason = forms.CharField(
        label=_("Why is it needed?"),
        help_text=_(
            "Without names and numbers of documents. The person sees that there was an inquiry, not this text."
        ),
        max_length=LONGEST,
        widget=_Area(),
        error_messages={"required": _("Write why it is needed.")},
    )

    @property
    def asked(self) -> Asked:
        """Give the inquiry as a valid form wants it."""
        given = self.cleaned_data
        return Asked(given["named_by"], given["named"], given["ground"], given["reason"])


class ResultForm(forms.Form):
    """What came of an inquiry."""

    result = forms.ChoiceField(
        label=_("What came of it?"),
        choices=list(RESULTS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what came of it.")},
    )
    note = forms.CharField(
        label=_("Note"),
        help_text=_("Without names and numbers of documents: what stands here is read by others."),
        required=False,
        max_length=LONGEST,
        widget=_Area(),
    )
