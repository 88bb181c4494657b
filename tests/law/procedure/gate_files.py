"""Case files for the tests of the gate: one in which nothing stands in the way, and steps of a small lifecycle."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sojourn.law.pack import load_pack
from sojourn.law.procedure.blockers import LOOKS
from sojourn.law.procedure.blockers.asking import ASKED_DAYS
from sojourn.law.procedure.blockers.context import Context
from sojourn.law.procedure.case_file import Answered, Asked, CaseFile, Crossed, Fact, Paper, Proposed, Span
from sojourn.law.procedure.gate_shape import Finding
from sojourn.law.procedure.lifecycle import Lifecycle, Standing, State, Step

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
LONG_AGO = NOW - timedelta(days=200)
PROPOSER, APPROVER, OTHER = "user:1", "user:2", "user:9"
ARRIVAL = "post:JFK/m1"

GROUNDS = {"no_leave": "no leave to be here is on file"}

CHARGE = Step(
    "issue_charge",
    "Issue the charge",
    ("open",),
    "charged",
    "officer",
    "8 CFR 239.1",
    adverse=True,
    kind="charge",
    grounds=GROUNDS,
    second_person=True,
    letter="notice",
    rules=("us.admitted_until",),
)
FILE = replace(CHARGE, id="file_charge", letter="")
CANCEL = Step("cancel_charge", "Cancel the charge", ("open",), "open", "officer", "8 CFR 239.2(a)", grounds=GROUNDS)
REMOVE = replace(CHARGE, id="remove", kind="removal", letter="", requires=("destination",))
ALTERNATE = replace(REMOVE, id="name_alternate", kind="removal")
HEARING = Step(
    "set_hearing", "Set a hearing", ("open",), "open", "officer", "8 CFR 1003.14(a)", requires=("charge_filed",)
)
STEPS = {step.id: step for step in (CHARGE, FILE, CANCEL, REMOVE, ALTERNATE, HEARING)}

SMALL = Lifecycle(
    "test.small",
    "us",
    "A small lifecycle",
    "none",
    "1",
    date(2000, 1, 1),
    {"question_reviewed": "open"},
    (State("open", "Open", "pre_stage"), State("charged", "Charged", "court", adverse=True)),
    tuple(STEPS.values()),
)
STANDING = Standing(SMALL, "open", "question_reviewed", LONG_AGO)
LAW = load_pack("us").as_known_at(NOW)


def fact(kind: str, name: str = "agency:XX/f1", at: datetime = LONG_AGO, **values: Any) -> Fact:
    """Give a fact with its source, recorded by a feed."""
    by, source = values.pop("by", f"feed:{name.split('/')[0]}"), values.pop("source", f"digest-of-{name}")
    return Fact(name, kind, at, by, source, values)


def asked(blocker: str, answer: str = "no", at: datetime = NOW - timedelta(hours=2), by: str = OTHER) -> Asked:
    """Give an answer that may be relied on for as long as the blocker allows."""
    return Asked(blocker, answer, by, at, at.date() + timedelta(days=ASKED_DAYS[blocker]), f"doc-{blocker}")


SERVED = fact("service", "agency:POST/s1", outcome="delivered", type="in_person", reference="N-1", notified_at=LONG_AGO)
CONTACT = fact("contact", "agency:XX/c1", place="an address")
ANSWER = Answered("s1", "unexplained", "likely", TODAY, arrived_on=date(2026, 1, 10), records=(ARRIVAL,))
ARRIVED = Crossed(ARRIVAL, "inspection", "arrival", date(2026, 1, 10), LONG_AGO)


def quiet_file(**changes: Any) -> CaseFile:
    """Give a file in which every blocker is clear, with changes."""
    file = CaseFile(
        "p1",
        "USA",
        facts=(SERVED, CONTACT),
        crossings=(ARRIVED,),
        papers=(Paper("P", "NLD", ARRIVAL),),
        answer=ANSWER,
        born="1990-05-01",
        asked=tuple(asked(code) for code in ("B1", "B3", "B4", "B9", "B10")),
    )
    return replace(file, **changes)


def with_facts(*facts: Fact, **changes: Any) -> CaseFile:
    """Give the quiet file with further facts."""
    return quiet_file(facts=(SERVED, CONTACT, *facts), **changes)


def proposal(step: str = "file_charge", **changes: Any) -> Proposed:
    """Give a proposal in which nothing is wanting."""
    made = Proposed(
        step,
        PROPOSER,
        NOW,
        grounds=("no_leave",),
        records=(ARRIVAL,),
        opened=frozenset({ARRIVAL, "p1", "s1"}),
        destination="NLD" if "destination" in STEPS[step].requires else "",
        approved_by=APPROVER,
    )
    return replace(made, **changes)


def context_of(file: CaseFile, step: Step = FILE, **changes: Any) -> Context:
    """Give what a blocker looks at, for a step that is proposed as it should be."""
    made = Context(step, STANDING, file, proposal(step.id), LAW, (), NOW, TODAY)
    return replace(made, **changes)


def finding(code: str, file: CaseFile, step: Step = FILE, **changes: Any) -> Finding:
    """Give what one blocker says."""
    return LOOKS[code](context_of(file, step, **changes))


def said(code: str, file: CaseFile, step: Step = FILE, **changes: Any) -> str:
    """Give the verdict and the reason of one blocker, as `blocks claim_undecided`."""
    found = finding(code, file, step, **changes)
    return f"{found.verdict} {found.why}"


def span(first: date, last: date | None, basis: str = "status") -> Span:
    """Give an authorised period."""
    return Span(first, last, basis)
