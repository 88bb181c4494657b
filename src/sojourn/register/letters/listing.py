"""The letters of a case, for its page."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from sojourn.register.cases.models import Case
from sojourn.register.components.days import long_day
from sojourn.register.letters.models import Letter
from sojourn.register.letters.service_state import service_of
from sojourn.register.letters.words import KINDS, STATES


@dataclass(frozen=True)
class LetterShown:
    """A letter as the page of a case shows it: what it is, when it was made and where its service stands."""

    title: str
    note: str
    url: str


def list_letters(case_id: str) -> list[LetterShown]:
    """List the letters of a case and the automatic ones about its stay, the last one first.

    The caller has checked that it may look, and writes the look down.
    """
    case = Case.objects.get(case_id=case_id)
    about_stay = Q(stay_id=case.stay_id, case__isnull=True) if case.stay_id else Q()
    found = Letter.objects.filter(Q(case=case) | about_stay if case.stay_id else Q(case=case))
    return [_shown(letter) for letter in found.order_by("-made_at", "-reference")]


def _shown(letter: Letter) -> LetterShown:
    said = {"day": long_day(letter.made_at), "state": STATES[service_of(letter).state]}
    return LetterShown(
        f"{KINDS[letter.kind]}, {letter.reference}",
        _("Made on %(day)s. %(state)s") % said,
        reverse("letter", args=[letter.reference]),
    )
