"""Fields for days that people type: day, month and year in three boxes, whole or in part."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from sojourn.register.components.fields import parts_of

_NOT_A_DAY = _("This is not a day of the calendar. Give day, month and year in numbers, for example 14 3 2027.")
_NOT_A_DATE = _("This is not a date. Give the year, with the month and the day if they are known, in numbers.")


class PartsWidget(forms.MultiWidget):
    """Three boxes: day, month, year."""

    def __init__(self) -> None:
        """Make the three boxes."""
        super().__init__([forms.TextInput(), forms.TextInput(), forms.TextInput()])

    def decompress(self, value: object) -> list[str]:
        """Spread a value over the boxes."""
        return parts_of(value)


class _PartsField(forms.MultiValueField):
    def __init__(self, *, required: bool = True, label: object = None, help_text: object = "") -> None:
        boxes = [forms.CharField(required=False, max_length=4) for _box in range(3)]
        super().__init__(
            boxes,
            widget=PartsWidget(),
            require_all_fields=False,
            required=required,
            label=label,  # type: ignore[arg-type] # lazy text is allowed
            help_text=help_text,  # type: ignore[arg-type]
        )


class DayField(_PartsField):
    """A whole day; gives a ``date``."""

    def compress(self, data_list: Sequence[str]) -> date | None:
        """Make a date of the three boxes."""
        texts = [text.strip() for text in data_list]
        if not any(texts):
            return None
        return _get_day(*_numbers(texts, _NOT_A_DAY))


class PartialDateField(_PartsField):
    """A date known in part; gives ``YYYY-MM-DD``, ``YYYY-MM`` or ``YYYY``, and no text for none."""

    def compress(self, data_list: Sequence[str]) -> str:
        """Make a partial date of the three boxes."""
        day, month, year = [text.strip() for text in data_list] or ["", "", ""]
        if not (day or month or year):
            return ""
        if not year or (day and not month):
            raise ValidationError(_NOT_A_DATE, code="not-a-date")
        known = _numbers([text for text in (year, month, day) if text], _NOT_A_DATE)
        _check(known)
        return "-".join([f"{known[0]:04d}", *(f"{number:02d}" for number in known[1:])])


def _check(known: Sequence[int]) -> None:
    year, month, day = [*known, 1, 1][:3]
    try:
        date(year, month, day)
    except ValueError:
        raise ValidationError(_NOT_A_DATE, code="not-a-date") from None


def _numbers(texts: Sequence[str], message: object) -> list[int]:
    if not all(text.isascii() and text.isdigit() for text in texts):
        raise ValidationError(message, code="not-a-date")  # type: ignore[arg-type]
    return [int(text) for text in texts]


def _get_day(day: int, month: int, year: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise ValidationError(_NOT_A_DAY, code="not-a-date") from None
