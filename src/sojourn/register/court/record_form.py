"""The form of one kind of fact, made of the table of kinds: when it was received, its source, then what it says."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sojourn.evidence.fact_kinds import FactKind
from sojourn.register import clock
from sojourn.register.cases.law_of_case import law_now
from sojourn.register.cases.step_forms import reference_field
from sojourn.register.components.dates import DayField
from sojourn.register.court.record_words import DAYS, INSTANTS, STATEMENTS, columns_of, words_of
from sojourn.register.desk.controls import code_box
from sojourn.register.desk.given import read_issuer, read_number

#: The clocks of two offices may differ by this much.
_SLACK = timedelta(minutes=10)
LABELS: dict[str, str | Promise] = {
    "filed_at": gettext_lazy("Filed"),
    "decided_at": gettext_lazy("Decided"),
    "notified_at": gettext_lazy("The person was told"),
    "valid_from": gettext_lazy("First day"),
    "valid_to": gettext_lazy("Last day"),
    "type": gettext_lazy("Type"),
    "outcome": gettext_lazy("Outcome"),
    "benefit": gettext_lazy("What it is about"),
    "class": gettext_lazy("Class"),
    "authority": gettext_lazy("Court or authority"),
    "statute": gettext_lazy("Provision of law"),
    "end_reason": gettext_lazy("Why it ended"),
    "days": gettext_lazy("Number of days"),
    "entries": gettext_lazy("Number of entries"),
    "territory": gettext_lazy("Country"),
    "place": gettext_lazy("Place"),
    "served_by": gettext_lazy("How it was served"),
    "reference": gettext_lazy("Reference: docket, receipt or file number"),
    "document_number": gettext_lazy("Number of the document"),
    "other_document_number": gettext_lazy("Number of the other document"),
    "other_document_issuer": gettext_lazy("Issuer of the other document"),
}
#: Where a kind calls a column by another name.
_OWN_LABELS: dict[tuple[str, str], str | Promise] = {
    ("hearing", "valid_from"): gettext_lazy("Day of the hearing"),
    ("hearing", "decided_at"): gettext_lazy("When the court set it"),
    ("custody_start", "decided_at"): gettext_lazy("The act of detention"),
    ("custody_start", "valid_from"): gettext_lazy("Day of detention, where the hour is not known"),
    ("custody_end", "decided_at"): gettext_lazy("Released"),
    ("conviction", "authority"): gettext_lazy("Court"),
    ("conviction", "reference"): gettext_lazy("Docket"),
    ("conviction", "statute"): gettext_lazy("Statute"),
    ("conviction", "decided_at"): gettext_lazy("Day of the conviction"),
    ("conviction", "days"): gettext_lazy("Sentence, in days"),
    ("conviction", "territory"): gettext_lazy("Country of the court"),
    ("death", "valid_from"): gettext_lazy("Day of death"),
    ("contact", "place"): gettext_lazy("Address for letters"),
}
_HINTS: dict[str, str | Promise] = {
    "territory": gettext_lazy("Three letters, such as KEN. What forbids a country and names none forbids all."),
    "place": gettext_lazy("Of a hearing: the building and the room."),
    "authority": gettext_lazy("As it is called in its documents."),
}
#: Kinds of which a hint does not speak.
_NO_HINT = {("conviction", "territory"), ("contact", "place"), ("custody_start", "place")}


class RecordForm(forms.Form):
    """What a court or an authority did, taken from a document that is named, with the time at which it was received."""

    token = forms.RegexField(r"\A[0-9A-Z]{12}\Z", widget=forms.HiddenInput())
    received_at_day = DayField(
        label=gettext_lazy("Received on"),
        help_text=gettext_lazy("The day on which it reached the office, not today's unless it came today."),
    )
    received_at_time = forms.CharField(
        label=gettext_lazy("Received at"),
        max_length=5,
        widget=code_box(5),
        error_messages={"required": gettext_lazy("Give the time at which it was received.")},
    )

    def __init__(self, kind: FactKind, documents: Sequence[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        """Make the boxes of a kind; ``documents`` are those kept in the case: digest and words."""
        super().__init__(*args, **kwargs)
        self.kind, self.columns = kind, columns_of(kind)
        self.fields["received_at_day"].error_messages["required"] = _("Give the day on which it was received.")
        self.fields["document"] = forms.ChoiceField(
            label=_("Document of this case that it is taken from"),
            choices=[("", _("None of those kept here")), *documents],
            required=False,
        )
        if kind.about == "adverse":
            self.fields["on_paper"] = _on_paper()
        else:
            self.fields["paper"] = _written(_("A paper that is not kept here: what it is"), 200)
        zone = law_now().zone
        self.fields["received_at_time"].help_text = _(
            "Hours and minutes in the zone %(zone)s, for example 16:05. Minutes can matter."
        ) % {"zone": zone}
        for column in self.columns:
            if column == "place" and kind.name == "hearing":
                self.fields["hour"] = _written(_("Time, at the court"), 5)
            self._add(column)
        if kind.name == "conviction":
            self.fields["stated"] = _statements()
        else:
            self.fields["restricted"] = forms.BooleanField(
                label=_("Only a few may open this (protected classes, sealed matters, minors, staff)"), required=False
            )

    def _add(self, column: str) -> None:
        label = str(_OWN_LABELS.get((self.kind.name, column)) or LABELS[column])
        if column in INSTANTS:
            self.fields[f"{column}_day"] = DayField(label=_("%(what)s: day") % {"what": label}, required=False)
            if self.kind.name != "conviction":
                at = self.fields["received_at_time"].help_text
                self.fields[f"{column}_time"] = _written(_("%(what)s: time") % {"what": label}, 5, str(at))
            return
        self.fields[column] = field = _field(self.kind, column, label)
        if (column,) in self.kind.requires:
            field.required = True
            field.error_messages["required"] = _("Give this: %(names)s.") % {"names": label}

    def clean_territory(self) -> str:
        """Take a country by its three letters."""
        return read_issuer(str(self.cleaned_data["territory"]))

    def clean_document_number(self) -> str:
        """Read the number of a document."""
        text = str(self.cleaned_data["document_number"])
        return read_number(text) if text.strip() else ""

    def clean(self) -> dict[str, Any]:
        """Hold what was given against the kind: what it requires, its source, and the order of times."""
        cleaned = super().clean() or {}
        for column in ("received_at", *(name for name in self.columns if name in INSTANTS)):
            self._read_instant(cleaned, column)
        self._check_source(cleaned)
        self._check_required(cleaned)
        self._check_order(cleaned)
        if self.kind.name == "hearing":
            self._check_hearing(cleaned)
        return cleaned

    @property
    def values(self) -> dict[str, object]:
        """Give the columns of the fact that a valid form says."""
        given = self.cleaned_data
        values = {column: given.get(column) for column in ("received_at", *self.columns)}
        if given.get("restricted"):
            values["restricted"] = True
        if given.get("hour"):
            values["place"] = f"{given['hour']}, {given['place']}"
        return {column: value for column, value in values.items() if value not in (None, "")}

    @property
    def source(self) -> str:
        """Give the digest of the document that it is taken from, or what the paper is; empty: its reference."""
        return str(self.cleaned_data.get("document") or self.cleaned_data.get("paper") or "").strip()

    @property
    def on_paper(self) -> str:
        """Give the person's document number or reference as the paper has it; empty where none is asked for."""
        return str(self.cleaned_data.get("on_paper") or "").strip()

    def _read_instant(self, cleaned: dict[str, Any], column: str) -> None:
        """Make an instant of a day and a time of the country's zone; without a time it is the beginning of the day."""
        day, told = cleaned.get(f"{column}_day"), str(cleaned.get(f"{column}_time") or "").strip()
        if day is None:
            if told:
                self.add_error(f"{column}_day", _("Give the day as well."))
            return
        try:
            hour = read_hour(told) if told else time.min
        except ValidationError as error:
            self.add_error(f"{column}_time", error)
            return
        moment = datetime.combine(day, hour, ZoneInfo(law_now().zone))
        if moment > clock.now() + _SLACK:
            self.add_error(f"{column}_day", _("This lies in the future. Give the time at which it happened."))
        cleaned[column] = moment

    def _check_source(self, cleaned: dict[str, Any]) -> None:
        named = any(str(cleaned.get(name) or "").strip() for name in ("document", "reference", "paper"))
        if not named and "reference" not in self.errors:
            self.add_error(
                "reference",
                _("Name the source: a document of this case, or its reference.")
                if self.kind.about == "adverse"
                else _("Name the source: a document of this case, its reference, or the paper that you hold."),
            )

    def _check_required(self, cleaned: dict[str, Any]) -> None:
        for group in self.kind.requires:
            asked = [column for column in group if column in self.columns]
            if any(cleaned.get(column) for column in group) or not asked or _box(asked[0]) in self.errors:
                continue
            names = _(" or ").join(str(_OWN_LABELS.get((self.kind.name, each)) or LABELS[each]) for each in asked)
            self.add_error(_box(asked[0]), _("Give this: %(names)s.") % {"names": names})

    def _check_order(self, cleaned: dict[str, Any]) -> None:
        received, first, last = (cleaned.get(name) for name in ("received_at", "valid_from", "valid_to"))
        for column in ("filed_at", "decided_at"):
            if received and cleaned.get(column) and cleaned[column] > received:
                self.add_error(
                    "received_at_day",
                    _("It cannot have been received before it was made. Check both times."),
                )
        if first and last and last < first:
            self.add_error("valid_to", _("The last day lies before the first. Check both days."))

    def _check_hearing(self, cleaned: dict[str, Any]) -> None:
        on_day: date | None = cleaned.get("valid_from")
        if cleaned.get("outcome") == "held" and on_day and on_day > clock.today():
            self.add_error("valid_from", _("A hearing that was held lies not in the future. Check the day."))
        if not cleaned.get("outcome") or cleaned.get("outcome") == "set":
            missing = {"valid_from": on_day, "hour": cleaned.get("hour"), "place": cleaned.get("place")}
            for name in [name for name, value in missing.items() if not value and name not in self.errors]:
                self.add_error(name, _("A hearing is set for a day, a time and a place. Give all three."))
        if cleaned.get("hour"):
            try:
                cleaned["hour"] = f"{read_hour(cleaned['hour']):%H:%M}"
            except ValidationError as error:
                self.add_error("hour", error)
        if cleaned.get("hour") and not cleaned.get("place") and "place" not in self.errors:
            self.add_error("place", _("Give the place as well."))


