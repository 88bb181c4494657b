"""The forms of feeds: a proposal, the repair of a row, a reason to discard it."""

from __future__ import annotations

from collections.abc import Mapping

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sojourn.register.components.dates import DayField
from sojourn.register.feeds.columns import HINTS, LABELS
from sojourn.register.feeds.models import FeedOverride
from sojourn.register.feeds.rows import OpenedRow
from sojourn.register.store.row_shape import COLUMNS
from sojourn.tables import Column

#: What whoever repairs a row does not set: the register sets it.
NOT_ASKED = ("feed", "recorded_at", "raw")

STATUSES: dict[str, Promise] = {
    FeedOverride.Status.RELEASED: _("Release the days from quarantine: the feed's records count"),
    FeedOverride.Status.QUARANTINED: _("Set the days in quarantine: what rests on the feed is not known"),
}
DISCARD_REASONS: dict[str, Promise] = {
    "came_again": _("The record came again, in a form that can be used"),
    "nothing_usable": _("It says nothing that can be used"),
    "not_for_us": _("It was not meant for this register"),
}
REPAIR_REASONS: dict[str, Promise] = {
    "source_asked": _("The source was asked, and gave the right value"),
    "raw_shows": _("The original message shows the right value"),
    "form_only": _("Only the form of a value was wrong, not what it says"),
}


class ProposalForm(forms.Form):
    """Days of a feed to release or to set in quarantine, with the reason."""

    status = forms.ChoiceField(
        label=_("What do you propose?"), choices=list(STATUSES.items()), widget=forms.RadioSelect
    )
    first = DayField(label=_("First day"))
    last = DayField(label=_("Last day"))
    port = forms.CharField(label=_("Port"), help_text=_("Leave it empty for all ports."), required=False, max_length=40)
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("What was checked, with whom, and what came of it. Without names of travellers."),
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
    )

    def clean(self) -> dict[str, object]:
        """Hold the days against each other."""
        given: dict[str, object] = super().clean() or {}
        first, last = given.get("first"), given.get("last")
        if first and last and str(last) < str(first):
            self.add_error("last", gettext("The last day lies before the first."))
        return given


class DiscardForm(forms.Form):
    """Why a row is discarded."""

    why = forms.ChoiceField(
        label=_("Why is it discarded?"), choices=list(DISCARD_REASONS.items()), widget=forms.RadioSelect
    )


class RepairForm(forms.Form):
    """The columns of a row as fields; those with a problem first. Nothing is required: the row's own tests decide."""

    def __init__(self, opened: OpenedRow, data: object = None) -> None:
        """Make a field of each column, filled with what the row said."""
        super().__init__(data)  # type: ignore[arg-type] # a QueryDict or nothing
        wrong = {problem.column: problem.said for problem in opened.problems}
        columns = [column for column in COLUMNS[opened.source] if column.name not in NOT_ASKED]
        for column in sorted(columns, key=lambda each: each.name not in wrong):
            field = _field(column)
            field.initial = _written(opened.values.get(column.name))
            if column.name in wrong:
                field.help_text = gettext("This was wrong: it holds %(said)s.") % {"said": wrong[column.name]}
            self.fields[column.name] = field
        self.wrong_names = [column.name for column in columns if column.name in wrong]
        self.fields["why"] = forms.ChoiceField(
            label=_("How do you know?"), choices=list(REPAIR_REASONS.items()), widget=forms.RadioSelect
        )
        self._kinds = {column.name: column.kind for column in columns}

    @property
    def wrong(self) -> list[forms.BoundField]:
        """Give the fields of the columns with a problem."""
        return [self[name] for name in self.wrong_names]

    @property
    def rest(self) -> list[forms.BoundField]:
        """Give the fields of all other columns."""
        return [self[name] for name in self._kinds if name not in self.wrong_names]

    @property
    def values(self) -> dict[str, object]:
        """Give the values of a valid form, in the types of their columns."""
        return {name: _typed(kind, str(self.cleaned_data[name]).strip()) for name, kind in self._kinds.items()}


def _field(column: Column) -> forms.Field:
    label = str(LABELS[column.name])
    if column.allowed:
        options: list[tuple[str, str | Promise]] = [("", _("Not given")), *((word, word) for word in column.allowed)]
        return forms.ChoiceField(label=label, choices=options, required=False)
    if column.kind == "bool":
        options = [("", _("Not given")), ("true", _("Yes")), ("false", _("No"))]
        return forms.ChoiceField(label=label, choices=options, required=False)
    return forms.CharField(label=label, help_text=str(HINTS.get(column.kind, "")), required=False, max_length=500)


def _written(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return ";".join(str(each) for each in value)
    return "" if value is None else str(value)


def _typed(kind: str, text: str) -> object:
    if not text:
        return None
    if kind == "bool":
        return text == "true"
    if kind == "int" and text.lstrip("-").isdigit():
        return int(text)
    return [part.strip() for part in text.split(";") if part.strip()] if kind == "texts" else text


def hint_rows(values: Mapping[str, object]) -> list[tuple[str, str]]:
    """Give what a row said, column by column, as its page lists it."""
    return [(str(LABELS.get(name, name)), _written(value)) for name, value in values.items()]
