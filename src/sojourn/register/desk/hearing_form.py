"""Hearing the person: what they showed, and what it shows."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sojourn.register.components.dates import DayField
from sojourn.register.desk.controls import code_box
from sojourn.register.desk.movement_form import MODES, check_day, read_port

#: What can be shown: a closed list; the code is kept with the record.
SHOWN: dict[str, str | Promise] = {
    "stamp": _("A stamp in a passport"),
    "boarding_pass": _("A boarding pass"),
    "foreign_entry_stamp": _("An entry stamp of another country"),
    "ticket": _("A ticket that was used"),
    "witness": _("A witness who came along"),
    "other_document": _("Another document"),
}

SHOWS = (
    ("departure", _("that they left the country on a day")),
    ("arrival", _("that they came into the country on a day")),
)


class HearingForm(forms.Form):
    """What the person showed the officer, who examined and accepted it."""

    token = forms.RegexField(r"[0-9A-Z]{12}", widget=forms.HiddenInput())
    shown = forms.MultipleChoiceField(
        label=_("What did the person show?"),
        help_text=_("Choose all that you examined."),
        choices=list(SHOWN.items()),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose what the person showed.")},
    )
    direction = forms.ChoiceField(
        label=_("It shows"),
        choices=SHOWS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether it shows a departure or an arrival.")},
    )
    day = DayField(label=_("On which day"))
    port = forms.CharField(
        label=_("At which place"),
        help_text=_("The code of the port or crossing, such as NBO."),
        max_length=17,
        widget=code_box(10),
        error_messages={"required": _("Give the code of the place.")},
    )
    mode = forms.ChoiceField(label=_("How"), choices=MODES, required=False)
    accepted = forms.BooleanField(
        label=_("I examined what was shown, and I accept it"),
        error_messages={
            "required": _(
                "Only what you examined and accept is recorded here. If you do not accept it, record nothing "
                "and tell the person why."
            )
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Say in words of our own what is missing in a date."""
        super().__init__(*args, **kwargs)
        self.fields["day"].error_messages["required"] = _("Give the day that it shows.")

    def clean_port(self) -> str:
        """Read the place."""
        return read_port(str(self.cleaned_data["port"]))

    def clean(self) -> dict[str, Any]:
        """Refuse a day in the future."""
        cleaned = super().clean() or {}
        if cleaned.get("day"):
            try:
                check_day(cleaned["day"], cleaned.get("port", ""))
            except ValidationError as error:
                self.add_error("day", error)
        return cleaned
