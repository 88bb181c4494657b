"""What was believed on a day, with what was known at a time: the question, and the engine's answer to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from sojourn.register import clock
from sojourn.register.components.dates import DayField
from sojourn.register.records.stay_version import StayVersion, read_found


@dataclass(frozen=True)
class PastAsked:
    """The day asked about, and the last moment whose records count."""

    as_of: date
    known_at: datetime


class PastForm(forms.Form):
    """What did we believe: about which day, and with what was known by the end of which day."""

    as_of = DayField(label=_("About the day"))
    known_on = DayField(
        required=False,
        label=_("With what was known by the end of"),
        help_text=_("Leave this empty to use all that is known now."),
    )

    def clean_known_on(self) -> date | None:
        """Refuse a day to come: nobody knows yet what will be known."""
        day: date | None = self.cleaned_data["known_on"]
        if day is not None and day > clock.today():
            raise forms.ValidationError(_("This day has not come yet. Give today or an earlier day."))
        return day

    def asked(self) -> PastAsked:
        """Give the question of a form that is in order."""
        as_of: date = self.cleaned_data["as_of"]
        day: date | None = self.cleaned_data.get("known_on")
        if day is None or day >= clock.today():
            return PastAsked(as_of, clock.now())
        end = datetime.combine(day + timedelta(days=1), time(), UTC) - timedelta(microseconds=1)
        return PastAsked(as_of, end)


def ask_past(person_id: str, asked: PastAsked) -> list[StayVersion]:
    """Answer for a person with only what was known then, by day of arrival."""
    from sojourn.register.answering.past import believed

    return read_found(believed(person_id, asked.as_of, asked.known_at))


def find_stay(found: list[StayVersion], stay_id: str, arrival_id: str | None) -> StayVersion | None:
    """Find a stay among those believed in then: by its id, else by the record of its arrival."""
    by_id = next((version for version in found if version.stay_id == stay_id), None)
    if by_id or arrival_id is None:
        return by_id
    return next((version for version in found if arrival_id in version.record_names), None)
