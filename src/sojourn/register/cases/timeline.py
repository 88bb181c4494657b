"""The two lanes of a case: what the records say happened, what the case did, and when each was learned."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sojourn.law.procedure.case_file import CaseFile, Crossed, Fact
from sojourn.law.procedure.lifecycle import Lifecycle
from sojourn.register import clock
from sojourn.register.cases.models import Case, Event
from sojourn.register.records.lanes import Lane, lanes_of
from sojourn.stays.proof import Record

#: What happened in a case, by the kind of the event; steps are told by their own titles.
EVENT_WORDS: dict[str, Promise] = {
    "opened": gettext_lazy("The case was begun"),
    "proposed": gettext_lazy("Proposed: %(step)s"),
    "approved": gettext_lazy("Approved by a second person: %(step)s"),
    "declined": gettext_lazy("Declined by a second person: %(step)s"),
    "withdrawn": gettext_lazy("Withdrawn: %(step)s"),
    "stopped": gettext_lazy("Stopped, because something forbids it: %(step)s"),
    "asked": gettext_lazy("Asked and answered: %(blocker)s"),
    "fact": gettext_lazy("A record moved the case: %(step)s"),
    "clock_excepted": gettext_lazy("A legal exception to a clock of custody was noted"),
    "assigned": gettext_lazy("The case was assigned"),
    "transferred": gettext_lazy("The case went to another office"),
    "handover": gettext_lazy("A note was left for whoever takes the case over"),
    "corrected": gettext_lazy("Reviewed, because a record that it was built on was corrected: %(step)s"),
    "closed": gettext_lazy("The case was closed"),
    "letter_made": gettext_lazy("A letter was made"),
    "answer_received": gettext_lazy("An answer of the person came in"),
}


def lanes(file: CaseFile, events: Iterable[Event], lifecycle: Lifecycle) -> list[Lane]:
    """Lay out the records of the person and the events of the case by day."""
    rows = lanes_of(records_of(file), [], [], clock.today())
    rows += [Lane(each.at.date(), event_words(each, lifecycle), "", "", "case") for each in events]
    return sorted(rows, key=lambda row: (row.day, not row.happened, row.kind, row.url))


def records_of(file: CaseFile) -> list[Record]:
    """Give the records of a file as the pages of records take them."""
    return [*(crossing_record(each) for each in file.crossings), *(fact_record(each) for each in file.facts)]


def names_on_file(file: CaseFile) -> list[str]:
    """Name the records that stand for the person."""
    return [*(each.name for each in file.facts), *(each.name for each in file.crossings)]


def fact_record(fact: Fact) -> Record:
    """Give a fact as a record."""
    values = {**dict(fact.values), "kind": fact.kind, "recorded_at": fact.recorded_at}
    return Record(fact.name, "fact", values, {})


def crossing_record(crossing: Crossed) -> Record:
    """Give a crossing as a record; of its values only those that a case may look at."""
    values = {
        "kind": crossing.kind,
        "direction": crossing.direction,
        "local_date": crossing.local_date,
        "recorded_at": crossing.recorded_at,
        "boarded": crossing.boarded,
        "admitted_class": None,
    }
    return Record(crossing.name, "movement", values, {})


def event_words(event: Event, lifecycle: Lifecycle) -> str:
    """Say in a few words what happened in a case."""
    title = next((step.title for step in lifecycle.steps if step.id == event.step), "")
    step = _(title) if title else event.step.replace("_", " ")
    if event.kind == "step":
        return step
    words = str(EVENT_WORDS.get(event.kind, event.kind))
    return words % {"step": step, "blocker": _asked(event.about)}


def case_url(case: Case) -> str:
    """Give the address of a case."""
    return reverse("case", args=[case.case_id])


def _asked(about: Mapping[str, object]) -> str:
    from sojourn.register.cases.gate_words import blocker_title

    return blocker_title(str(about.get("blocker", "")))
