"""A restricted record opened in an emergency: one person, half an hour, others told, looked into by somebody else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from controls_cases import invent

from sojourn.errors import RegisterError

Maker = Callable[..., Any]


@pytest.fixture
def hidden(db: None) -> Any:
    """Give a restricted person."""
    return invented(restricted=True)


def invented(number: int = 0, *, restricted: bool = False) -> Any:
    return invent(number, "in_status", restricted)


def screen(who: Any) -> Any:
    from sojourn.register import clock
    from sojourn.register.door.interactive import Interactive

    return Interactive(who.user_id, clock.now())


def broken(who: Any, whom: Any) -> Any:
    from sojourn.register.controls.glass import break_glass

    return break_glass(who, screen(who), whom.person_id, "danger_to_life", "Found unconscious at gate 4.")


def test_a_restricted_person_is_open_for_half_an_hour_to_whoever_broke_the_glass(acting: Maker, hidden: Any) -> None:
    from sojourn.register import clock
    from sojourn.register.door.acting import Restricted
    from sojourn.register.door.purposes import require_open

    officer, other = acting("caseworker"), acting("caseworker")
    with pytest.raises(Restricted):
        require_open(officer, hidden.person_id)
    broken(officer, hidden)
    require_open(officer, hidden.person_id)
    with pytest.raises(Restricted):
        require_open(other, hidden.person_id)
    with clock.set_to(clock.now() + timedelta(minutes=31)), pytest.raises(Restricted):
        require_open(officer, hidden.person_id)


def test_one_opening_opens_nobody_else_and_no_list(acting: Maker, hidden: Any) -> None:
    from sojourn.register.door.acting import Restricted
    from sojourn.register.door.purposes import require_open
    from sojourn.register.door.restricted import keep_open

    officer, other = acting("caseworker"), invented(1, restricted=True)
    broken(officer, hidden)
    with pytest.raises(Restricted):
        require_open(officer, other.person_id)
    assert keep_open(officer, [hidden.person_id, other.person_id]) == []


def test_oversight_and_the_supervisors_of_the_office_are_told_at_once(client: Maker, hidden: Any) -> None:
    from sojourn.register.cases.models import Alert

    broken(client("caseworker", office="jfk").acting, hidden)
    assert list(Alert.objects.values_list("kind", flat=True)) == ["glass_broken"]
    own, elsewhere = client("supervisor", office="jfk"), client("supervisor", office="lhr")
    assert b"opened in an emergency, and nobody has looked into it" in own.get("/controls/stops/").content
    assert b"nobody has looked into it" not in elsewhere.get("/controls/stops/").content
    assert hidden.person_id.encode() in own.get("/controls/emergencies/").content
    assert hidden.person_id.encode() not in elsewhere.get("/controls/emergencies/").content


def test_the_person_sees_the_emergency_among_the_looks(acting: Maker, hidden: Any) -> None:
    from sojourn.register.door.looks import list_looks

    broken(acting("caseworker"), hidden)
    (look,) = list_looks(hidden.person_id)
    assert look.purpose == "An emergency: a restricted record was opened for half an hour"


def test_somebody_else_looks_into_an_opening_once(acting: Maker, hidden: Any) -> None:
    from sojourn.register.cases.models import Alert
    from sojourn.register.controls.glass import review_glass

    opening = broken(acting("caseworker"), hidden)
    with pytest.raises(RegisterError, match="yours to look into"):
        review_glass(acting("supervisor", office="lhr"), opening.pk, "Not mine.", justified=True)
    review_glass(acting("supervisor"), opening.pk, "There was no danger.", justified=False)
    assert Alert.objects.filter(kind="glass_not_justified").count() == 1
    with pytest.raises(RegisterError, match="already"):
        review_glass(acting("oversight", office=""), opening.pk, "Again.", justified=True)


def test_whoever_opened_does_not_look_into_it(acting: Maker, hidden: Any) -> None:
    from sojourn.register import clock
    from sojourn.register.controls.glass import review_glass
    from sojourn.register.controls.models import GlassOpening

    boss, at = acting("supervisor"), clock.now()
    made = GlassOpening.objects.create(
        person_id=hidden.person_id, by_id=boss.user_id, office="jfk", reason="medical", opened_at=at, lapses_at=at
    )
    with pytest.raises(RegisterError, match="opened it yourself"):
        review_glass(boss, made.pk, "Fine.", justified=True)


def test_oversight_is_told_once_of_an_opening_that_nobody_looked_into(acting: Maker, hidden: Any) -> None:
    from sojourn.register import clock
    from sojourn.register.controls.glass import alert_unreviewed

    broken(acting("caseworker"), hidden)
    assert alert_unreviewed() == 0
    with clock.set_to(clock.now() + timedelta(days=3, minutes=1)):
        assert (alert_unreviewed(), alert_unreviewed()) == (1, 0)


def test_the_way_is_offered_to_those_who_may_and_its_page_is_the_same_whoever_is_asked_for(
    client: Maker, hidden: Any
) -> None:
    open_one, worker = invented(2), client("caseworker")
    offered = worker.get(f"/why/{hidden.person_id}/").content.decode()
    assert f"/controls/emergency/{hidden.person_id}/" in offered
    assert "/controls/emergency/" not in client("reviewer").get(f"/why/{hidden.person_id}/").content.decode()

    def page(person_id: str) -> str:
        text = worker.get(f"/controls/emergency/{person_id}/").content.decode()
        return "\n".join(line for line in text.replace(person_id, "").splitlines() if "csrf" not in line.lower())

    assert page(hidden.person_id) == page(open_one.person_id) == page(f"p{'0' * 20}")
    assert client("reviewer").get(f"/controls/emergency/{hidden.person_id}/").status_code == 403


def test_an_opening_has_a_reason_of_the_list_and_a_note_and_is_not_for_those_who_may_open_anyway(
    acting: Maker, hidden: Any
) -> None:
    from sojourn.register.controls.glass import break_glass

    officer, boss = acting("caseworker"), acting("supervisor")
    for reason, note in (("curiosity", "x"), ("medical", " "), ("medical", "x" * 501)):
        with pytest.raises(RegisterError, match="has its reason and a note"):
            break_glass(officer, screen(officer), hidden.person_id, reason, note)
    with pytest.raises(RegisterError, match="open restricted records already"):
        broken(boss, hidden)


def test_an_emergency_is_no_purpose_that_can_be_stated_without_breaking_the_glass(client: Maker, hidden: Any) -> None:
    whom = invented(3)
    answer = client("caseworker").post(f"/why/{whom.person_id}/", {"purpose": "emergency", "note": "x"})
    assert answer.status_code == 400
