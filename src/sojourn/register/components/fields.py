"""How the fields of a form are drawn: which kind of control, with which class, described by its hint and error."""

from __future__ import annotations

from datetime import date

from django import forms
from django.forms import BoundField
from django.utils.safestring import SafeString, mark_safe

_KINDS: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.MultiWidget, "date"),
    (forms.CheckboxSelectMultiple, "checks"),
    (forms.RadioSelect, "radios"),
    (forms.CheckboxInput, "check"),
    (forms.Textarea, "area"),
    (forms.Select, "select"),
    (forms.FileInput, "file"),
)
_CLASSES = {
    "area": "govuk-textarea",
    "select": "govuk-select",
    "file": "govuk-file-upload",
    "check": "govuk-checkboxes__input",
}


def kind_of(field: BoundField) -> str:
    """Say how a field is shown: date, checks, radios, check, area, select, file or input."""
    return next((kind for widget, kind in _KINDS if isinstance(field.field.widget, widget)), "input")


def draw_control(field: BoundField) -> SafeString:
    """Draw the control of a field with the class of its kind, and point to its hint and its error."""
    kind = kind_of(field)
    wrong = f"{_CLASSES.get(kind, 'govuk-input')}--error" if field.errors else ""
    given = str(field.field.widget.attrs.get("class", ""))
    attrs: dict[str, str | bool] = {"class": " ".join(filter(None, (_CLASSES.get(kind, "govuk-input"), wrong, given)))}
    described = " ".join(
        f"{field.auto_id}-{part}" for part, there in (("hint", field.help_text), ("error", field.errors)) if there
    )
    if described:
        attrs["aria-describedby"] = described
    return mark_safe(field.as_widget(attrs=attrs))  # noqa: S308 - Django has escaped it


def first_id(field: BoundField) -> str:
    """Give the id of the first control of a field."""
    kind = kind_of(field)
    return f"{field.auto_id}_0" if kind in ("date", "checks", "radios") else str(field.id_for_label)


def parts_of(value: object) -> list[str]:
    """Give day, month and year as they stand in the three boxes of a date."""
    if isinstance(value, date):
        return [str(value.day), str(value.month), str(value.year)]
    if isinstance(value, (list, tuple)):
        return ["" if part is None else str(part) for part in value]
    known = [part.lstrip("0") for part in str(value or "").split("-") if part]
    return ["", "", "", *reversed(known)][-3:] if known else ["", "", ""]
