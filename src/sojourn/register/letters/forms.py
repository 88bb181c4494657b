"""The forms of letters, mail and documents."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sojourn.register import clock
from sojourn.register.cases.law_of_case import law_now
from sojourn.register.components.dates import DayField
from sojourn.register.letters import words
from sojourn.register.letters.content_check import MB
from sojourn.register.letters.documents import UPLOADED, Sent
from sojourn.register.letters.serving import BY, METHODS, OUTCOMES, Served

_FILES = _("PDF, PNG, JPEG or plain text, up to 20 MB.")
_MOST = 20 * MB
_AT = r"^([01]?\d|2[0-3]):[0-5]\d$"


class FileField(forms.FileField):
    """A file of a size that is taken; what it is, its content tells."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Refuse a file that is too large before it is read."""
        found = super().clean(data, initial)
        if isinstance(found, UploadedFile) and (found.size or 0) > _MOST:
            raise forms.ValidationError(_("The file is larger than 20 MB. Scan it with less detail."), code="size")
        return found


class LetterForm(forms.Form):
    """Which letter, in which language, relying on which facts."""

    language = forms.ChoiceField(
        label=_("Language"),
        required=False,
        help_text=_("Without a choice: the language that the person gave with the address, else English."),
        choices=[("", _("As the person said")), *words.LANGUAGES.items()],
    )
    records = forms.MultipleChoiceField(
        label=_("Facts that the notice relies on"), required=False, widget=forms.CheckboxSelectMultiple
    )
    grounds = forms.MultipleChoiceField(label=_("Reasons"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, records: list[tuple[str, str]], grounds: list[tuple[str, str]], **more: Any) -> None:
        """Make the form with the records of the case and the reasons of the step."""
        super().__init__(*args, **more)
        for name, choices in (("records", records), ("grounds", grounds)):
            field = self.fields[name]
            assert isinstance(field, forms.MultipleChoiceField)
            field.choices = choices
            if not choices:
                del self.fields[name]


class ServeForm(forms.Form):
    """One try to serve a letter."""

    method = forms.ChoiceField(
        label=_("How"), choices=[(code, words.METHODS[code]) for code in METHODS], widget=forms.RadioSelect
    )
    outcome = forms.ChoiceField(
        label=_("What came of it"),
        choices=[(code, words.OUTCOMES[code]) for code in OUTCOMES],
        widget=forms.RadioSelect,
    )
    by = forms.ChoiceField(label=_("Who brought it"), choices=[(code, words.BROUGHT_BY[code]) for code in BY])
    day = DayField(label=_("Day"))
    at = forms.RegexField(_AT, label=_("Time"), error_messages={"invalid": _("Write it like 14:05.")})
    proof = FileField(label=_("Proof"), required=False, help_text=_FILES)
    token = forms.RegexField(r"\A[0-9A-Z]{12}\Z", widget=forms.HiddenInput)

    def __init__(self, *args: Any, **more: Any) -> None:
        """Say in which zone the time is: that of the law, for a clock may begin with it."""
        super().__init__(*args, **more)
        self.zone = law_now().zone
        said = gettext("In the zone %(zone)s, for example 14:05.")
        self.fields["at"].help_text = said % {"zone": self.zone}

    def served(self) -> Served:
        """Give the try of a valid form."""
        given = self.cleaned_data
        hour, minute = map(int, given["at"].split(":"))
        at = datetime.combine(given["day"], time(hour, minute), ZoneInfo(self.zone))
        return Served(given["method"], given["outcome"], at, given["by"], given["token"], sent_of(given["proof"]))


class DocumentForm(forms.Form):
    """A document for a case."""

    file = FileField(label=_("File"), help_text=_FILES)
    about = forms.ChoiceField(label=_("What it is"), choices=[(code, words.ABOUT[code]) for code in UPLOADED])
    received = DayField(label=_("Day on which it reached us"))


class MailForm(forms.Form):
    """Mail that came in."""

    file = FileField(label=_("The paper, scanned"), help_text=_FILES)
    received = DayField(label=_("Day on which it reached us"))


class MatchForm(forms.Form):
    """Whose mail it is, by a reference alone."""

    reference = forms.CharField(
        label=_("Reference on the paper"),
        help_text=_("Of a letter, such as L-7F3K9X2QH4TB, or the number of a case. Nobody is looked for by name."),
        max_length=60,
    )
    is_answer = forms.BooleanField(label=_("The person answers a notice with it"), required=False)


def sent_of(file: UploadedFile | None) -> Sent | None:
    """Give a file as it was sent; none where none was."""
    if file is None:
        return None
    return Sent(file.name or "", file.content_type or "", file.read())


def today_parts() -> dict[str, object]:
    """Give today for a form's boxes, and the day and the time of now in the zone of the law."""
    here = clock.now().astimezone(ZoneInfo(law_now().zone))
    return {"day": here.date(), "received": clock.today(), "at": f"{here:%H:%M}"}