def read_hour(text: str) -> time:
    """Read hours and minutes: 16:05, 16.05 or 1605.

    Raises:
        ValidationError: it is no time of a day.
    """
    found = re.fullmatch(r"(\d{1,2})[:.]?(\d{2})", text.strip())
    if found and int(found.group(1)) < 24 and int(found.group(2)) < 60:
        return time(int(found.group(1)), int(found.group(2)))
    raise ValidationError(_("This is not a time. Write hours and minutes, for example 16:05."))


def _box(column: str) -> str:
    return f"{column}_day" if column in INSTANTS else column


def _field(kind: FactKind, column: str, label: str) -> forms.Field:
    hint = "" if (kind.name, column) in _NO_HINT else str(_HINTS.get(column, ""))
    if column in DAYS:
        return DayField(label=label, required=False)
    words = words_of(kind, column)
    if words:
        return forms.ChoiceField(
            label=label, choices=[("", _("Not stated")), *((code, _(str(said))) for code, said in words.items())],
            required=False,
        )  # fmt: skip
    if column == "reference":
        return reference_field(label, required=False)
    if column in ("days", "entries"):
        return forms.IntegerField(label=label, min_value=0, max_value=36_600, required=False)
    return _written(label, 400 if column == "place" else 120, hint)


def _written(label: str, length: int, hint: str = "") -> forms.CharField:
    widget = code_box(5) if length <= 5 else forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"})
    return forms.CharField(label=label, help_text=hint, max_length=length, required=False, widget=widget)


def _on_paper() -> forms.CharField:
    field = _written(
        _("The person's document number or reference as it stands on the paper"),
        60,
        _("It has to be on the person's file already. The fact joins the person by this alone, never by a name."),
    )
    field.required = True
    field.error_messages["required"] = _("Give the document number or the reference of the person that the paper has.")
    return field


def _statements() -> forms.MultipleChoiceField:
    return _AllOf(
        label=_("I have seen the document, and it shows all of this"),
        choices=list(STATEMENTS.items()),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _NOT_ALL},
    )


_NOT_ALL = gettext_lazy(
    "A conviction is recorded only where all of this is so. Where one is not, or you do not know, record nothing."
)


class _AllOf(forms.MultipleChoiceField):
    """Every choice is to be made."""

    def validate(self, value: Any) -> None:
        """Refuse anything less than all."""
        super().validate(value)
        if set(value) != set(STATEMENTS):
            raise ValidationError(_NOT_ALL, code="required")
