"""Reasons that speak of a record: such a reason is given only with that record among those that the officer relies on.

Only reasons *for* a step against the person are looked at; nothing here holds up a step in the person's favour.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from sojourn.law.procedure.blockers.b09_service import is_real
from sojourn.law.procedure.blockers.context import Context
from sojourn.law.procedure.case_file import Fact
from sojourn.law.procedure.offences_final import mapping_of, offence_of
from sojourn.law.procedure.own_word import without_own_word

Shown = Callable[[Context, list[Fact]], bool]
"""Whether the facts that an officer relies on show what a reason speaks of."""

SAYS_NOTHING = frozenset({"agreement", "contact", "representation", "service"})
"""Kinds of fact that tell nothing of what a person did, said or was told: they carry no reason by themselves."""

_STOPPED = frozenset({"removal_stay", "undertaking"})


def _is_convicted(context: Context, facts: list[Fact]) -> bool:
    """A final conviction of an offence of the closed list, that nothing on file has undone."""
    mapping, own = mapping_of(context.law), {fact.name for fact in facts}
    others = {fact.name for fact in context.file.facts if fact.kind == "conviction" and fact.name not in own}
    return offence_of(context.file.facts, mapping, context.today, {*others, *context.file.pairs}) is not None


def _is_called(_: Context, facts: list[Fact]) -> bool:
    return any(fact.kind == "service" and is_real(fact) for fact in facts)


def _has_document(_: Context, facts: list[Fact]) -> bool:
    """No kind of fact tells what these reasons speak of; a record with the document that tells it is the least."""
    return any(fact.source and fact.kind not in SAYS_NOTHING for fact in facts)


def _is_stay_over(context: Context, facts: list[Fact]) -> bool:
    return any(fact.source and _ends_stay(context, fact) for fact in facts)


def _ends_stay(context: Context, fact: Fact) -> bool:
    if fact.kind in _STOPPED:
        last = fact.get("valid_to")
        return bool(fact.get("end_reason")) or bool(last is not None and last < context.today)
    return fact.kind in ("cancellation", "decision", "order")


def _was_carried_out(context: Context, facts: list[Fact]) -> bool:
    named = without_own_word(context.proposed.records) if context.proposed is not None else frozenset()
    left = [each for each in context.file.crossings if each.direction == "departure" and each.boarded is not False]
    return any(fact.kind == "order" for fact in facts) and any(each.name in named for each in left)


def _of_kinds(*kinds: str) -> Shown:
    return lambda _, facts: any(fact.kind in kinds for fact in facts)


GROUND_RECORDS: Mapping[str, tuple[str, Shown]] = MappingProxyType(
    {
        "convicted": ("ground_conviction", _is_convicted),
        "failed_to_appear": ("ground_letter", _is_called),
        "hinders": ("ground_document", _has_document),
        "status_not_kept": ("ground_document", _has_document),
        "no_fear": ("ground_document", _has_document),
        "reason_ended": ("ground_document", _has_document),
        "stay_ended": ("ground_stay_over", _is_stay_over),
        "court_order_final": ("ground_court_order", _of_kinds("order", "decision")),
        "released": ("ground_release", _of_kinds("custody_end")),
        "fear_decided": ("ground_fear_decision", _of_kinds("decision")),
        "all_three": ("ground_carried_out", _was_carried_out),
    }
)
"""Each reason that speaks of a record: what is said where it is wanting (``blocker_words.WANTING``), and what shows it.

A reason stands here by its code, which means the same in every pack. Reasons that speak of what a requirement of their
step looks at already (an order, a warrant, a letter that arrived, a time that ended) do not."""


def unshown(context: Context, grounds: Iterable[str]) -> str:
    """Give the code of what is wanting for the first reason whose record is not relied on; empty where none is."""
    if not context.step.adverse or context.proposed is None:
        return ""
    named = without_own_word(context.proposed.records)
    facts = [fact for fact in context.file.facts if fact.name in named]
    asked = (GROUND_RECORDS[code] for code in grounds if code in GROUND_RECORDS)
    return next((says for says, shown in asked if not shown(context, facts)), "")
