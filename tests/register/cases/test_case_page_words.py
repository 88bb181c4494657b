"""What the page of a case says, from what is known: pure, without a database."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from sojourn.law.procedure.deadline import Deadline

pytestmark = pytest.mark.usefixtures("django_ready")
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def clock_of(**more: Any) -> Deadline:
    from sojourn.law.procedure.deadline import Deadline

    known = Deadline(
        "answer_to_notice", "Time to answer", "us.notice", "1", "8 CFR 1", "letters/s1", NOW, NOW + timedelta(days=10),
        date(2026, 12, 2), "America/New_York", theirs=True,
    )  # fmt: skip
    return replace(known, **more)


def test_a_last_day_is_told_with_its_zone() -> None:
    from sojourn.register.cases.clock_words import ends_words

    assert ends_words(clock_of(), NOW) == "The person has until the end of 2 December 2026 (America/New_York)"


def test_a_clock_of_hours_ends_at_the_instant_on_the_wall_of_its_zone() -> None:
    from sojourn.register.cases.clock_words import ends_words

    hours = clock_of(last_day=None, theirs=False, liberty=True, ends_at=datetime(2026, 11, 25, 3, 30, tzinfo=UTC))
    assert ends_words(hours, NOW) == "Ends at 24 November 2026, 22:30 (America/New_York)"


def test_an_unknown_start_is_held_to_be_overdue() -> None:
    from sojourn.register.cases.clock_words import show_clock

    shown = show_clock(clock_of(starts_at=None, ends_at=None, liberty=True, theirs=False), NOW)
    assert (shown.liberty, shown.urgency, shown.ends) == (
        True, "Liberty", "When it began is not known: it is held to be overdue",
    )  # fmt: skip


def test_custody_stands_before_what_is_overdue() -> None:
    from sojourn.register.cases.clock_words import clocks_shown

    overdue = clock_of(title="Overdue", theirs=False, ends_at=NOW - timedelta(days=9), last_day=date(2026, 11, 14))
    held = clock_of(title="Held", theirs=False, liberty=True, ends_at=NOW + timedelta(hours=40), last_day=None)
    assert [each.title for each in clocks_shown([overdue, held], NOW)] == ["Held", "Overdue"]


def test_unknown_is_told_as_forbidding() -> None:
    from sojourn.law.procedure.gate_shape import Finding, Gate, Verdict
    from sojourn.register.cases.gate_words import show_gate

    gate = Gate("determine", (Finding("B1", Verdict.UNKNOWN, "never_asked", (), ("asked_no",)),))
    shown = show_gate(gate, "c1", [])
    assert not shown.possible
    assert shown.stops[0].verdict == "Not known: forbids the step"
    assert shown.stops[0].ask_url == "/cases/c1/ask/B1/"


def test_every_reason_and_every_lift_of_a_blocker_has_its_sentence() -> None:
    from sojourn.law.blockers import BLOCKER_CODES
    from sojourn.law.procedure.blocker_words import LIFTS, WHYS
    from sojourn.register.cases.gate_words import TITLES

    assert set(TITLES) == set(BLOCKER_CODES)
    assert all(said.endswith(".") for said in (*WHYS.values(), *LIFTS.values()))


def test_an_assisted_return_shows_its_track() -> None:
    from sojourn.law.procedure.lifecycle_reading import lifecycle_on
    from sojourn.law.procedure.machine import begin, steps_from
    from sojourn.register.answering.engine import law_pack
    from sojourn.register.cases.track import track_of

    lifecycle = lifecycle_on(law_pack(), "base.assisted_return", NOW.date(), NOW)
    standing = begin(lifecycle, next(iter(lifecycle.starts)), NOW)
    track = track_of(standing, steps_from(standing))
    assert track is not None
    assert (track.done, track.rows[0]["status"], track.rows[1]["status"]) == (0, "not_started", "cannot_start")
    assert track.total >= 4
