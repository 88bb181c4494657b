"""Sentences that pages show out of the data of the law and of the evidence, which nothing in the code names one by one.

Pages translate each with ``gettext``; ``tools.messages`` adds them to the catalogue. Of the lifecycles of the shipped
packs it is what a page says of a state or a step: its title, its instrument, its reasons; of their rules of retention
it is the title. Citations are left as the law is cited; a pack that is installed besides speaks its own language.
"""

from __future__ import annotations

from collections.abc import Iterator

from sojourn.evidence.fact_kinds import fact_kinds
from sojourn.law.blockers import BLOCKERS
from sojourn.law.clock_words import CLOCKS, PAUSES
from sojourn.law.offences import OFFENCE_TYPES
from sojourn.law.pack import list_shipped, load_pack
from sojourn.law.procedure.blocker_words import LIFTS, QUESTIONS, WANTING, WHYS
from sojourn.law.procedure.lifecycle_reading import iter_versions, list_lifecycles
from sojourn.law.retention_rules import retention_of
from sojourn.law.rights import rights_of
from sojourn.words import QUESTION_WORDS, UNKNOWN_WORDS


def list_words() -> list[str]:
    """List the sentences of the data that pages translate by their code, each once."""
    return list(
        dict.fromkeys([*_of_the_engine(), *_of_the_law(), *_of_the_evidence(), *_of_lifecycles(), *_of_retention()])
    )


def list_door_words() -> list[str]:
    """List the sentences of the data that the person reads at their own door, each once.

    They are what would settle a question, what a step in a case is called and its reasons, and the rights of each pack.
    """
    settles = [known.settles for known in UNKNOWN_WORDS.values()]
    return list(dict.fromkeys([*settles, *QUESTION_WORDS.values(), *_of_steps(), *_of_rights()]))


def _of_steps() -> Iterator[str]:
    for pack in map(load_pack, list_shipped()):
        for lifecycle in (each for name in list_lifecycles(pack) for each in iter_versions(pack, name)):
            for step in lifecycle.steps:
                yield from (step.title, *step.grounds.values())


def _of_rights() -> Iterator[str]:
    for pack in map(load_pack, list_shipped()):
        for right in rights_of(pack).values():
            yield from filter(None, (right.title, right.text, right.authority, right.note))


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


def _of_lifecycles() -> Iterator[str]:
    for pack in map(load_pack, list_shipped()):
        for lifecycle in (each for name in list_lifecycles(pack) for each in iter_versions(pack, name)):
            yield lifecycle.title
            yield from (state.title for state in lifecycle.states)
            for step in lifecycle.steps:
                yield from (step.title, *step.grounds.values())
                yield from filter(None, [step.instrument])


def _of_retention() -> Iterator[str]:
    for pack in map(load_pack, list_shipped()):
        yield from (text.written["title"] for text in retention_of(pack))
