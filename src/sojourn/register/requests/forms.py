"""The forms by which staff give a request out, answer it, and note what recipients of a correction said."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sojourn.register.requests.deciding import MOST_WORDS, Decided
from sojourn.register.requests.models import Kind, Request
from sojourn.register.requests.words import OUTCOMES, TOLD_HOW


class AssignForm(forms.Form):
    """To which colleague a request goes."""

    user = forms.ChoiceField(label=_("Give it to"))

    def __init__(self, *args: Any, colleagues: Sequence[tuple[str, str]], **more: Any) -> None:
        """Offer the colleagues of one's office."""
        super().__init__(*args, **more)
        field = self.fields["user"]
        assert isinstance(field, forms.ChoiceField), "it is a choice"
        field.choices = list(colleagues)


class DecideForm(forms.Form):
    """The outcome of a request, with reasons; of a correction the records that were made."""

    outcome = forms.ChoiceField(label=_("Outcome"), widget=forms.RadioSelect)
    records = forms.MultipleChoiceField(
        label=_("Records that were made for it"),
        help_text=_("Records about this person that came in since the request. Record the correction first."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    reasons = forms.CharField(
        label=_("Reply to the person, with reasons"),
        help_text=_("They read it as it stands, with your name. Say in plain words what was changed, or why not."),
        max_length=MOST_WORDS,
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto"}),
    )

    def __init__(self, *args: Any, request: Request, records: Sequence[str], **more: Any) -> None:
        """Offer the outcomes of the kind, and the records that came in since."""
        super().__init__(*args, **more)
        outcomes, named = self.fields["outcome"], self.fields["records"]
        assert isinstance(outcomes, forms.ChoiceField), "it is a choice"
        assert isinstance(named, forms.MultipleChoiceField), "it is a choice"
        outcomes.choices = [(code, str(said)) for code, said in OUTCOMES[request.kind].items()]
        named.choices = [(name, name) for name in records]
        if not records or request.kind != Kind.CORRECTION:
            del self.fields["records"]

    def decided(self) -> Decided:
        """Give what a valid form decides."""
        given = self.cleaned_data
        return Decided(given["outcome"], given["reasons"], tuple(given.get("records", ())))


class HowForm(forms.Form):
    """How a recipient was told, or reminded."""

    how = forms.ChoiceField(label=_("How"), choices=list(TOLD_HOW.items()), widget=forms.RadioSelect)


class ConfirmForm(forms.Form):
    """A recipient has confirmed a correction."""

    their_reference = forms.CharField(
        label=_("Their reference"),
        help_text=_("How the recipient calls it, as their confirmation says."),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
    )
