"""Which letters a case offers, and what they may rely on: laid out for the page."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from sojourn.law.procedure.own_word import is_own_word
from sojourn.register.cases.opening import OpenedCase
from sojourn.register.components.days import long_day
from sojourn.register.letters import words
from sojourn.register.letters.composing import untellable
from sojourn.register.letters.file_told import rows_of
from sojourn.register.letters.listing import LetterShown
from sojourn.register.letters.making import letters_from
from sojourn.register.letters.texts import NOTICE
from sojourn.register.records.fact_words import FACT_KINDS

Cell = dict[str, object] | str


@dataclass(frozen=True)
class Choice:
    """A letter that can be made now.

    Attributes:
        step: the step that it goes with, in words.
        records, grounds: what may be chosen, as (name, words); none where the step has told already.
        relied_on: the records that the answer rests on: chosen at first.
    """

    kind: str
    title: str | Promise
    step: str
    records: list[tuple[str, str]]
    grounds: list[tuple[str, str]]
    relied_on: tuple[str, ...]


def choices_of(opened: OpenedCase) -> list[Choice]:
    """List the letters that can be made from where a case stands."""
    found = letters_from(opened.desk)
    return [_choice(opened, kind, step.title, dict(step.grounds)) for kind, step in sorted(found.items())]


def rows_of_letters(letters: list[LetterShown]) -> list[list[Cell]]:
    """Lay out the letters of a case as rows of a table."""
    return [[{"text": each.title, "url": each.url}, each.note] for each in letters]


def _choice(opened: OpenedCase, kind: str, step: str, grounds: dict[str, str]) -> Choice:
    chosen = kind == NOTICE
    relied_on = opened.file.answer.records if opened.file.answer else ()
    return Choice(
        kind=kind,
        title=words.KINDS[kind],
        step=_(step),
        records=_records(opened) if chosen else [],
        grounds=[(code, _(text)) for code, text in grounds.items()] if chosen else [],
        relied_on=relied_on if chosen else (),
    )


def _records(opened: OpenedCase) -> list[tuple[str, str]]:
    """Give the records of the case in words, in the order learned; an address is no ground for anything.

    What no letter tells is not offered, nor what the person declared: that is never used against them.
    """
    left_out = untellable(rows_of(opened.file.person_id))
    told = [
        (each.recorded_at, each.name, _("Arrival") if each.direction == "arrival" else _("Departure"))
        for each in opened.file.crossings
        if not is_own_word(each.name)
    ]
    told += [
        (each.recorded_at, each.name, str(FACT_KINDS.get(each.kind, each.kind)))
        for each in opened.file.facts
        if each.kind != "contact" and each.name not in left_out and not is_own_word(each.name)
    ]
    said = _("%(what)s, learned on %(day)s (%(name)s)")
    return [(name, said % {"what": what, "day": long_day(at), "name": name}) for at, name, what in sorted(told)]
