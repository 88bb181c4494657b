"""A gate in words: what forbids a step and what would lift that, what is missing, and what has to run out first.

The sentences of reasons and of what lifts them are those of ``law/procedure/blocker_words.py``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sojourn.law.blockers import BLOCKERS
from sojourn.law.procedure.blocker_words import LIFTS, QUESTIONS, WHYS
from sojourn.law.procedure.deadline import Deadline
from sojourn.law.procedure.gate_shape import Finding, Gate, Verdict, Waits
from sojourn.register.cases.before_proposal import is_possible, missing_of, stops_of
from sojourn.register.cases.clock_words import local_instant
from sojourn.register.components.days import instant, long_day

Link = dict[str, str]
#: The second person.
APPROVAL = "B13"

TITLES: dict[str, Promise] = {
    "B1": gettext_lazy("Citizenship"),
    "B2": gettext_lazy("Identity"),
    "B3": gettext_lazy("Lawful stay"),
    "B4": gettext_lazy("Protected person"),
    "B5": gettext_lazy("Departure or dispute"),
    "B6": gettext_lazy("Removal stay or promise to a court"),
    "B7": gettext_lazy("Appeal"),
    "B8": gettext_lazy("Protection from the destination"),
    "B9": gettext_lazy("Service"),
    "B10": gettext_lazy("Minor, capacity or medical care"),
    "B11": gettext_lazy("Rule not in force"),
    "B12": gettext_lazy("Automated output"),
    "B13": gettext_lazy("Approval by a second person"),
}


@dataclass(frozen=True)
class BlockerShown:
    """One blocker as the page shows it.

    Attributes:
        verdict, tone: that it forbids the step, that it is not known, or that it is clear, in words.
        why: what it rests on, in a sentence; lifts: what would lift it.
        links: the records that set it or lift it.
        until: the day to which "asked and answered: no" may be relied on; empty where nobody asked.
        ask_url: where it can be asked about; empty where it cannot.
    """

    code: str
    title: str
    verdict: str
    tone: str
    why: str
    lifts: tuple[str, ...]
    links: tuple[Link, ...]
    until: str
    ask_url: str


@dataclass(frozen=True)
class GateShown:
    """A gate as the page shows it; ``possible``: nothing stands in the way but what the form itself asks for."""

    possible: bool
    stops: list[BlockerShown]
    clear: list[BlockerShown]
    missing: list[str]
    waits: list[str]
    needs_two: bool


def show_gate(gate: Gate, case_id: str, clocks: Iterable[Deadline], *, may_ask: bool = True) -> GateShown:
    """Lay out a gate."""
    titles = {each.clock: each for each in clocks}
    stops = [show_blocker(each, case_id, may_ask=may_ask) for each in stops_of(gate)]
    clear = [show_blocker(each, case_id, may_ask=may_ask) for each in gate.findings if each.verdict is Verdict.CLEAR]
    return GateShown(
        possible=is_possible(gate),
        stops=stops,
        clear=clear,
        missing=[_(each.says) for each in missing_of(gate)],
        waits=[wait_words(each, titles) for each in gate.waits],
        needs_two=any(each.code == APPROVAL and each.why != "one_person_decides" for each in gate.findings),
    )


def show_blocker(finding: Finding, case_id: str, *, may_ask: bool = True) -> BlockerShown:
    """Lay out what one blocker says."""
    verdict, tone = _VERDICTS[finding.verdict]
    asks = may_ask and finding.code in QUESTIONS and finding.verdict is Verdict.UNKNOWN
    return BlockerShown(
        code=finding.code,
        title=blocker_title(finding.code),
        verdict=str(verdict),
        tone=tone,
        why=_say(WHYS, finding.why),
        lifts=tuple(_say(LIFTS, code) for code in finding.lifts),
        links=tuple(record_link(name) for name in finding.records if "/" in name),
        until=_("Asked and answered: may be relied on until %(day)s") % {"day": long_day(finding.until)}
        if finding.until
        else "",
        ask_url=reverse("case_ask", args=[case_id, finding.code]) if asks else "",
    )


def blocker_title(code: str) -> str:
    """Give the name of a blocker; another code as it stands."""
    return str(TITLES.get(code, code))


def blocker_question(code: str) -> str:
    """Give the question that is asked about a blocker; a blocker that is never asked about has none."""
    return _(QUESTIONS[code]) if code in QUESTIONS else ""


def blocker_says(code: str) -> str:
    """Say what a blocker is."""
    return next((_(each.says) for each in BLOCKERS if each.code == code), code)


def record_link(name: str) -> Link:
    """Lead to a record."""
    return {"url": reverse("record", args=[name]), "text": name}


def wait_words(waits: Waits, clocks: Mapping[str, Deadline]) -> str:
    """Say which clock has to run out, and when."""
    known = clocks.get(waits.clock)
    title = _(known.title) if known else waits.clock.replace("_", " ")
    if waits.ends_at is None:
        return _("%(clock)s: it has not begun") % {"clock": title}
    if known is not None and known.last_day is not None:
        told = {"clock": title, "day": long_day(known.last_day), "zone": known.zone}
        return _("%(clock)s: until the end of %(day)s (%(zone)s)") % told
    ends = local_instant(waits.ends_at, known.zone) if known else instant(waits.ends_at)
    return _("%(clock)s: until %(time)s") % {"clock": title, "time": ends}


def first_day(gate: Gate, clocks: Iterable[Deadline]) -> date | None:
    """Give the first day on which no clock stands in the way; none where one has not begun."""
    ends = [each.ends_at for each in gate.waits]
    if not ends or None in ends:
        return None
    last: datetime = max(each for each in ends if each is not None)
    zone = next((each.zone for each in clocks if each.ends_at == last), "UTC")
    return last.astimezone(ZoneInfo(zone or "UTC")).date()


def _say(known: Mapping[str, str], code: str) -> str:
    """Say a code in words; a code without a sentence is told as it stands, so that nothing is left out."""
    return _(known[code]) if code in known else code.replace("_", " ")


_VERDICTS: dict[Verdict, tuple[Promise, str]] = {
    Verdict.BLOCKS: (gettext_lazy("Forbids the step"), "stop"),
    Verdict.UNKNOWN: (gettext_lazy("Not known: forbids the step"), "ask"),
    Verdict.CLEAR: (gettext_lazy("Nothing stands in the way"), "ok"),
}
