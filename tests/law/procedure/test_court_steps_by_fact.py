"""A court's step against a person is taken by what a court sent: never by what somebody else says that a court did."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import case_world as world
import pytest

from sojourn.law.pack import load_pack
from sojourn.law.procedure.case_file import Fact
from sojourn.law.procedure.court_facts import needs_court
from sojourn.law.procedure.lifecycle import Lifecycle, Standing
from sojourn.law.procedure.lifecycle_reading import lifecycle_on
from sojourn.law.procedure.machine import begin, steps_by_fact, waits_for_confirmation

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
ORDER: dict[str, Any] = {"type": "removal", "decided_at": NOW}


@pytest.fixture(scope="module")
def overstay() -> Lifecycle:
    return lifecycle_on(load_pack("us"), "us.overstay", date(2026, 11, 1), date(2026, 11, 1))


def at(lifecycle: Lifecycle, state: str) -> Standing:
    """Give a case that stands in a state."""
    return replace(begin(lifecycle, "question_reviewed", NOW), state=state)


def said(kind: str, feed: str, by: str = "user:7", source: str = "digest", **values: Any) -> Fact:
    """Give a fact that came by a feed."""
    return Fact(f"{feed}/1", kind, NOW, by, source, values)


def taken(standing: Standing, fact: Fact, *, confirmed: bool = False) -> str | None:
    """Give the id of the step that a fact takes."""
    step = steps_by_fact(standing, fact, confirmed)
    return step.id if step is not None else None


@pytest.mark.parametrize(
    "feed", ["agency:CENTRE", "carrier:XX", "counsel:AB", "post:JFK", "courtyard:XX", "person:self", "court"]
)
@pytest.mark.parametrize(
    ("state", "kind", "values"),
    [
        ("hearing_set", "order", ORDER),
        ("hearing_set", "order", {"type": "in_absentia"}),
        ("on_appeal", "decision", {"type": "appeal", "outcome": "dismissed"}),
        ("rescission_asked", "decision", {"type": "motion", "outcome": "denied"}),
        ("departure_granted", "motion", {"type": "reopen"}),
        ("departure_granted", "appeal", {"type": "petition_for_review"}),
    ],
    ids=["order", "order in absence", "dismissed", "refused", "motion ends period", "petition ends period"],
)
def test_nobody_is_ordered_removed_by_a_word_that_no_court_sent(
    overstay: Lifecycle, feed: str, state: str, kind: str, values: dict[str, Any]
) -> None:
    standing = at(overstay, state)
    assert taken(standing, said(kind, feed, **values)) is None
    assert taken(standing, said(kind, "court:EOIR", "feed:court:EOIR", "", **values)) is not None


def test_an_order_typed_by_one_officer_waits_until_another_confirms_it(overstay: Lifecycle) -> None:
    standing, typed = at(overstay, "hearing_set"), said("order", "agency:CENTRE", **ORDER)
    waiting = waits_for_confirmation(standing, typed)
    assert waiting is not None
    assert waiting.id == "ordered_removed"
    assert taken(standing, typed, confirmed=True) == "ordered_removed"


def test_an_order_without_a_paper_is_not_confirmed_into_effect(overstay: Lifecycle) -> None:
    standing, bare = at(overstay, "hearing_set"), said("order", "agency:CENTRE", source="", **ORDER)
    assert taken(standing, bare, confirmed=True) is None
    assert waits_for_confirmation(standing, bare) is None


@pytest.mark.parametrize("feed", ["carrier:XX", "counsel:AB", "post:JFK"])
def test_no_confirmation_makes_a_court_of_a_carrier_or_of_counsel(overstay: Lifecycle, feed: str) -> None:
    assert taken(at(overstay, "hearing_set"), said("order", feed, **ORDER), confirmed=True) is None


@pytest.mark.parametrize(
    ("feed", "by"), [("court:EOIR", "feed:court:EOIR"), ("agency:XX", "feed:agency:XX"), ("counsel:AB", "user:7")]
)
def test_only_what_an_officer_of_ours_typed_waits_for_another(overstay: Lifecycle, feed: str, by: str) -> None:
    assert waits_for_confirmation(at(overstay, "hearing_set"), said("order", feed, by, **ORDER)) is None


def test_a_fact_that_takes_its_step_already_waits_for_nobody(overstay: Lifecycle) -> None:
    halting = said("removal_stay", "agency:CENTRE", received_at=NOW)
    assert waits_for_confirmation(at(overstay, "voyage_named"), halting) is None


@pytest.mark.parametrize("feed", ["court:CA2", "agency:CENTRE", "counsel:AB"])
@pytest.mark.parametrize(
    ("state", "kind", "values", "step"),
    [
        ("voyage_named", "removal_stay", {}, "removal_halted"),
        ("boarded", "undertaking", {}, "removal_halted"),
        ("ordered", "appeal", {}, "appeal_filed"),
        ("final_order", "motion", {"type": "rescind"}, "rescission_filed"),
        ("in_custody", "custody_end", {}, "released_by_court"),
        ("on_appeal", "decision", {"type": "appeal", "outcome": "remanded"}, "appeal_remanded"),
        ("on_appeal", "decision", {"type": "appeal", "outcome": "sustained"}, "appeal_sustained"),
        ("ordered", "decision", {"benefit": "asylum", "outcome": "approved"}, "relief_on_appeal"),
        ("final_order", "cancellation", {"type": "order"}, "order_undone"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_protects_is_heeded_from_whoever_tells_it(
    overstay: Lifecycle, feed: str, state: str, kind: str, values: dict[str, Any], step: str
) -> None:
    assert taken(at(overstay, state), said(kind, feed, source="", **values)) == step


HEEDED = {
    "removal_halted", "halted", "postponed_by_court", "appeal_filed", "departure_appealed", "rescission_filed",
    "released_by_court", "proceedings_reopened", "appeal_remanded",
}  # fmt: skip


@pytest.mark.parametrize("lifecycle", [each for _, each in world.ALL], ids=lambda each: each.id)
def test_in_every_pack_a_court_s_step_to_an_adverse_state_protects_or_needs_the_court(lifecycle: Lifecycle) -> None:
    courts = [step for step in lifecycle.steps if step.by == "court" and lifecycle.state(step.reaches).adverse]
    needing = {step.id: {needs_court(lifecycle, step, each) for each in step.by_fact} for step in courts}
    assert needing == {step.id: {step.id not in HEEDED} for step in courts}


def test_words_that_may_harm_and_protect_alike_need_the_court(overstay: Lifecycle) -> None:
    for_anything = replace(overstay.step("appeal_remanded").by_fact[0], where={"type": ("appeal",)})
    assert needs_court(overstay, overstay.step("appeal_remanded"), for_anything)
    onward = replace(overstay.step("appeal_remanded"), leaves=("determined",))
    assert needs_court(overstay, onward, onward.by_fact[0])
