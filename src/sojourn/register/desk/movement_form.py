"""Keying a border crossing that no other source sent."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from sojourn.evidence.airports import find_port, to_utc
from sojourn.register import clock
from sojourn.register.components.dates import DayField, PartialDateField
from sojourn.register.desk.controls import code_box, name_box
from sojourn.register.desk.given import read_issuer, read_number

#: Days before this are slips of the pen.
FIRST_DAY = date(1950, 1, 1)
_PORT = re.compile(r"[A-Z0-9]{2,8}(:[A-Z0-9]{2,8})?")
_CLASS = re.compile(r"[A-Z0-9]{1,8}(-[A-Z0-9]{1,4})?")
_TOKEN = r"[0-9A-Z]{12}"  # noqa: S105 - no secret: the id of the record to be
#: A port whose zone is not known may be this far ahead of UTC.
_AHEAD = timedelta(hours=14)
#: The clocks of two posts may differ by this much.
_SLACK = timedelta(minutes=10)

DIRECTIONS = (("arrival", _("Arrival")), ("departure", _("Departure")))
DOCUMENT_TYPES = (
    ("P", _("Passport or other travel document")),
    ("I", _("Identity card")),
    ("A", _("Card with the code A in its zone")),
    ("C", _("Card with the code C in its zone")),
)
MODES = (("", _("Not stated")), ("air", _("By air")), ("sea", _("By sea")), ("land", _("By land")))


def read_port(text: str) -> str:
    """Read the code of a port.

    Raises:
        ValidationError: it is no code.
    """
    code = text.strip().upper()
    if not _PORT.fullmatch(code):
        raise ValidationError(
            _(
                "This is not the code of a port. Use its letters, such as NBO, or a code with its scheme, "
                "such as IATA:NBO."
            )
        )
    return code


def check_day(day: date, port: str) -> None:
    """Refuse a day that lies in the future at the port, or long ago.

    Raises:
        ValidationError: such a day.
    """
    if day > (clock.now() + _AHEAD).date():
        raise ValidationError(_("The day lies in the future. Give the day on which it happened."))
    if day < FIRST_DAY:
        raise ValidationError(_("The year is too early. Give it with four digits."))


class MovementForm(forms.Form):
    """One crossing of one person, as the officer saw it."""

    token = forms.RegexField(_TOKEN, widget=forms.HiddenInput())
    direction = forms.ChoiceField(
        label=_("What did the person do?"),
        choices=DIRECTIONS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether it is an arrival or a departure.")},
    )
    port = forms.CharField(
        label=_("Port"),
        help_text=_("Where it happened; your own office unless you change it."),
        max_length=17,
        widget=code_box(10),
        error_messages={"required": _("Give the code of the port.")},
    )
    day = DayField(label=_("Day, at the port"))
    at = forms.TimeField(
        label=_("Time, at the port"),
        help_text=_("Hours and minutes, for example 16:05."),
        required=False,
        input_formats=["%H:%M", "%H.%M", "%H%M"],
        widget=code_box(5),
        error_messages={"invalid": _("This is not a time. Write hours and minutes, for example 16:05.")},
    )
    mode = forms.ChoiceField(label=_("How"), choices=MODES, required=False)
    document_number = forms.CharField(
        label=_("Document number"),
        max_length=40,
        widget=code_box(20),
        error_messages={"required": _("Give the number of the document that was shown.")},
    )
    document_issuer = forms.CharField(
        label=_("Issued by"),
        help_text=_("The three letters of the country, such as KEN."),
        max_length=3,
        widget=code_box(5),
        error_messages={"required": _("Give the three letters of the country that issued the document.")},
    )
    document_type = forms.ChoiceField(label=_("Kind of document"), choices=DOCUMENT_TYPES)
    surname = forms.CharField(
        label=_("Family name, as given"),
        help_text=_("In the script and spelling of the document. If there is only one name, write it here."),
        max_length=120,
        widget=name_box(),
        error_messages={"required": _("Give the name as it stands in the document.")},
    )
    given_names = forms.CharField(label=_("Given names, as given"), max_length=120, required=False, widget=name_box())
    birth_date = PartialDateField(
        label=_("Date of birth"),
        help_text=_("Leave the day, or the day and the month, empty if they are not in the document."),
    )
    nationality = forms.CharField(
        label=_("Nationality"),
        help_text=_("Three letters, such as KEN."),
        max_length=3,
        required=False,
        widget=code_box(5),
    )
    admitted_class = forms.CharField(
        label=_("Class of the permission"),
        help_text=_("Only on an arrival, as in the stamp, for example B-2."),
        max_length=12,
        required=False,
        widget=code_box(10),
    )
    admitted_until = DayField(
        label=_("Last authorised day"),
        required=False,
        help_text=_("Only on an arrival. Leave it empty where the law sets the day."),
    )
    duration_of_status = forms.BooleanField(label=_("Admitted for as long as the programme lasts"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Say in words of our own what is missing in a date."""
        super().__init__(*args, **kwargs)
        self.fields["day"].error_messages["required"] = _("Give the day on which it happened.")
        self.fields["birth_date"].error_messages["required"] = _("Give the year of birth, with month and day if known.")

    def clean_port(self) -> str:
        """Read the port."""
        return read_port(str(self.cleaned_data["port"]))

    def clean_document_number(self) -> str:
        """Read the document's number."""
        return read_number(str(self.cleaned_data["document_number"]))

    def clean_document_issuer(self) -> str:
        """Read who issued the document."""
        return read_issuer(str(self.cleaned_data["document_issuer"]))

    def clean_nationality(self) -> str:
        """Read the nationality."""
        return read_issuer(str(self.cleaned_data["nationality"]))

    def clean_admitted_class(self) -> str:
        """Read the class."""
        code = str(self.cleaned_data["admitted_class"]).strip().upper()
        if code and not _CLASS.fullmatch(code):
            raise ValidationError(_("This is not a class. Use letters and digits, for example B-2."))
        return code

    def clean(self) -> dict[str, Any]:
        """Hold the answers against each other."""
        cleaned = super().clean() or {}
        if "day" in cleaned and "port" in cleaned:
            self._check_time(cleaned)
        if cleaned.get("direction") == "departure":
            for name in ("admitted_class", "admitted_until", "duration_of_status"):
                if cleaned.get(name):
                    self.add_error(name, _("A departure has no permission. Leave this empty, or choose arrival."))
        until = cleaned.get("admitted_until")
        if until and cleaned.get("day") and until < cleaned["day"]:
            self.add_error("admitted_until", _("The last authorised day lies before the arrival. Check both days."))
        if until and cleaned.get("duration_of_status"):
            self.add_error(
                "duration_of_status", _("Give a last authorised day, or say that the programme decides; not both.")
            )
        return cleaned

    def _check_time(self, cleaned: dict[str, Any]) -> None:
        try:
            check_day(cleaned["day"], cleaned["port"])
        except ValidationError as error:
            self.add_error("day", error)
            return
        occurred = occurred_at(cleaned["day"], cleaned.get("at"), cleaned["port"])
        if occurred is not None and occurred > clock.now() + _SLACK:
            self.add_error("at", _("The time lies in the future. Give the time at the port."))


def occurred_at(day: date, at: time | None, port: str) -> datetime | None:
    """Give the instant of a local time at a port; none where no time is given or the port's zone is not known."""
    known = find_port(port)
    if at is None or known is None or known.zone is None:
        return None
    return to_utc(datetime.combine(day, at), known.zone).instant
