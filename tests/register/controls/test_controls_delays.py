"""Looks shown later: on a ground of the law, once, ninety days at most, only after oversight approved."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from controls_cases import invent
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sojourn.errors import RegisterError

Maker = Callable[..., Any]


@pytest.fixture
def looked(acting: Maker) -> Any:
    """Give somebody at whom an officer has looked: the officer, the person, the number of the look."""
    from sojourn.register.door.looks import read_looks
    from sojourn.register.door.purposes import state_purpose

    officer, whom = acting("officer"), invent(4, "in_status", restricted=False)
    state_purpose(officer, whom.person_id, "legal_proceeding", "x")
    (row,) = read_looks(whom.person_id)
    return officer, whom.person_id, row.event_id


def proposed(looked: Any, days: int = 30, **more: Any) -> Any:
    from sojourn.register.controls.delays import Delaying, propose_delay

    officer, person, event = looked
    told = {"event_id": event, "ground": "pa_k_2", "days": days, "note": "An inquiry is under way."}
    return propose_delay(officer, person, Delaying(**{**told, **more}))


def decide(who: Any, delay: Any, *, approved: bool = True) -> None:
    from sojourn.register.controls.delays import decide_delay

    decide_delay(who, delay.pk, approved=approved)


def happened(who: Any, verb: str, person_id: str, purpose: str = "") -> None:
    """Write down that something was done about somebody."""
    from sojourn.register import clock
    from sojourn.register.door.events import NewEvent, write_events
    from sojourn.register.door.verbs import Verb

    write_events([NewEvent(clock.now(), Verb(verb), who.actor, who.office, purpose, person_id, {})])


def shown(person_id: str) -> set[int]:
    """Give the events that the person is shown."""
    from sojourn.register.controls.delays import delayed_looks
    from sojourn.register.door.looks import read_looks

    return {row.event_id for row in read_looks(person_id)} - delayed_looks(person_id)


def test_a_look_is_shown_until_oversight_approves_and_again_when_its_day_has_come(looked: Any, acting: Maker) -> None:
    from sojourn.register import clock

    _, person, event = looked
    delay = proposed(looked, 30)
    assert event in shown(person)
    decide(acting("oversight", office=""), delay)
    assert event not in shown(person)
    with clock.set_to(clock.now() + timedelta(days=30, minutes=1)):
        assert event in shown(person)


def test_a_declined_delay_hides_nothing(looked: Any, acting: Maker) -> None:
    _, person, event = looked
    decide(acting("oversight", office=""), proposed(looked), approved=False)
    assert event in shown(person)
    from sojourn.register.controls.delays import delayed_looks

    assert delayed_looks(person) == set()


def test_what_was_decided_about_a_delay_does_not_tell_of_it(looked: Any, acting: Maker) -> None:
    from sojourn.register.door.looks import read_looks

    _, person, _event = looked
    decide(acting("oversight", office=""), proposed(looked))
    told = {row.verb for row in read_looks(person) if row.event_id in shown(person)}
    assert not {"look_delay_proposed", "look_delay_decided"} & told


def test_a_second_delay_of_the_same_look_is_impossible(looked: Any, acting: Maker) -> None:
    decide(acting("oversight", office=""), proposed(looked, 5), approved=False)
    with pytest.raises(RegisterError, match="there is no second one"):
        proposed(looked, 10)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(days=st.integers(-5, 400))
def test_no_look_is_hidden_beyond_ninety_days(looked: Any, days: int) -> None:
    from django.db import transaction

    with transaction.atomic():
        if 1 <= days <= 90:
            made = proposed(looked, days)
            assert made.shown_from - made.looked_at == timedelta(days=days)
        else:
            with pytest.raises(RegisterError, match="90 days after it at the latest"):
                proposed(looked, days)
        transaction.set_rollback(True)


def test_a_delay_needs_a_ground_of_the_register_s_own_law(looked: Any) -> None:
    with pytest.raises(RegisterError, match="only on a ground of the law"):
        proposed(looked, ground="led_15_1_b")
    with pytest.raises(RegisterError, match="only on a ground of the law"):
        proposed(looked, note=" ")


def test_a_look_at_somebody_else_is_not_delayed_here(looked: Any) -> None:
    with pytest.raises(RegisterError, match="no look at this person"):
        proposed(looked, event_id=1)


def test_nobody_but_oversight_decides(looked: Any, acting: Maker) -> None:
    from sojourn.register.door.acting import Refused

    delay = proposed(looked)
    for role in ("officer", "supervisor", "administrator"):
        with pytest.raises(Refused):
            decide(acting(role), delay)


def test_staff_see_every_look_and_which_is_not_shown_yet(looked: Any, client: Maker) -> None:
    from sojourn.register.door.purposes import state_purpose

    _, person, _event = looked
    decide(client("oversight", office="").acting, proposed(looked))
    boss = client("supervisor")
    state_purpose(boss.acting, person, "correction", "x")
    text = boss.get(f"/person/{person}/looks/").content.decode()
    assert "Not shown to the person yet" in text
    assert "Show it to the person later" in text


@pytest.mark.parametrize("verb", ["disclosed", "step_taken", "erased", "glass_broken", "code_given"])
def test_nothing_that_was_done_about_the_person_is_shown_later(looked: Any, verb: str) -> None:
    from sojourn.register.door.looks import read_looks

    officer, person, _event = looked
    happened(officer, verb, person)
    event = read_looks(person)[0]
    assert event.verb == verb
    with pytest.raises(RegisterError) as caught:
        proposed((officer, person, event.event_id))
    assert caught.value.code == "delay-look-missing"


def test_an_opening_in_an_emergency_is_not_shown_later(looked: Any) -> None:
    from sojourn.register.door.looks import read_looks

    officer, person, _event = looked
    happened(officer, "person_opened", person, "emergency")
    with pytest.raises(RegisterError) as caught:
        proposed((officer, person, read_looks(person)[0].event_id))
    assert caught.value.code == "delay-look-missing"


def test_a_delayed_look_names_no_office_in_the_form_of_complaints(looked: Any, acting: Maker) -> None:
    from sojourn.register.portal.looked import offices_shown

    officer, person, _event = looked
    assert officer.office in offices_shown(person)
    decide(acting("oversight", office=""), proposed(looked))
    assert officer.office not in offices_shown(person)
