"""What oversight is told of steps that look alike: once for each, and without keeping what was written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from court_records import NOW
from hypothesis import given, settings
from hypothesis import strategies as st

if TYPE_CHECKING:
    from sojourn.register.cases.models import Alert, Case
    from sojourn.register.door.acting import Acting

WORDS = "The person did not answer the notice that was served in March."
Step = Callable[..., "tuple[Alert, ...]"]


@pytest.fixture
def step(case: Case, officer: Acting, supervisor: Acting) -> Step:
    """Give a function that carries a step out, as ``steps.execute`` leaves it, and looks at it."""

    def carry_out(at: datetime, number: int = 1, text: str = "", approved_after: int = 3600) -> tuple[Alert, ...]:
        from sojourn.register import clock
        from sojourn.register.cases.alert_rules import after_step
        from sojourn.register.cases.events import write_event
        from sojourn.register.cases.models import Case, Proposal

        own = Case.objects.filter(case_id=f"c{number:020d}").first() or _copy(case, number)
        Proposal.objects.create(
            case=own, step="determine", state="executed", proposed_by_id=officer.user_id, ended_by_id=officer.user_id,
            proposed_at=at - timedelta(seconds=approved_after + 60), approved_by_id=supervisor.user_id, ended_at=at,
            approved_at=at - timedelta(seconds=60),
        )  # fmt: skip
        with clock.set_to(at):
            event = write_event(officer, own, "step", step="determine", note=text)
            return after_step(event, text)

    return carry_out


def kinds(alerts: Any) -> list[str]:
    """Give the kinds of alerts."""
    return [alert.kind for alert in alerts]


def test_the_sixth_step_in_an_hour_tells_oversight_once(step: Step) -> None:
    told = [kinds(step(NOW + timedelta(minutes=each), each)) for each in range(1, 9)]
    assert told == [[], [], [], [], [], ["many_steps_in_an_hour"], [], []]


def test_five_steps_in_an_hour_tell_nobody(step: Step) -> None:
    assert [kinds(step(NOW + timedelta(minutes=15 * each), each)) for each in range(1, 9)] == [[]] * 8


def test_twenty_steps_in_a_day_tell_oversight(step: Step) -> None:
    told = [kinds(step(NOW + timedelta(minutes=40 * each), each)) for each in range(1, 22)]
    assert told == [[]] * 19 + [["many_steps_in_a_day"], []]


def test_the_same_written_reasons_in_three_cases_tell_oversight_and_the_text_is_not_kept(step: Step) -> None:
    written = [WORDS, WORDS.upper(), "the person did not  answer the notice, that was served in March"]
    told = [step(NOW + timedelta(days=number), number, text) for number, text in enumerate(written, 1)]
    assert [kinds(each) for each in told] == [[], [], ["reasons_alike"]]
    about = told[2][0].about
    assert about["cases"] == [f"c{number:020d}" for number in (1, 2, 3)]
    assert "person" not in str(about).lower()
    assert step(NOW + timedelta(days=4), 4, WORDS) == ()


def test_the_same_reason_twice_in_one_case_is_not_three_cases(step: Step) -> None:
    assert [kinds(step(NOW + timedelta(days=each), 1, WORDS)) for each in range(4)] == [[]] * 4


def test_an_approval_within_a_minute_tells_oversight_of_the_approver(step: Step, supervisor: Acting) -> None:
    (alert,) = step(NOW, approved_after=59)
    assert (alert.kind, alert.user_id, alert.about["seconds"]) == ("approved_in_a_minute", supervisor.user_id, 59)
    assert step(NOW + timedelta(days=1), 2, approved_after=60) == ()


@settings(max_examples=50, deadline=None)
@given(
    words=st.lists(st.text("abcdefghij", min_size=1), min_size=1),
    between=st.sampled_from([" ", ", ", "  ", "\n", " - "]),
)
def test_commas_capitals_and_spaces_hide_no_likeness(django_ready: object, words: list[str], between: str) -> None:
    from sojourn.register.cases.alert_rules import digest_of

    assert digest_of(between.join(words).upper() + ".") == digest_of(" ".join(words))


def _copy(case: Case, number: int) -> Case:
    from sojourn.register.cases.models import Case

    kept = Case.objects.get(pk=case.pk)
    kept.pk, kept.stay_id = f"c{number:020d}", ""
    kept.save(force_insert=True)
    return kept
