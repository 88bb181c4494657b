"""The page of a letter, laid out: what it is, and every try to serve it."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from sojourn.register.components.days import instant, long_day
from sojourn.register.letters import words
from sojourn.register.letters.models import Attempt
from sojourn.register.letters.opening import OpenedLetter

Cell = dict[str, object] | str


def letter_rows(opened: OpenedLetter) -> list[dict[str, object]]:
    """Lay out what a letter is; where it goes stands on it alone."""
    letter = opened.letter
    rows: list[dict[str, object]] = [
        {"term": _("Made"), "value": instant(letter.made_at)},
        {"term": _("Language"), "value": words.LANGUAGES[letter.language]},
    ]
    if letter.about_on is not None:
        rows.append({"term": _("Last authorised day"), "value": long_day(letter.about_on)})
    if letter.answer_days:
        rows.append({"term": _("Days to answer, from the day on which it is served"), "value": str(letter.answer_days)})
    if letter.case is not None:
        url = reverse("case_letters", args=[letter.case_id])
        rows.append({"term": _("Case"), "value": letter.case.case_id, "url": url, "link": _("Letters of the case")})
    if opened.service.reached_at is not None:
        rows.append({"term": _("Reached the person"), "value": instant(opened.service.reached_at)})
    return rows


def attempt_rows(attempts: list[Attempt]) -> list[list[Cell]]:
    """Lay out the tries to serve a letter, the last one first."""
    return [
        [
            instant(each.served_at),
            str(words.METHODS[each.method]),
            str(words.OUTCOMES[each.outcome]),
            str(words.BROUGHT_BY[each.served_by]),
            _proof(each),
        ]
        for each in attempts
    ]


def _proof(attempt: Attempt) -> Cell:
    if attempt.proof is None or attempt.proof.case_id is None:
        return _("None") if attempt.proof is None else _("On file")
    return {"text": _("Open the proof"), "url": reverse("document", args=[attempt.proof_id])}
