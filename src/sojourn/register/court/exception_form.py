"""The form of a legal exception to a clock of custody."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from sojourn.law.procedure.clock_rules import ClockRule
from sojourn.law.procedure.deadline import Deadline
from sojourn.register.components.dates import DayField
from sojourn.register.court.exceptions import Excepting
from sojourn.register.court.record_form import read_hour
from sojourn.register.desk.controls import code_box


class ExceptionForm(forms.Form):
    """The reason from the closed list of the rule, the new end, and the text of law that allows it."""

    why = forms.ChoiceField(
        label=_("Reason"),
        help_text=_("The list is closed: it has the reasons that the rule of this clock knows."),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the reason.")},
    )
    until_day = DayField(label=_("New end: day"))
    until_time = forms.CharField(
        label=_("New end: time"),
        help_text=_("Hours and minutes, for example 16:05."),
        max_length=5,
        widget=code_box(5),
        error_messages={"required": _("Give the time of the new end.")},
    )
    citation = forms.CharField(
        label=_("Text of law that allows it"),
        max_length=200,
        error_messages={"required": _("Name the text of law that allows it.")},
    )

    def __init__(self, deadline: Deadline, rule: ClockRule, *args: Any, **kwargs: Any) -> None:
        """Offer the reasons of the rule."""
        super().__init__(*args, **kwargs)
        self.deadline = deadline
        self.fields["until_day"].error_messages["required"] = _("Give the day of the new end.")
        field = self.fields["why"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(code, code.replace("_", " ")) for code in rule.exceptions]

    def clean(self) -> dict[str, Any]:
        """Make an instant of the new end, in the zone of the clock."""
        cleaned = super().clean() or {}
        if cleaned.get("until_day") and cleaned.get("until_time"):
            try:
                hour = read_hour(cleaned["until_time"])
            except ValidationError as error:
                self.add_error("until_time", error)
            else:
                cleaned["until"] = datetime.combine(cleaned["until_day"], hour, ZoneInfo(self.deadline.zone))
        return cleaned

    @property
    def wanted(self) -> Excepting:
        """Give the exception as a valid form wants it."""
        given = self.cleaned_data
        return Excepting(
            self.deadline.clock, self.deadline.start_record, given["why"], given["until"], given["citation"]
        )
