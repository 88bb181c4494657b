"""The forms by which a person asks something at their door."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sojourn.register.components.dates import DayField
from sojourn.register.letters.documents import Sent
from sojourn.register.letters.forms import sent_of
from sojourn.register.requests.receiving import MOST_BYTES, MOST_WORDS
from sojourn.register.requests.words import COMPLAINED, MODES, WRONG

Choices = Sequence[tuple[str, str]]
_FILES = ("file_1", "file_2", "file_3")
_WORDS = _("In your own words and in any language. Give days and places where you know them.")
_TOKEN = r"\A[0-9A-Z]{12}\Z"  # noqa: S105 - the shape of a form's own number


class EvidenceField(forms.FileField):
    """A file of a size that is taken; what it is, its content tells."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Refuse a file that is too large before it is read."""
        found = super().clean(data, initial)
        if isinstance(found, UploadedFile) and (found.size or 0) > MOST_BYTES:
            raise forms.ValidationError(_("The file is larger than 10 MB. Send a picture of less detail."), code="size")
        return found


class FilesForm(forms.Form):
    """Up to three files at once."""

    file_1 = EvidenceField(
        label=_("What shows it"),
        required=False,
        help_text=_(
            "For example a boarding pass, a stamp of another country, a ticket that was used, a visa. PDF, PNG or "
            "JPEG, up to 10 MB. A photograph is enough."
        ),
    )
    file_2 = EvidenceField(label=_("Another file"), required=False)
    file_3 = EvidenceField(label=_("A third file"), required=False)

    def files_sent(self) -> tuple[Sent, ...]:
        """Give the files of a valid form."""
        return tuple(sent for name in _FILES if (sent := sent_of(self.cleaned_data.get(name))) is not None)


def _text(label: str | Promise, hint: str | Promise = "") -> forms.CharField:
    area = forms.Textarea(attrs={"rows": 8, "dir": "auto"})
    return forms.CharField(label=label, help_text=hint, max_length=MOST_WORDS, widget=area)  # type: ignore[arg-type] # lazy text


class AnswerForm(FilesForm):
    """An answer to a question or a letter."""

    target = forms.ChoiceField(label=_("What do you answer?"), widget=forms.RadioSelect)
    text = _text(_("Your answer"), _WORDS)
    token = forms.RegexField(_TOKEN, widget=forms.HiddenInput)
    field_order = ("target", "text", *_FILES, "token")

    def __init__(self, *args: Any, targets: Choices, **more: Any) -> None:
        """Offer what can be answered."""
        super().__init__(*args, **more)
        _offer(self, "target", targets)


class CorrectionForm(FilesForm):
    """What is wrong with the record."""

    topic = forms.ChoiceField(label=_("What is wrong?"), choices=list(WRONG.items()), widget=forms.RadioSelect)
    stay = forms.ChoiceField(label=_("Which stay is it about?"), required=False)
    text = _text(_("What is right"), _WORDS)
    token = forms.RegexField(_TOKEN, widget=forms.HiddenInput)
    field_order = ("topic", "stay", "text", *_FILES, "token")

    def __init__(self, *args: Any, stays: Choices, **more: Any) -> None:
        """Offer the person's stays."""
        super().__init__(*args, **more)
        _offer(self, "stay", [("", str(_("None in particular"))), *stays])


class ComplaintForm(FilesForm):
    """What somebody complains of."""

    topic = forms.ChoiceField(
        label=_("What do you complain about?"), choices=list(COMPLAINED.items()), widget=forms.RadioSelect
    )
    office = forms.ChoiceField(
        label=_("Which office is it about?"),
        required=False,
        help_text=_("Another office answers you, and the office that you name does not read your complaint here."),
    )
    text = _text(_("What happened"), _("In your own words and in any language."))
    token = forms.RegexField(_TOKEN, widget=forms.HiddenInput)
    field_order = ("topic", "office", "text", *_FILES, "token")

    def __init__(self, *args: Any, offices: Choices, **more: Any) -> None:
        """Offer the offices that had to do with the person."""
        super().__init__(*args, **more)
        _offer(self, "office", [("", str(_("I do not know"))), *offices])


class OfficeForm(forms.Form):
    """Which office a complaint is about, said later."""

    office = forms.ChoiceField(
        label=_("Which office is it about?"),
        help_text=_("Another office answers you, and the office that you name does not read your complaint here."),
    )

    def __init__(self, *args: Any, offices: Choices, **more: Any) -> None:
        """Offer the offices that had to do with the person."""
        super().__init__(*args, **more)
        _offer(self, "office", [("", str(_("I do not know"))), *offices])


class DepartureForm(forms.Form):
    """A departure, before or after it."""

    stay = forms.ChoiceField(label=_("Which stay ends with it?"), widget=forms.RadioSelect)
    day = DayField(label=_("On which day did you leave, or will you leave?"), help_text=_("For example 27 3 2027."))
    port = forms.RegexField(
        r"\A[A-Za-z0-9:\- ]{0,40}\Z",
        label=_("From which airport, port or border post?"),
        required=False,
        help_text=_("Its name or code, in Latin letters: for example JFK."),
    )
    mode = forms.ChoiceField(
        label=_("How?"),
        choices=[*MODES.items()],
        widget=forms.RadioSelect,
        required=False,
    )
    token = forms.RegexField(_TOKEN, widget=forms.HiddenInput)

    def __init__(self, *args: Any, stays: Choices, **more: Any) -> None:
        """Offer the person's stays without a departure on record."""
        super().__init__(*args, **more)
        _offer(self, "stay", stays)


class CheckForm(forms.Form):
    """A receipt's reference and its check code, typed from the paper."""

    reference = forms.CharField(
        label=_("Reference on the paper"),
        max_length=20,
        help_text=_("It begins with T."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"}),
    )
    code = forms.CharField(
        label=_("Check code on the paper"),
        max_length=20,
        help_text=_("10 letters and digits."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"}),
    )


def _offer(form: forms.Form, name: str, choices: Choices) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField), "it is a choice"
    field.choices = list(choices)
