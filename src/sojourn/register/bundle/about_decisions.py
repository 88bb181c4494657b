"""What was decided in the case: events, proposals with the gate as it stood, what was asked, what was built on what."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from sojourn.law.procedure.blocker_words import WHYS
from sojourn.register.accounts.roles import actor_of
from sojourn.register.bundle.cells import Table, cell, make_table
from sojourn.register.bundle.draft import Draft, Part, shown
from sojourn.register.bundle.reading import CaseRead, Staff
from sojourn.register.cases.decisions_shown import DECIDED, built_on_corrected
from sojourn.register.cases.gate_words import blocker_title
from sojourn.register.cases.models import AskedBlocker, Event, Proposal
from sojourn.register.cases.proposals_shown import STATES
from sojourn.register.cases.timeline import event_words
from sojourn.register.records.stay_version import StayVersion


def tell_decisions(read: CaseRead, draft: Draft) -> None:
    """Tell every event of the case, every proposal with its gate, and the decisions with what was known at each."""
    staff = Staff(_actors(read))
    draft.section(
        "decisions",
        _("Decisions, approvals and reasons"),
        Part(
            text=_(
                "A step against the person is proposed by one officer and approved by another, who opened the records. "
                "Before each step everything that may forbid it was looked at; the gate stands here as it stood then."
            )
        ),
        shown(_decisions_table(read, staff)),
        shown(_gates_table(read)),
        shown(_asked_table(read, staff)),
        shown(_built_table(read)),
        shown(_events_table(read, staff)),
    )
    draft.files["decisions/proposals.json"] = _json(read, staff)
    for event in read.events:
        draft.prove("case_event", event.pk, event_words(event, read.lifecycle))


def answer_at(read: CaseRead, at: datetime) -> StayVersion | None:
    """Give the version of the answer for the case's stay that stood at a time."""
    return next((each for each in reversed(read.case_versions) if each.known_at <= at), None)


def _actors(read: CaseRead) -> Iterator[str]:
    for event in read.events:
        yield from (event.actor, event.approved_by)
    for each in AskedBlocker.objects.filter(case=read.case):
        yield actor_of(each.asked_by_id)
    for proposal in read.proposals:
        numbers = (proposal.proposed_by_id, proposal.approved_by_id, proposal.ended_by_id)
        yield from (actor_of(number) for number in numbers if number is not None)


def _grounds(read: CaseRead, codes: Iterable[str]) -> list[str]:
    known = {code: said for step in read.lifecycle.steps for code, said in step.grounds.items()}
    return [_(known[code]) if code in known else code.replace("_", " ") for code in codes]


def _decisions_table(read: CaseRead, staff: Staff) -> Table:
    columns = (
        ("event_id", _("number of the event")),
        ("at", _("when")),
        ("what", _("what was decided")),
        ("by", _("who decided")),
        ("role", _("their roles at that time")),
        ("office", _("their office")),
        ("approved_by", _("who approved it, as a second person")),
        ("reasons", _("the reasons, of a closed list")),
        ("written", _("what was written")),
        ("records", _("the records relied on")),
        ("answer_id", _("the version of the answer that stood then")),
        ("answer_state", _("what that version said, as a code")),
    )
    rows = [_decision_row(read, each, staff) for each in read.events if each.kind in DECIDED]
    says = _("What people decided, the first decision first, with the answer as it was known at each.")
    on_paper = ("at", "what", "by", "approved_by", "reasons", "written", "records", "answer_id")
    return make_table("decisions", _("Decisions"), says, columns, rows, on_paper)


def _decision_row(read: CaseRead, event: Event, staff: Staff) -> tuple[object, ...]:
    answered = answer_at(read, event.at)
    return (
        event.pk,
        event.at,
        event_words(event, read.lifecycle),
        staff.name(event.actor),
        staff.roles(event.actor, event.at),
        event.office,
        staff.name(event.approved_by) if event.approved_by else "",
        _grounds(read, event.grounds),
        written(event),
        [name for name in event.records if "/" in name],
        answered.version_id if answered else None,
        answered.answer["state"] if answered else "",
    )


def written(event: Event) -> str:
    """Give what somebody wrote with an event; empty where nothing was, or it was erased."""
    return str(event.text.text) if hasattr(event, "text") else ""


def _gates_table(read: CaseRead) -> Table:
    columns = (
        ("proposal", _("number of the proposal")),
        ("step", _("the step")),
        ("state", _("where the proposal stands")),
        ("blocker", _("what was looked at")),
        ("verdict", _("blocks, unknown or clear; unknown forbids like blocks")),
        ("why", _("why")),
        ("records", _("the records that set or lifted it")),
    )
    rows = [row for proposal in read.proposals for row in _gate_rows(proposal)]
    says = _("For each proposed step, everything that may forbid it, as it stood when it was last looked at.")
    return make_table(
        "gates", _("Gates as they stood"), says, columns, rows, ("step", "blocker", "verdict", "why", "records")
    )


