"""Sentences that pages show out of the data of the law and of the evidence, which nothing in the code names one by one.

Pages translate each with ``gettext``; ``tools.messages`` adds them to the catalogue. What a law pack itself says, such
as the titles of its steps and its citations, is the pack's own text and stands in the language of the pack.
"""

from __future__ import annotations

from collections.abc import Iterator

from sojourn.evidence.fact_kinds import fact_kinds
from sojourn.law.blockers import BLOCKERS
from sojourn.law.clock_words import CLOCKS, PAUSES
from sojourn.law.offences import OFFENCE_TYPES
from sojourn.law.procedure.blocker_words import LIFTS, QUESTIONS, WANTING, WHYS
from sojourn.words import QUESTION_WORDS, UNKNOWN_WORDS


def list_words() -> list[str]:
    """List the sentences of the data that pages translate by their code, each once."""
    return list(dict.fromkeys([*_of_the_engine(), *_of_the_law(), *_of_the_evidence()]))


def _of_the_engine() -> Iterator[str]:
    yield from (text for known in UNKNOWN_WORDS.values() for text in (known.missing, known.settles))
    yield from QUESTION_WORDS.values()


def _of_the_law() -> Iterator[str]:
    yield from (each.says for each in BLOCKERS)
    for sentences in (WHYS, LIFTS, QUESTIONS, WANTING, CLOCKS, PAUSES, OFFENCE_TYPES):
        yield from sentences.values()


def _of_the_evidence() -> Iterator[str]:
    for kind in fact_kinds().values():
        yield kind.title
        for words in kind.words.values():
            yield from words.meanings.values()
