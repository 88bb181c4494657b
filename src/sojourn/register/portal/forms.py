"""The forms of the person's door."""

from __future__ import annotations

from datetime import date

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sojourn.register.components.dates import DayField, PartialDateField
from sojourn.stays.days_file import OwnStay, class_code

#: Lines for stays on the page at first, added by a press, and at most.
FIRST_ROWS, MORE_ROWS, MOST_ROWS = 3, 3, 24


class EnterForm(forms.Form):
    """A code, the number of a document and a birth date."""

    code = forms.CharField(
        label=_("Your code"),
        max_length=40,
        help_text=_("16 letters and digits. Small letters, spaces and hyphens do not matter."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"}),
    )
    document = forms.CharField(
        label=_("Number of your passport or other travel document"),
        max_length=40,
        help_text=_("One that you showed when you arrived, left or applied."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    born = PartialDateField(
        label=_("Your birth date"),
        help_text=_("For example 27 3 1985. If your papers show only the year, give the year."),
    )


class DaysForm(forms.Form):
    """Stays as somebody writes them down, and the days that they plan; nothing of it is kept.

    Attributes:
        rows: how many lines for stays there are.
    """

    planned_from = DayField(required=False, label=_("First day of the stay that you plan"))
    planned_to = DayField(required=False, label=_("Last day of the stay that you plan"))

    def __init__(
        self, data: QueryDict | None = None, *, rows: int, with_class: bool, initial: dict[str, object] | None = None
    ) -> None:
        """Make the lines; ``with_class``: the law gives each class of admission its own days."""
        super().__init__(data, initial=initial)
        self.rows = rows
        for number in range(rows):
            self.fields[f"arrived_{number}"] = DayField(required=False, label=_("First day here"))
            self.fields[f"departed_{number}"] = DayField(required=False, label=_("Last day here"))
        if with_class:
            self.fields["admitted_class"] = forms.CharField(
                required=False,
                max_length=10,
                label=_("Class of admission"),
                help_text=_("As it stands in your document or on your record, for example B2."),
            )
            self.fields["admitted_until"] = DayField(
                required=False, label=_("Last day that was given to you at the border, for your latest stay")
            )

    def pairs(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Give the lines: arrival and departure."""
        return [(self[f"arrived_{number}"], self[f"departed_{number}"]) for number in range(self.rows)]

    def clean(self) -> dict[str, object]:
        """Hold the days against one another."""
        told: dict[str, object] = super().clean() or self.cleaned_data
        for number in range(self.rows):
            self._check(f"arrived_{number}", f"departed_{number}")
        self._check("planned_from", "planned_to")
        going_on = [stay for stay in self.stays() if stay.departed_on is None]
        if len(going_on) > 1 or any(one.arrived_on < stay.arrived_on for one in going_on for stay in self.stays()):
            self.add_error(None, gettext("Only your latest stay can be without a last day."))
        if going_on and told.get("planned_from"):
            self.add_error(None, gettext("Give the last day of each stay before the one that you plan."))
        return told

    def stays(self) -> list[OwnStay]:
        """Give the stays that were typed, the last day given at the border with the latest."""
        told = self.cleaned_data
        named, until = class_code(told.get("admitted_class")), told.get("admitted_until")
        typed = [(told.get(f"arrived_{number}"), told.get(f"departed_{number}")) for number in range(self.rows)]
        days = sorted(((first, last) for first, last in typed if isinstance(first, date)), key=lambda pair: pair[0])
        return [
            OwnStay(arrived, departed, named, until if number == len(days) - 1 else None)
            for number, (arrived, departed) in enumerate(days)
        ]

    def _check(self, first: str, last: str) -> None:
        begins, ends = self.cleaned_data.get(first), self.cleaned_data.get(last)
        if ends and not begins and first not in self.errors:
            self.add_error(first, gettext("Give the first day too."))
        if begins and ends and ends < begins:
            self.add_error(last, gettext("The last day lies before the first one."))
