"""Examples of the components that ask: fields, dates, errors, reason to view, confirm."""

from __future__ import annotations

from django import forms
from django.http import QueryDict

from sojourn.register.components.dates import DayField, PartialDateField
from sojourn.register.components.gallery.shape import Example, Values

_KINDS = (
    ("passport", "Passport"),
    ("identity_card", "Identity card"),
    ("other", "Another document, with a very long name"),
)


class InventedForm(forms.Form):
    """A form with a field of each kind."""

    number = forms.CharField(label="Document number", help_text="As printed, for example EP1182736.", max_length=20)
    kind = forms.ChoiceField(label="Document", choices=_KINDS)
    shown = forms.MultipleChoiceField(label="What was shown", choices=_KINDS, widget=forms.CheckboxSelectMultiple)
    verdict = forms.ChoiceField(
        label="Is it the same person?", choices=_KINDS, widget=forms.RadioSelect, help_text="One."
    )
    note = forms.CharField(label="Note", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    left_on = DayField(label="Day of departure", help_text="For example 14 3 2027.")
    born = PartialDateField(label="Born", help_text="Leave the day or the month empty if it is not known.")
    seen = forms.BooleanField(label="I have seen the original")
    file = forms.FileField(label="File", required=False)


def _form(data: str | None = None) -> InventedForm:
    prefix = "empty" if data is None else "sent" if data else "wrong"
    sent = None if data is None else QueryDict(data)
    return InventedForm(sent, prefix=prefix)


_GOOD = "&".join(
    f"sent-{part}"
    for part in (
        "number=EP1182736",
        "kind=passport",
        "shown=passport",
        "shown=other",
        "verdict=other",
        "note=%D9%84%D9%8A%D9%84%D9%89",
        "left_on_0=14",
        "left_on_1=3",
        "left_on_2=2027",
        "born_2=1990",
        "seen=on",
    )
)


def field() -> list[Example]:
    """Show each kind of field: empty, filled, wrong."""
    named = (("Empty", _form()), ("Filled", _form(_GOOD)), ("Wrong", _form("")))
    return [Example(f"{title}: {bound.name}", {"field": bound}) for title, form in named for bound in form]


def error_summary() -> list[Example]:
    """Show what is wrong: nothing, one thing, a whole form."""
    one: list[Values] = [
        {"text": "Give the number of the document.", "url": "#main"},
        {"text": "The feed does not answer."},
    ]
    return [
        Example("Nothing wrong", {"errors": []}),
        Example("Given errors", {"errors": one}),
        Example("Of a form", {"form": _SummaryForm({})}),
    ]


class _SummaryForm(forms.Form):
    number = forms.CharField(error_messages={"required": "Give the number of the document, as printed."})


def date_input() -> list[Example]:
    """Show a day: empty, filled, wrong."""
    return [
        Example("Empty", {"name": "first_day", "label": "Day of arrival", "hint": "For example 14 3 2027."}),
        Example("Filled", {"name": "second_day", "label": "Day of arrival", "day": 14, "month": 3, "year": 2027}),
        Example(
            "Wrong",
            {
                "name": "third_day",
                "label": "Day of arrival",
                "day": 31,
                "month": 2,
                "year": 2027,
                "error": "February has no day 31.",
            },
        ),
    ]


def partial_date() -> list[Example]:
    """Show a date known in part: empty, only a year, wrong."""
    return [
        Example("Empty", {"name": "first_birth", "label": "Born"}),
        Example("Only a year", {"name": "second_birth", "label": "Born", "year": 1990}),
        Example("Wrong", {"name": "third_birth", "label": "Born", "day": 4, "error": "Give the year."}),
    ]


def reason_to_view() -> list[Example]:
    """Ask why a record is opened: first, and after an answer that does not suffice."""
    purposes: list[Values] = [
        {"value": "request", "text": "The person asked", "hint": "They are here, or wrote to us."},
        {"value": "correction", "text": "A correction is being made"},
        {"value": "review", "text": "A review of a match or a question"},
        {"value": "oversight", "text": "Oversight"},
        {"value": "court", "text": "A court asked"},
    ]
    wrong: Values = {"purpose_error": "Choose one purpose.", "note_error": "Write one sentence.", "note": "C"}
    return [
        Example("First", {"purposes": purposes, "cancel_url": "#", "id": "first"}),
        Example("Wrong", {"purposes": purposes, "chosen": "review", "id": "again", **wrong}),
    ]


def confirm() -> list[Example]:
    """Ask once more: plain, and grave."""
    rows: list[Values] = [{"term": "Feed", "value": "carrier:KL"}, {"term": "Days", "value": "9 to 10 November 2026"}]
    return [
        Example("Plain", {"title": "Take in 1,204 records?", "button": "Take them in", "cancel_url": "#"}),
        Example(
            "Grave",
            {
                "title": "Release the feed from quarantine?",
                "text": "Answers that rest on it will be worked out anew. A second person has to agree.",
                "rows": rows,
                "button": "Ask for the release",
                "grave": True,
                "cancel_url": "#",
                "hidden": [{"name": "feed", "value": "carrier:KL"}],
            },
        ),
    ]
