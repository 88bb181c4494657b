"""The sample of a month: answers and determinations drawn at random, to be looked at afresh.

The draw takes the ids with the smallest SHA-256 of a seed and the id. So each has the same chance, nothing of a person
is asked, and whoever has the seed and the ids draws the same sample again. The seed is the digest of the newest signed
checkpoint of the transparency log when the sample is drawn: public from then on, and known to nobody before.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from django.conf import settings

from sojourn.register import clock
from sojourn.register.door.acting import SERVICE
from sojourn.register.door.events import NewEvent, write_events
from sojourn.register.door.verbs import Verb
from sojourn.register.oversight.conclusions import DETERMINED, class_of
from sojourn.register.oversight.counting import determining_steps
from sojourn.register.oversight.models import Draw, Piece
from sojourn.register.oversight.months import Span
from sojourn.register.store.models import Answer
from sojourn.register.store.statements import select

ANSWER, DETERMINATION = "answer", "determination"

# Every version of an answer that was believed in the month, and every determination made in it; no other condition.
_ANSWERS = """
SELECT answer_id FROM store_answer
WHERE NOT gone AND body->>'arrival_id' IS NOT NULL AND known_at >= %(first)s AND known_at < %(after)s
"""
_DETERMINATIONS = """
SELECT e.id FROM cases_event e JOIN cases_case c USING (case_id)
WHERE e.kind = 'step' AND c.stay_id <> '' AND c.lifecycle || '/' || e.step = ANY(%(determining)s)
  AND e.at >= %(first)s AND e.at < %(after)s
"""
_OF_DETERMINATION = """
SELECT c.person_id, c.stay_id, (SELECT a.answer_id FROM store_answer a
  WHERE a.stay_id = c.stay_id AND a.known_at <= e.at AND NOT a.gone ORDER BY a.answer_id DESC LIMIT 1)
FROM cases_event e JOIN cases_case c USING (case_id) WHERE e.id = %(subject)s
"""


def draw_month(month: Span) -> Draw | None:
    """Draw the sample of a month, once; nothing where it was drawn."""
    if Draw.objects.filter(month=month.first).exists():
        return None
    told = {**month.bounds(), "determining": determining_steps()}
    answers = [int(number) for (number,) in select(_ANSWERS, told)]
    determinations = [int(number) for (number,) in select(_DETERMINATIONS, told)]
    size, seed = settings.CONFIGURATION.sample, public_seed(month)
    drawn = Draw.objects.create(
        month=month.first, seed=seed, size=size, answers=len(answers), determinations=len(determinations),
        drawn_at=clock.now(),
    )  # fmt: skip
    half = choose(seed, DETERMINATION, determinations, size // 2)
    pieces = [_of_determination(drawn, each) for each in half]
    pieces += [_of_answer(drawn, each) for each in choose(seed, ANSWER, answers, size - len(half))]
    Piece.objects.bulk_create([piece for piece in pieces if piece is not None])
    about = {"draw": drawn.pk, "month": month.name, "pieces": len(pieces)}
    write_events([NewEvent(drawn.drawn_at, Verb.SAMPLE_DRAWN, SERVICE.actor, SERVICE.office, "", "", about)])
    return drawn


def choose(seed: str, kind: str, ids: Iterable[int], size: int) -> list[int]:
    """Choose so many of the ids, or all where there are fewer; the same for the same seed, in whatever order."""
    return sorted(set(ids), key=lambda number: _place(seed, kind, number))[:size]


def public_seed(month: Span) -> str:
    """Give the seed of a draw: the digest of the newest signed checkpoint, with the month."""
    from sojourn.register.log.proofs import latest_checkpoint

    return hashlib.sha256(f"{latest_checkpoint()}\n{month.name}".encode()).hexdigest()


def _place(seed: str, kind: str, number: int) -> bytes:
    return hashlib.sha256(f"{seed}\n{kind}/{number}".encode()).digest()


def _of_answer(drawn: Draw, answer_id: int) -> Piece:
    answer = Answer.objects.only("stay_id", "person_id", "state").get(answer_id=answer_id)
    return _piece(drawn, (ANSWER, answer_id), answer.person_id, answer.stay_id, answer_id, class_of(answer.state))


def _of_determination(drawn: Draw, event_id: int) -> Piece | None:
    ((person, stay, answer),) = select(_OF_DETERMINATION, {"subject": event_id})
    if answer is None:
        return None
    return _piece(drawn, (DETERMINATION, event_id), person, stay, answer, DETERMINED)


def _piece(drawn: Draw, what: tuple[str, int], person: str, stay: str, answer_id: int, first: str) -> Piece:
    kind, subject = what
    return Piece(
        draw=drawn, kind=kind, subject=subject, person_id=person, stay_id=stay, answer_id=answer_id, first=first
    )
