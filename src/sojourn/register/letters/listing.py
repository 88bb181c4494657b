"""The letters of a case, for its page."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from sojourn.law.procedure.case_file import CaseFile, Fact
from sojourn.register.cases.models import Case
from sojourn.register.cases.standing_rows import Row
from sojourn.register.components.days import long_day
from sojourn.register.letters.models import Letter
from sojourn.register.letters.service_state import State, states_of
from sojourn.register.letters.texts import AUTOMATIC
from sojourn.register.letters.words import KINDS, STATES


@dataclass(frozen=True)
class LetterShown:
    """A letter as the page of a case shows it: what it is, when it was made and where its service stands."""

    title: str
    note: str
    url: str


def list_letters(case: Case, file: CaseFile) -> list[LetterShown]:
    """List the letters of a case and the automatic ones about its stay, the last one first.

    The caller has checked that it may look, and writes the look down.
    """
    # The kinds stand here so that the index of automatic letters is used: most letters belong to no case.
    about_stay = Q(stay_id=case.stay_id, case__isnull=True, kind__in=AUTOMATIC)
    found = Letter.objects.filter(Q(case=case) | about_stay if case.stay_id else Q(case=case))
    letters = list(found.order_by("-made_at", "-reference"))
    states = states_of(letters, [_row(fact) for fact in file.of("representation")])
    return [_shown(letter, states[letter.reference]) for letter in letters]


def _row(fact: Fact) -> Row:
    """Give a fact as the row that it was."""
    feed, _slash, own = fact.name.partition("/")
    return {**fact.values, "feed": feed, "fact_id": own, "kind": fact.kind, "recorded_at": fact.recorded_at}


def _shown(letter: Letter, state: State) -> LetterShown:
    said = {"day": long_day(letter.made_at), "state": STATES[state]}
    return LetterShown(
        f"{KINDS[letter.kind]}, {letter.reference}",
        _("Made on %(day)s. %(state)s") % said,
        reverse("letter", args=[letter.reference]),
    )