def _gate_rows(proposal: Proposal) -> Iterator[tuple[object, ...]]:
    gate: dict[str, Any] = dict(proposal.gate)
    head = (proposal.pk, proposal.step, str(STATES.get(proposal.state, proposal.state)))
    for code, verdict, why, records in gate.get("findings", ()):
        said = _(WHYS[why]) if why in WHYS else str(why).replace("_", " ")
        yield (*head, f"{code} {blocker_title(code)}", verdict, said, records)
    for code in gate.get("missing", ()):
        yield (*head, _("Requirement"), _("missing"), str(code).replace("_", " "), ())
    for clock, ends_at in gate.get("waits", ()):
        yield (*head, _("Clock %(clock)s") % {"clock": clock}, _("runs"), ends_at or _("it has not begun"), ())


def _asked_table(read: CaseRead, staff: Staff) -> Table:
    columns = (
        ("blocker", _("what was asked about")),
        ("answer", _("the answer")),
        ("source", _("what shows it: a record or the digest of a document")),
        ("asked_by", _("who asked")),
        ("asked_at", _("when")),
        ("expires_on", _("the last day on which the answer may be relied on")),
        ("withdrawn_at", _("when it was withdrawn")),
    )
    asked = AskedBlocker.objects.filter(case=read.case, asked_at__lte=read.known_at).order_by("asked_at", "id")
    rows = [
        (
            f"{each.blocker} {blocker_title(each.blocker)}", each.answer, each.source,
            staff.name(actor_of(each.asked_by_id)), each.asked_at, each.expires_on, each.withdrawn_at,
        )
        for each in asked
    ]  # fmt: skip
    says = _("What was asked about things that may forbid a step, and what came of it.")
    on_paper = ("blocker", "answer", "asked_by", "asked_at", "expires_on")
    return make_table("asked", _("Asked and answered"), says, columns, rows, on_paper)


def _built_table(read: CaseRead) -> Table:
    columns = (
        ("event_id", _("number of the event of the step")),
        ("step", _("the step")),
        ("at", _("when it was taken")),
        ("records", _("records it relied on that no longer stand for this person")),
        ("reviewed_at", _("when somebody looked at it again; empty: nobody has")),
    )
    found = built_on_corrected(read.case, read.case_file, read.events)
    rows = [(each.event_id, each.step, each.at, each.records, each.reviewed_at) for each in found]
    says = _("Steps that relied on a record which was corrected or taken back since, or is another person's.")
    on_paper = ("step", "at", "records", "reviewed_at")
    return make_table("built_on_corrected", _("Built on what was corrected"), says, columns, rows, on_paper)


def _events_table(read: CaseRead, staff: Staff) -> Table:
    columns = (
        ("event_id", _("number of the event")),
        ("at", _("when")),
        ("kind", _("what kind of event, as a code")),
        ("what", _("what happened")),
        ("from_state", _("the state before")),
        ("to_state", _("the state after")),
        ("by", _("who")),
        ("office", _("their office")),
        ("approved_by", _("who approved it")),
        ("records", _("records that it names")),
        ("about", _("what else the event says, as codes")),
        ("written", _("what was written")),
    )
    rows = [
        (
            each.pk, each.at, each.kind, event_words(each, read.lifecycle), each.from_state, each.to_state,
            staff.name(each.actor), each.office, staff.name(each.approved_by) if each.approved_by else "", each.records,
            json.dumps(each.about, sort_keys=True, ensure_ascii=False) if each.about else "", written(each),
        )
        for each in read.events
    ]  # fmt: skip
    says = _("Everything that happened in the case, in order; nothing was ever changed.")
    on_paper = ("at", "what", "from_state", "to_state", "by", "approved_by")
    return make_table("case_events", _("All events of the case"), says, columns, rows, on_paper)


def _json(read: CaseRead, staff: Staff) -> bytes:
    told = [
        {
            "proposal": each.pk,
            "step": each.step,
            "state": each.state,
            "grounds": each.grounds,
            "records": each.records,
            "destination": each.destination,
            "document": each.document,
            "values": each.values,
            "gate": each.gate,
            "proposed_by": staff.name(actor_of(each.proposed_by_id)),
            "proposed_at": each.proposed_at,
            "approved_by": staff.name(actor_of(each.approved_by_id)) if each.approved_by_id else "",
            "approved_at": each.approved_at,
            "ended_by": staff.name(actor_of(each.ended_by_id)) if each.ended_by_id else "",
            "ended_at": each.ended_at,
            "stopped_by": each.stopped_by,
        }
        for each in read.proposals
    ]
    return (json.dumps(told, indent=1, sort_keys=True, ensure_ascii=False, default=cell) + "\n").encode()
