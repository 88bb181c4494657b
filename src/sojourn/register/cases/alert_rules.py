"""When many steps against persons look alike: what oversight is told of after each of them.

The engine accuses nobody, and neither do these rules: an alert is a question to oversight about how this register is
used. Each is raised once for what it is about and not repeated while the same goes on.
"""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings

from sojourn.register.cases.alerts import raise_alert
from sojourn.register.cases.models import Alert, Event, Proposal


@dataclass(frozen=True)
class Threshold:
    """So many steps by one officer within a time, and why the line is drawn there."""

    kind: str
    steps: int
    within: timedelta
    reason: str


#: How many steps against persons one officer may take before oversight is told. They are lines for a look, not limits:
#: a step with reasons, on records that were opened, takes an officer far longer than the pace that they allow.
THRESHOLDS = (
    Threshold("many_steps_in_an_hour", 6, timedelta(hours=1), "ten minutes for a decision about one person"),
    Threshold("many_steps_in_a_day", 20, timedelta(days=1), "twenty-four minutes for each, for a whole working day"),
)
#: The same words in so many cases of one officer, within a time.
SAME_REASONS = Threshold("reasons_alike", 3, timedelta(days=30), "a reason is about one person; three alike are a form")
#: Shorter reasons are set phrases ("see grounds") that say nothing alike or unlike.
SHORTEST_REASON = 20
#: An approval sooner after the proposal than this was given without reading the records.
FASTEST_APPROVAL = timedelta(minutes=1)
FAST = "approved_in_a_minute"


def after_step(event: Event, text: str) -> tuple[Alert, ...]:
    """Look at a step against a person that was just carried out; gives the alerts that were raised.

    Args:
        event: the step as it was written down.
        text: what the officer wrote besides the structured reasons. It is not kept here: only a keyed digest of its
            words, beside the event's number, in the alert.
    """
    raised = [_after_many(event, each) for each in THRESHOLDS]
    raised += [_after_same_words(event, text), _after_fast_approval(event)]
    return tuple(alert for alert in raised if alert is not None)


def digest_of(text: str) -> str:
    """Give a keyed digest of the words of a reason: letters and digits only, in one case, so that commas hide nothing.

    It is keyed, because a short text could else be guessed from its digest.
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    words = "".join(sign if sign.isalnum() else " " for sign in folded).split()
    key = settings.CONFIGURATION.index_key
    return hashlib.blake2b(" ".join(words).encode(), key=key[:64], digest_size=16).hexdigest()


def _after_many(event: Event, threshold: Threshold) -> Alert | None:
    taken = len(_carried_out(event, threshold))
    if taken < threshold.steps or _raised_since(threshold, event):
        return None
    return raise_alert(threshold.kind, None, _user_of(event), steps=taken, hours=_hours(threshold))


def _after_same_words(event: Event, text: str) -> Alert | None:
    """Compare with the reasons of the officer's own other cases; texts that were erased with a person are gone."""
    if len(text.strip()) < SHORTEST_REASON:
        return None
    own, user = digest_of(text), _user_of(event)
    cases = {case for case, said in _texts(event) if digest_of(said) == own} | {event.case_id}
    told = Alert.objects.filter(kind=SAME_REASONS.kind, user_id=user, about__words=own)
    if len(cases) < SAME_REASONS.steps or told.exists():
        return None
    return raise_alert(SAME_REASONS.kind, None, user, words=own, cases=sorted(cases), days=SAME_REASONS.within.days)


def _texts(event: Event) -> list[tuple[str, str]]:
    """Give case and text of the steps that the same officer carried out against persons, lately."""
    carried_out = set(_carried_out(event, SAME_REASONS))
    near = Event.objects.filter(kind="step", actor=event.actor, text__isnull=False, at__lte=event.at)
    rows = near.filter(at__gt=event.at - SAME_REASONS.within).values_list("case_id", "step", "text__text")
    return [(case, said) for case, step, said in rows if (case, step) in carried_out]


def _after_fast_approval(event: Event) -> Alert | None:
    found = Proposal.objects.filter(case_id=event.case_id, step=event.step, state=Proposal.State.EXECUTED)
    proposal = found.filter(approved_at__isnull=False).order_by("-ended_at", "-id").first()
    if proposal is None or proposal.approved_at is None:
        return None
    taken = proposal.approved_at - proposal.proposed_at
    told = Alert.objects.filter(kind=FAST, case_id=event.case_id, about__proposal=proposal.pk)
    if taken >= FASTEST_APPROVAL or told.exists():
        return None
    about = {"step": event.step, "proposal": proposal.pk, "seconds": int(taken.total_seconds())}
    return raise_alert(FAST, event.case, proposal.approved_by_id, **about)


def _carried_out(event: Event, threshold: Threshold) -> list[tuple[str, str]]:
    """Give case and step of what the officer carried out within a time: adverse steps alone go through a proposal."""
    done = Proposal.objects.filter(state=Proposal.State.EXECUTED, ended_by_id=_user_of(event), ended_at__lte=event.at)
    return list(done.filter(ended_at__gt=event.at - threshold.within).values_list("case_id", "step"))


def _raised_since(threshold: Threshold, event: Event) -> bool:
    since = event.at - threshold.within
    return Alert.objects.filter(kind=threshold.kind, user_id=_user_of(event), raised_at__gt=since).exists()


def _hours(threshold: Threshold) -> int:
    return int(threshold.within.total_seconds() // 3600)


def _user_of(event: Event) -> int:
    """Give the number of the officer: a step against a person is carried out by a user at a screen, never otherwise."""
    return int(event.actor.removeprefix("user:"))
