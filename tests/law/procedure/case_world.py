"""An invented case that can be driven: facts arrive and are lifted, time passes, officers try steps. No clock, no data.

It keeps a book of its own of what stands in the way, written when a fact arrives and when it is lifted, so that what
the gate says can be held against something that does not come from the gate.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sojourn.law.pack import load_pack
from sojourn.law.procedure.blockers.asking import ASKED_DAYS
from sojourn.law.procedure.case_file import Answered, Asked, CaseFile, Crossed, Fact, Proposed
from sojourn.law.procedure.deadline import Deadline
from sojourn.law.procedure.gate import look
from sojourn.law.procedure.gate_shape import Gate
from sojourn.law.procedure.lifecycle import Lifecycle, Standing, Step
from sojourn.law.procedure.lifecycle_reading import lifecycle_on, list_lifecycles
from sojourn.law.procedure.machine import begin, move, steps_by_fact, steps_from
from sojourn.law.rule import Law

START = datetime(2026, 11, 23, 9, tzinfo=UTC)
ARRIVAL, ARRIVED_ON = "post:JFK/m1", date(2026, 1, 10)
EARLIER = "post:JFK/m0"
ANSWER = Answered("s1", "unexplained", "likely", START.date(), arrived_on=ARRIVED_ON, records=(ARRIVAL,))
THEIRS = frozenset(
    {"answer_to_notice", "appeal_to_board", "review_by_court", "motion_to_reopen", "motion_to_reconsider"}
)
OURS = frozenset({"reviewer", "officer", "caseworker"})
PEOPLE = ("user:1", "user:2", "user:3")
ASKER = "user:9"

#: Facts that set a blocker and, by kind, how they are lifted: by an end of their own kind, or by a decision.
BLOCKING: tuple[dict[str, Any], ...] = (
    {"kind": "citizenship_claim", "code": "B1"},
    {"kind": "citizenship_claim", "code": "B1", "type": "indicia"},
    {"kind": "application", "code": "B3", "benefit": "adjustment"},
    {"kind": "protection", "code": "B3", "type": "tps"},
    {"kind": "extension", "code": "B3"},
    {"kind": "removal_stay", "code": "B6"},
    {"kind": "undertaking", "code": "B6"},
    {"kind": "appeal", "code": "B6"},
    {"kind": "motion", "code": "B6", "type": "stay"},
    {"kind": "application", "code": "B6", "benefit": "asylum"},
    {"kind": "hold", "code": "B10", "type": "medical"},
)
DECIDED = {"citizenship_claim", "application", "appeal", "motion"}


def lifecycles() -> list[tuple[str, Lifecycle]]:
    """Give every lifecycle of the shipped packs that holds on the day of the test, with its pack."""
    day = START.date()
    return [
        (code, lifecycle_on(load_pack(code), name, day, day))
        for code in ("base", "us", "eu", "uk")
        for name in list_lifecycles(load_pack(code))
    ]


ALL = lifecycles()


def checked_for_ever(law: Law) -> Law:
    """Give a law whose rules never have to be checked again: cases run for years here, and B11 has tests of its own."""
    rules = [replace(rule, text=replace(rule.text, check_by=date.max)) for rule in law.rules]
    return replace(law, rules=tuple(rules))


LAWS = {code: checked_for_ever(load_pack(code).as_known_at(START)) for code in ("base", "us", "eu", "uk")}
COUNTRIES = {code: load_pack(code).country for code in LAWS}


@dataclass
class World:
    """One case and what is known about it.

    Attributes:
        live: what stands in the way by the book: the name of a fact, and who lifted it with what source (None: nobody).
    """

    code: str
    lifecycle: Lifecycle
    origin: str
    now: datetime = START
    facts: list[Fact] = field(default_factory=list)
    crossings: list[Crossed] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    clocks: list[Deadline] = field(default_factory=list)
    live: dict[str, tuple[str, str] | None] = field(default_factory=dict)
    unread: tuple[str, ...] = ()
    pairs: tuple[str, ...] = ()
    disputed: bool = False
    answered: bool = True
    count: int = 0
    been: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Begin the case; an order that came without its history has its order on file."""
        self.standing: Standing = begin(self.lifecycle, self.origin, self.now)
        self.imported = self.now if self.origin == "imported_order" else None
        learned = START - timedelta(days=300)
        self.crossings.append(Crossed(ARRIVAL, "inspection", "arrival", ARRIVED_ON, learned))
        # A journey of years before, by which an earlier order was carried out.
        self.crossings.append(Crossed(EARLIER, "inspection", "departure", date(2020, 3, 1), learned))
        if self.imported:
            self.record("order", type="removal", reference="A-1", decided_at=self.now, notified_at=self.now)

    @property
    def file(self) -> CaseFile:
        """Give the file as it stands."""
        return CaseFile(
            "p1",
            COUNTRIES[self.code],
            tuple(self.facts),
            tuple(self.crossings),
            answer=ANSWER if self.answered else None,
            born="1990-05-01",
            pairs=self.pairs,
            disputed=self.disputed,
            asked=tuple(self.asked),
            unread=self.unread,
            imported_at=self.imported,
        )

    def record(
        self, kind: str, by: str = "feed:agency:XX", source: str = "doc", feed: str = "agency:XX", **values: Any
    ) -> Fact:
        """Put a fact on file; it may take a step by itself, and never one against the person that is a court's."""
        self.count += 1
        self.now += timedelta(minutes=1)
        fact = Fact(f"{feed}/f{self.count}", kind, self.now, by, source, values)
        self.facts.append(fact)
        step = steps_by_fact(self.standing, fact)
        if step is not None:
            harms = kind in ("order", "hearing") or values.get("outcome") in ("denied", "dismissed")
            adverse = step.by == "court" and self.lifecycle.state(step.reaches).adverse
            assert feed.startswith("court:") or not (harms and adverse)
            self._moved(step, move(self.standing, step, by, self.now), fact.name)
        return fact

    def block(self, number: int) -> None:
        """Let a fact arrive that sets a blocker, and write it down in the book."""
        if len(self.facts) > 40:
            return
        values = dict(BLOCKING[number % len(BLOCKING)])
        kind, _ = values.pop("kind"), values.pop("code")
        at = {"filed_at": self.now + timedelta(minutes=1)} if kind in DECIDED else {"decided_at": self.now}
        fact = self.record(kind, reference=f"R-{self.count}", **values, **at)
        self.live[fact.name] = None

    def lift(self, number: int, by: str, source: str) -> None:
        """Record what lifts one of the facts in the book."""
        names = sorted(self.live)
        if not names or len(self.facts) > 45:
            return
        fact = next(each for each in self.facts if each.name == names[number % len(names)])
        own = {key: fact.values[key] for key in ("reference", "benefit", "type") if key in fact.values}
        later = self.now + timedelta(minutes=1)
        if fact.kind == "citizenship_claim":
            self.record("citizenship_decision", by, source, outcome="denied", decided_at=later)
        elif fact.kind in DECIDED:
            told = {"outcome": "denied", "decided_at": later, "notified_at": later}
            own["type"] = None if fact.kind == "application" else "motion" if fact.kind == "motion" else "appeal"
            self.record("decision", by, source, **own, **told)
        else:
            self.record(fact.kind, by, source, **own, end_reason="ended")
        # A decision on citizenship decides every claim before it.
        decided = [each.name for each in self.facts if each.kind == fact.kind and each.name in self.live]
        for name in decided if fact.kind == "citizenship_claim" else [fact.name]:
            best = self.live[name]
            if best is None or not best[1]:
                self.live[name] = (by, source)

    def ask(self, code: str, answer: str, by: str) -> None:
        """Record that a blocker was asked about."""
        self.now += timedelta(minutes=1)
        self.asked = [*self.asked, Asked(code, answer, by, self.now, self.now.date() + timedelta(days=90), "doc")][-40:]

    def ready(self) -> None:
        """Bring everything in order: what stood in the way is retracted, papers are there, everybody was asked."""
        blocking = {each["kind"] for each in BLOCKING} | {"voluntary_departure"}
        kept = [each for each in self.facts if each.kind not in blocking]
        last = {(each.kind, number): each for number in range(2) for each in kept[number::2]}
        self.facts, self.live = [each for each in kept if each in last.values()], {}
        self.crossings, self.unread, self.pairs, self.disputed, self.answered = self.crossings[:2], (), (), False, True
        self.record("contact", place="an address")
        self.record("travel_document", outcome="issued", decided_at=self.now)
        self._on_file("hearing", valid_from=self.now.date(), place="a court")
        if self.lifecycle.id == "us.reinstatement":
            self._on_file("order", type="removal", reference="A-0", decided_at=START, notified_at=START)
        if any("stay_ended" in step.grounds for step in steps_from(self.standing)):
            self._on_file("cancellation", type="removal_stay", decided_at=self.now)
        if any("request_of_the_person" in step.requires for step in steps_from(self.standing)):
            self._on_file("application", benefit="assisted_return", reference="Q-1", filed_at=self.now)
        for code in ASKED_DAYS:
            self.ask(code, "no", ASKER)

    def _on_file(self, kind: str, **values: Any) -> None:
        """Put a fact on file that takes no step: another case of the person put it there."""
        self.count += 1
        self.facts.append(Fact(f"agency:XX/f{self.count}", kind, self.now, "feed:agency:XX", "doc", values))

    def onward(self, steps: list[Step]) -> list[Step]:
        """Give the steps that lead where the case has not been and not to its end; all where none does."""
        final = {state.id for state in self.lifecycle.states if state.final and state.favourable}
        return [step for step in steps if step.reaches not in self.been | final] or steps

    def by_fact(self, number: int) -> None:
        """Let a court, a person or a service act by a fact that takes a step from here."""
        steps = [step for step in steps_from(self.standing) if step.by_fact]
        steps = self.onward(steps) if number % 4 != 3 else steps
        if not steps or len(self.facts) > 45:
            return
        wanted = steps[number % len(steps)].by_fact[0]
        told = {column: next((w for w in words if w), None) for column, words in wanted.where.items()}
        at = self.now + timedelta(minutes=1)
        times = {"decided_at": at, "notified_at": at, "filed_at": at}
        charges = [each.get("reference") for each in self.facts if each.kind == "charge_issued"]
        more = {"valid_to": self.now.date() + timedelta(days=40)} if wanted.kind == "voluntary_departure" else {}
        about = charges[-1] if wanted.kind == "service" and charges else "A-1"
        feed = "court:XX" if steps[number % len(steps)].by == "court" else "agency:XX"
        self.record(
            wanted.kind,
            feed=feed,
            **{"reference": about, "place": "a court", "valid_from": self.now.date(), **times, **told, **more},
        )

    def gate(self, step: Step, proposed: Proposed | None) -> Gate:
        """Look at a gate now."""
        law, clocks = LAWS[self.code], tuple(self.clocks)
        return look(step, self.standing, self.file, proposed, law, clocks, self.now, self.now.date())

    def propose(self, step: Step, by: str, approved_by: str, *, opened: bool = True) -> Proposed:
        """Give what an officer proposes, with reasons and records."""
        records = (ARRIVAL, EARLIER, *(fact.name for fact in self.facts))
        seen = frozenset({*records, "p1"}) if opened else frozenset({"p1"})
        country = "NLD" if "destination" in step.requires else ""
        return Proposed(step.id, by, self.now, tuple(step.grounds)[:1], records, seen, country, "", approved_by)

    def take(self, step: Step, proposed: Proposed, gate: Gate) -> None:
        """Take a step of ours; the machine refuses where the gate is shut."""
        after = move(self.standing, step, proposed.by, self.now, proposed.approved_by, gate)
        self._moved(step, after, "")
        if step.records:
            told = {"reference": f"A-{self.count}", "decided_at": self.now, "notified_at": self.now}
            more = {**told, **step.record_values}
            self._on_file(step.records, **more)

    def _moved(self, step: Step, after: Standing, record: str) -> None:
        if self.lifecycle.state(self.standing.state).final:
            self.been.clear()
        self.been.add(self.standing.state)
        self.standing = replace(after, taken=after.taken[-12:])
        for clock in step.starts:
            ends = self.now + timedelta(days=30)
            self.clocks = [each for each in self.clocks if each.clock != clock]
            told = (clock, clock, "us.rule", "1", "none", record, self.now, ends, None, "UTC")
            self.clocks.append(Deadline(*told, theirs=clock in THEIRS))

    def forbidden(self, by: str) -> list[str]:
        """Say, by the book alone, what stands in the way of an adverse step of an officer."""
        found = [name for name, lifted in self.live.items() if lifted is None or lifted[0] == by or not lifted[1]]
        found += [c.name for c in self.crossings if c.direction == "departure" and c.local_date >= ARRIVED_ON]
        found += [*self.unread, *self.pairs, *(["disputed"] if self.disputed else [])]
        found += [] if self.answered else ["no answer"]
        for code in ("B1", "B3", "B4", "B9", "B10"):
            told = [each for each in self.asked if each.blocker == code]
            last = [each for each in told if each.answer == "yes" or each.by != by][-1:]
            days = timedelta(days=ASKED_DAYS[code])
            good = last and last[0].answer == "no" and last[0].at.date() + days >= self.now.date()
            found += [] if good else [f"{code} not asked"]
        return found
