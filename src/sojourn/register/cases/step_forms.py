"""The forms of a step: reasons of the closed list first, then records, then what the step needs; free text last."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import date

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sojourn.evidence.fact_kinds import fact_kinds
from sojourn.law.procedure.case_file import CaseFile
from sojourn.law.procedure.lifecycle import Step
from sojourn.law.procedure.own_word import is_own_word
from sojourn.register.cases.documents_shown import DocumentShown
from sojourn.register.cases.own_word import builds_against
from sojourn.register.cases.timeline import names_on_file, records_of
from sojourn.register.cases.wanted import NOTE_LENGTH, Wanted
from sojourn.register.components.dates import DayField
from sojourn.register.components.days import long_day
from sojourn.register.records.fact_words import short_words
from sojourn.register.records.identity import first_day_of

#: Requirements for which the step names the country of return.
DESTINATION = frozenset({"destination"})
#: Requirements, and kinds of fact, for which the step names a document by its reference.
DOCUMENT = frozenset({"notice_served", "charge_served", "travel_document", "warrant"})
#: Columns of a fact that the step itself sets: when it was decided, where to, and under which reference.
SET_BY_THE_STEP = frozenset({"decided_at", "territory", "reference"})
_DAYS = frozenset({"filed_at", "received_at", "decided_at", "notified_at", "valid_from", "valid_to"})

#: Choices in groups: the words of each group, and what can be chosen in it.
Choices = list[tuple[str, list[tuple[str, str]]]]

COLUMNS: dict[str, Promise] = {
    "filed_at": gettext_lazy("Day on which it was filed"),
    "received_at": gettext_lazy("Day on which it was received"),
    "notified_at": gettext_lazy("Day on which the person was told"),
    "valid_from": gettext_lazy("First day"),
    "valid_to": gettext_lazy("Last day"),
    "type": gettext_lazy("Type"),
    "outcome": gettext_lazy("Outcome"),
    "benefit": gettext_lazy("What it is about"),
    "class": gettext_lazy("Class"),
    "authority": gettext_lazy("Authority"),
    "statute": gettext_lazy("Provision of law"),
    "end_reason": gettext_lazy("Why it ended"),
    "days": gettext_lazy("Number of days"),
    "place": gettext_lazy("Place"),
    "served_by": gettext_lazy("How it was served"),
}


class StepForm(forms.Form):
    """What an officer says when they take or propose a step; one person, one officer, one reason."""

    def __init__(self, step: Step, file: CaseFile, opened: Collection[str] = (), data: object = None) -> None:
        """Make the form of one step.

        Args:
            step: the step.
            file: the file of the case, whose records may be relied on.
            opened: the names that the log proves whoever fills it in has opened.
            data: what was sent, or kept from before.
        """
        super().__init__(data)  # type: ignore[arg-type] # a QueryDict or nothing
        self.step = step
        self.columns = value_columns(step)
        if step.grounds:
            self.fields["grounds"] = _grounds(step)
        self.fields["records"] = _records(step, file, opened)
        if DESTINATION & set(step.requires):
            self.fields["destination"] = _destination()
        if DOCUMENT & set(step.requires) or step.records:
            self.fields["document"] = _document(step)
        for column in self.columns:
            self.fields[f"value_{column}"] = _column(step, column)
        self.fields["note"] = _note()

    def clean_destination(self) -> str:
        """Take a country by its three letters."""
        code = str(self.cleaned_data["destination"]).strip().upper()
        if not re.fullmatch(r"[A-Z]{3}", code):
            raise forms.ValidationError(_("Give the country by its three letters, for example NGA."), code="country")
        return code

    @property
    def wanted(self) -> Wanted:
        """Give the step as a valid form wants it."""
        given = self.cleaned_data
        values = {column: given[f"value_{column}"] for column in self.columns if given.get(f"value_{column}")}
        return Wanted(
            step=self.step.id,
            grounds=tuple(given.get("grounds", ())),
            note=given["note"],
            records=tuple(given["records"]),
            destination=given.get("destination", ""),
            document=given.get("document", "").strip(),
            values={**step_values(self.step), **{column: _plain(column, value) for column, value in values.items()}},
        )


class DeclineForm(forms.Form):
    """Why a proposed step is declined."""

    note = forms.CharField(
        label=gettext_lazy("Why do you decline it?"), max_length=NOTE_LENGTH, widget=forms.Textarea({"rows": 3})
    )


class AskForm(forms.Form):
    """Asked and answered: what was asked about a blocker, the answer, and what on file shows it."""

    answer = forms.ChoiceField(label=gettext_lazy("What was the answer?"), widget=forms.RadioSelect)
    source = forms.ChoiceField(
        label=gettext_lazy("The record or document that shows it"),
        help_text=gettext_lazy("A record of this person, or a document that is kept in this case."),
    )

    def __init__(self, blocker: str, sources: Choices, data: object = None, *, may_clear: bool = False) -> None:
        """Make the form.

        Args:
            blocker: what is asked about.
            sources: what on file may show the answer (``source_choices``).
            data: what was sent.
            may_clear: whoever answers may approve steps, and so say that B4 is cleared.
        """
        super().__init__(data)  # type: ignore[arg-type] # a QueryDict or nothing
        answers: list[tuple[str, str]] = [
            ("no", _("Nothing stands in the way, and the document shows it")),
            ("yes", _("Something stands in the way, or may: the step stays forbidden")),
        ]
        if blocker == "B4" and may_clear:
            answers.append(("cleared", _("Something does, and an officer trained for it allows the step")))
        field = self.fields["answer"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = answers
        source = self.fields["source"]
        assert isinstance(source, forms.ChoiceField)
        source.choices = [("", _("Choose")), *sources]


class BuiltForm(forms.Form):
    """What came of looking again at a step that was built on a record which was corrected since."""

    OUTCOMES: Mapping[str, Promise] = {
        "stands": gettext_lazy("The step stands: what remains on file carries it"),
        "put_right": gettext_lazy("The step has to be put right: it is reopened, rescinded or undone next"),
    }
    outcome = forms.ChoiceField(
        label=gettext_lazy("What follows?"), choices=list(OUTCOMES.items()), widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=gettext_lazy("Note"), required=False, max_length=NOTE_LENGTH, widget=forms.Textarea({"rows": 3})
    )


def value_columns(step: Step) -> tuple[str, ...]:
    """Name the columns that the fact of a step needs and that the step does not set by itself."""
    kind = fact_kinds().get(step.records)
    if kind is None:
        return ()
    known = SET_BY_THE_STEP | set(step.record_values)
    needed = [sorted(set(group) & set(COLUMNS)) for group in kind.requires if not known & set(group)]
    return tuple(columns[0] for columns in needed if columns)


def step_values(step: Step) -> dict[str, str]:
    """Give what the step itself says in the fact that it puts on file."""
    return {column: str(value) for column, value in step.record_values.items()}


def needs_reference(step: Step) -> bool:
    """Say whether the fact of a step says nothing without a reference."""
    kind = fact_kinds().get(step.records)
    return kind is not None and any("reference" in group for group in kind.requires)


def record_choices(file: CaseFile, opened: Collection[str]) -> list[tuple[str, str]]:
    """Offer the records that stand, the newest first, each in a few words, and whether it was opened."""
    known = sorted(records_of(file), key=lambda each: (first_day_of(each), each.name), reverse=True)
    read, unread = _("%(what)s, %(day)s (%(name)s)"), _("%(what)s, %(day)s (%(name)s): not opened yet")
    return [
        (
            each.name,
            (read if each.name in opened else unread)
            % {"what": short_words(each), "day": long_day(first_day_of(each)), "name": each.name},
        )
        for each in known
    ]


def source_choices(file: CaseFile, documents: Iterable[DocumentShown]) -> Choices:
    """Offer what may show an answer: the records of the person by their names, the documents by their digests."""
    records = record_choices(file, names_on_file(file))
    kept = [(each.digest, f"{each.title}. {each.note}") for each in documents]
    groups = [(_("Documents kept in this case"), kept), (_("Records of this person"), records)]
    return [(title, choices) for title, choices in groups if choices]


def _grounds(step: Step) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=_("Reasons"),
        help_text=_("The list is closed: it has the reasons that the law of this step knows."),
        choices=[(code, _(said)) for code, said in step.grounds.items()],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one reason.")},
    )


def _records(step: Step, file: CaseFile, opened: Collection[str]) -> forms.MultipleChoiceField:
    needed = step.adverse or bool({"two_sources", "records_opened"} & set(step.requires))
    return forms.MultipleChoiceField(
        label=_("Records that you rely on"),
        choices=[each for each in record_choices(file, opened) if not (builds_against(step) and is_own_word(each[0]))],
        widget=forms.CheckboxSelectMultiple,
        required=needed,
        error_messages={"required": _("Choose the records that you rely on.")},
    )


def _destination() -> forms.CharField:
    return forms.CharField(
        label=_("Country of return"), help_text=_("By its three letters, for example NGA."), max_length=3
    )


def _document(step: Step) -> forms.CharField:
    named = _("Reference of the document (%(what)s)") % {"what": _(step.instrument)} if step.instrument else ""
    return reference_field(named or _("Reference of the document"), required=needs_reference(step))


def reference_field(label: str, *, required: bool) -> forms.RegexField:
    """Make a box for a reference: what it takes goes into events and records, so nobody's name fits into it."""
    return forms.RegexField(
        r"\A[A-Za-z0-9:./_-]{1,60}\Z",
        label=label,
        required=required,
        strip=True,
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
        error_messages={
            "invalid": _(
                "This is not a reference. Use letters A to Z, digits and : . / _ - without spaces, 60 at most. "
                "A space can be left out or written as -."
            )
        },
    )


def _column(step: Step, column: str) -> forms.Field:
    label = str(COLUMNS[column])
    if column in _DAYS:
        return DayField(label=label)
    if column == "days":
        return forms.IntegerField(label=label, min_value=0, max_value=3660)
    words = fact_kinds()[step.records].words.get(column)
    if words is not None:
        choices = [("", _("Choose")), *((code, _(said)) for code, said in words.meanings.items())]
        return forms.ChoiceField(label=label, choices=choices)
    return forms.CharField(label=label, max_length=200)


def _note() -> forms.CharField:
    return forms.CharField(
        label=_("What is to be said besides"),
        help_text=_("Free text, last: the reasons above are what is decided on."),
        required=False,
        max_length=NOTE_LENGTH,
        widget=forms.Textarea({"rows": 4}),
    )


def _plain(column: str, value: object) -> str:
    """Write a value as a record keeps it; the time of an act that is known by its day is the start of that day."""
    if isinstance(value, date):
        return f"{value.isoformat()}T00:00:00+00:00" if column.endswith("_at") else value.isoformat()
    return str(value)
