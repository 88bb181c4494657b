"""The decisions of a case with their reasons: the structured ones first, what was written last; and what was corrected.

A step names the records that were relied on. Where one of them no longer stands, because it was corrected, retracted or
turned out to be another person's, the step was built on something that has changed, and somebody has to look at it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from sojourn.law.procedure.case_file import CaseFile
from sojourn.law.procedure.lifecycle import Lifecycle
from sojourn.register.cases.gate_words import Link, record_link
from sojourn.register.cases.models import Case, Event
from sojourn.register.cases.timeline import event_words, names_on_file

#: Events in which a person decided something.
DECIDED = frozenset({"step", "proposed", "approved", "declined", "withdrawn", "stopped", "asked", "corrected"})
#: Events that were built on records.
_BUILT = "step"


@dataclass(frozen=True)
class DecisionShown:
    """One decision: what, by whom, who approved it, its reasons of the closed list, its records, what was written."""

    event_id: int
    what: str
    at: datetime
    who: str
    approved_by: str
    grounds: tuple[str, ...]
    records: tuple[Link, ...]
    note: str


@dataclass(frozen=True)
class Built:
    """A step that was built on records which no longer stand.

    Attributes:
        event_id: the event of the step. step: its id. at: when it was taken.
        records: the names of those records.
        reviewed_at: when somebody looked at it since the correction; none where nobody has.
    """

    event_id: int
    step: str
    at: datetime
    records: tuple[str, ...]
    reviewed_at: datetime | None = None


def decisions_shown(events: Iterable[Event], lifecycle: Lifecycle, names: Mapping[str, str]) -> list[DecisionShown]:
    """Lay out what was decided, the last decision first."""
    grounds = {code: said for step in lifecycle.steps for code, said in step.grounds.items()}
    return [
        DecisionShown(
            event_id=each.pk,
            what=event_words(each, lifecycle),
            at=each.at,
            who=_who(each.actor, names),
            approved_by=_who(each.approved_by, names) if each.approved_by else "",
            grounds=tuple(_(grounds.get(code, code.replace("_", " "))) for code in each.grounds),
            records=tuple(record_link(name) for name in each.records if "/" in name),
            note=_written(each),
        )
        for each in reversed(list(events))
        if each.kind in DECIDED
    ]


def built_on_corrected(case: Case, file: CaseFile, events: Iterable[Event] | None = None) -> list[Built]:
    """List the steps of a case whose records were corrected or retracted since, the first step first.

    Args:
        case: the case.
        file: its file: a record that is not in it stands no longer for this person.
        events: the events of the case, where they were read already.
    """
    known = list(Event.objects.filter(case=case).order_by("id") if events is None else events)
    standing = set(names_on_file(file))
    reviewed: dict[tuple[int, str], datetime] = {}
    for each in known:
        if each.kind == "corrected":
            for name in each.about.get("gone", ()):
                reviewed[int(each.about.get("event", 0)), str(name)] = each.at
    return [found for each in known if each.kind == _BUILT and (found := _built(each, standing, reviewed))]


def built_url(case: Case, built: Built) -> str:
    """Give the address at which a step that was built on corrected records is looked at again."""
    return reverse("case_built", args=[case.case_id, built.event_id])


def _built(each: Event, standing: set[str], reviewed: Mapping[tuple[int, str], datetime]) -> Built | None:
    gone = tuple(name for name in each.records if "/" in name and name not in standing)
    if not gone:
        return None
    looked = [reviewed.get((each.pk, name)) for name in gone]
    last = None if None in looked else max(at for at in looked if at is not None)
    return Built(each.pk, each.step, each.at, gone, last)


def _who(actor: str, names: Mapping[str, str]) -> str:
    if actor == "service":
        return _("the register itself")
    return names.get(actor, actor.removeprefix("feed:"))


def _written(event: Event) -> str:
    return str(event.text.text) if hasattr(event, "text") else ""
