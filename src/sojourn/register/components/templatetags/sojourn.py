"""Filters and tags that the components and every page use: ``{% load sojourn %}``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django import template
from django.forms import BoundField
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from sojourn.register.components import days, fields, words
from sojourn.words import QUESTION_WORDS

register = template.Library()


@dataclass(frozen=True)
class Cell:
    """One cell of a table: its text, and what may stand with it."""

    text: object
    url: str = ""
    tone: str = ""
    tag: object = ""
    note: object = ""
    numeric: bool = False
    lang: str = ""


def _words(known: Mapping[str, Promise], code: object) -> str:
    key = "" if code is None else str(code)
    return str(known.get(key, key))


@register.filter
def long_day(value: object) -> str:
    """Write a day in words: 14 March 2027."""
    return days.long_day(value)


@register.filter
def instant(value: object) -> str:
    """Write a time in words: 14 March 2027, 16:02 UTC."""
    return days.instant(value)


@register.filter
def state_words(state: object) -> str:
    """Give the state of an answer in words, fit for a heading."""
    return _words(words.STATES, state)


@register.filter
def state_tone(state: object) -> str:
    """Give the tone of a state's tag: ok, know or ask; never stop, because an answer accuses nobody."""
    return words.STATE_TONES.get(str(state), "know")


@register.filter
def unknown_words(code: object) -> str:
    """Say what is not known under a code."""
    return _words(words.UNKNOWN_CODES, code)


@register.filter
def certainty_words(code: object) -> str:
    """Give a certainty in words."""
    return _words(words.CERTAINTIES, code)


@register.filter
def certainty_tone(code: object) -> str:
    """Give the tone of a certainty's tag."""
    return words.CERTAINTY_TONES.get(str(code), "know")


@register.filter
def certainty_meaning(code: object) -> str:
    """Say what a certainty means."""
    return _words(words.CERTAINTY_MEANINGS, code)


@register.filter
def basis_words(code: object) -> str:
    """Give the basis of an authorised period in words."""
    return _words(words.BASES, code)


@register.filter
def departure_words(code: object) -> str:
    """Give the basis of a departure in words."""
    return _words(words.DEPARTURE_BASES, code)


@register.filter
def question_words(code: object) -> str:
    """Say what would settle an open question."""
    key = "" if code is None else str(code)
    return gettext(QUESTION_WORDS[key]) if key in QUESTION_WORDS else key


@register.filter
def as_cell(value: object) -> Cell:
    """Take plain text or a mapping (text, url, tag, tone, note, numeric, lang) for one cell of a table."""
    if isinstance(value, Cell):
        return value
    if isinstance(value, Mapping):
        return Cell(**{name: value[name] for name in Cell.__dataclass_fields__ if name in value})
    return Cell(value)


@register.filter
def as_list(value: object) -> list[object]:
    """Take one thing for a list of one, and nothing for an empty list."""
    if value is None or value == "":
        return []
    return list(value) if isinstance(value, (list, tuple)) else [value]


@register.filter
def at(values: object, place: object) -> object:
    """Give the entry of a list at a place counted from nought, or nothing."""
    known = as_list(values)
    return known[int(str(place))] if int(str(place)) < len(known) else ""


@register.filter
def field_kind(field: BoundField) -> str:
    """Say how a field of a form is shown: choices, check, date, area, select, file or input."""
    return fields.kind_of(field)


@register.filter
def field_control(field: BoundField) -> SafeString:
    """Draw the control of a field with its class and what describes it."""
    return fields.draw_control(field)


@register.filter
def first_id(field: BoundField) -> str:
    """Give the id of the first control of a field, for a link that leads to it."""
    return fields.first_id(field)


@register.filter
def day_parts(value: object) -> list[str]:
    """Give day, month and year of a date (or of what was typed into the three boxes)."""
    return fields.parts_of(value)
