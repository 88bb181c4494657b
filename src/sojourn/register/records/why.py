"""Why an answer is as it is, as numbered steps for the page: each with its record, its rule and its citation."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext as _

from sojourn.register.components.days import instant, long_day
from sojourn.register.records.joins import Held
from sojourn.register.records.stay_version import StayVersion
from sojourn.stays.explain_further import Further
from sojourn.stays.explain_steps import Explanation
from sojourn.stays.proof_cited import Citation, Step
from sojourn.words import QUESTION_WORDS, UNKNOWN_WORDS

Link = dict[str, str]


@dataclass(frozen=True)
class StepShown:
    """One numbered step: the sentence, what stands beneath it, and where its records are."""

    text: str
    notes: tuple[str, ...]
    links: tuple[Link, ...]


@dataclass(frozen=True)
class FurtherShown:
    """One answer beside the answer, for an officer to read."""

    heading: str
    sentences: tuple[str, ...]
    questions: tuple[str, ...]
    steps: tuple[StepShown, ...]


def steps_of(told: Explanation, held: Mapping[str, Held], own: Collection[str]) -> list[StepShown]:
    """Number the proof: what the records say, what is doubtful, what the law says, and what follows.

    ``own`` are the person's records: a rule can rest on another person's, and none leads there.
    """
    return [
        *(show_record(step, held) for step in told.records),
        *(StepShown(sentence, (_("Doubtful"),), ()) for sentence in told.feeds),
        *(show_rule(step, own) for step in told.rules),
        StepShown(told.answer, (told.sure,), ()),
    ]


def show_record(step: Step, held: Mapping[str, Held]) -> StepShown:
    """Show a step that tells of one record."""
    name = step.records[0]
    notes = [_("Record %(name)s") % {"name": name}]
    if step.learned_at:
        notes.append(_("learned %(time)s") % {"time": instant(step.learned_at)})
    if name in held:
        notes.append(_("held to this person by %(basis)s") % {"basis": held[name].basis_words})
    return StepShown(step.sentence, tuple(notes), tuple(record_links([name], [name], named=False)))


def show_rule(step: Step, own: Collection[str]) -> StepShown:
    """Show a step that tells of the law."""
    notes = list_notes(step.cited) if step.cited else []
    return StepShown(step.sentence, tuple(notes), tuple(record_links(step.records, own, named=True)))


def show_further(told: Further, own: Collection[str]) -> FurtherShown:
    """Show an answer beside the answer."""
    return FurtherShown(
        told.heading, told.sentences, told.questions, tuple(show_rule(step, own) for step in told.steps)
    )


def list_notes(cited: Citation) -> list[str]:
    """Say which rule it is, its citation, since when it holds, and by when it is to be checked."""
    notes = [_("Rule %(rule)s: %(title)s") % {"rule": cited.rule_id, "title": cited.title}, cited.text]
    if cited.since:
        notes.append(_("in force since %(day)s") % {"day": long_day(cited.since)})
    due = {"day": long_day(cited.check_by)}
    if cited.stale:
        notes.append(_("the check was due on %(day)s: no notice can be issued from this answer") % due)
    else:
        notes.append(_("check due on %(day)s") % due)
    return notes


def record_links(names: Iterable[str], own: Collection[str], *, named: bool) -> list[Link]:
    """Lead to the person's own records: by name where there are several, else with plain words."""
    return [
        {"url": reverse("record", args=[name]), "text": name if named else _("open record")}
        for name in names
        if name in own
    ]


def settles_of(version: StayVersion) -> list[tuple[str, str]]:
    """List the open questions of an answer: what is missing, and what would settle it."""
    answer = version.answer
    rows: list[tuple[str, str]] = []
    if version.orphan:
        rows.append(
            (_("A departure is on file, and no arrival before it."), gettext(UNKNOWN_WORDS["arrival_unknown"].settles))
        )
    if answer["unknown_code"]:
        words = UNKNOWN_WORDS[answer["unknown_code"]]
        rows.append((gettext(words.missing), gettext(words.settles)))
    rows += [("", gettext(QUESTION_WORDS[code])) for code in answer["questions"] or () if code in QUESTION_WORDS]
    return rows
