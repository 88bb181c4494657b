"""The question about days that needs no code: from what was typed only, and nothing is kept."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest


def day_of(name: str, day: date | None) -> dict[str, str]:
    if day is None:
        return {}
    return {f"{name}_0": str(day.day), f"{name}_1": str(day.month), f"{name}_2": str(day.year)}


def typed(*stays: tuple[date, date | None], plan: tuple[date, date] | None = None, **more: str) -> dict[str, str]:
    told = {"rows": "3", **more}
    for number, (arrived, departed) in enumerate(stays):
        told |= day_of(f"arrived_{number}", arrived) | day_of(f"departed_{number}", departed)
    return told | (day_of("planned_from", plan[0]) | day_of("planned_to", plan[1]) if plan else {})


@pytest.fixture
def schengen(monkeypatch: pytest.MonkeyPatch, django_ready: object) -> None:
    from sojourn.law.pack import load_pack
    from sojourn.register.portal import days_asked

    monkeypatch.setattr(days_asked, "law_pack", lambda: load_pack("eu"))


def asked(portal: Any, told: dict[str, str]) -> str:
    answer = portal.post("/days/", told)
    assert answer.status_code == 200, answer.content.decode()
    return str(answer.content.decode())


def test_a_plan_within_ninety_of_180_days_is_ok_and_a_day_more_is_not(schengen: None, portal: Any) -> None:
    first = date(2026, 12, 1)
    stay = (first - timedelta(days=60), first - timedelta(days=31))  # 30 days
    assert "OK: this keeps" in asked(portal, typed(stay, plan=(first, first + timedelta(days=59))))
    over = asked(portal, typed(stay, plan=(first, first + timedelta(days=60))))
    assert "Not OK" in over
    assert "may last 60 days" in over


def test_whoever_is_here_learns_the_days_left_and_the_last_day(schengen: None, portal: Any) -> None:
    from sojourn.register import clock

    today = clock.today()
    page = asked(portal, typed((today - timedelta(days=9), None)))
    assert "you have 80 days left" in page
    assert "OK: this keeps" in page


def test_without_a_window_the_last_day_from_the_border_decides(portal: Any) -> None:
    from sojourn.register import clock

    today = clock.today()
    here = (today - timedelta(days=10), None)
    until = day_of("admitted_until", today + timedelta(days=20))
    assert "you have 20 days left" in asked(portal, typed(here, **until))
    late = day_of("admitted_until", today - timedelta(days=1))
    assert "Not OK" in asked(portal, typed(here, **late))
    assert "cannot be counted" in asked(portal, typed(here, admitted_class="F1"))


def test_stays_that_contradict_themselves_are_asked_again(schengen: None, portal: Any) -> None:
    first = date(2026, 6, 1)
    wrong = portal.post("/days/", typed((first, first - timedelta(days=1))))
    assert wrong.status_code == 400
    assert "The last day lies before the first one." in wrong.content.decode()
    both_open = portal.post("/days/", typed((first, None), (first + timedelta(days=40), None)))
    assert "Only your latest stay" in both_open.content.decode()


def test_more_lines_keep_what_was_typed(schengen: None, portal: Any) -> None:
    page = asked(portal, typed((date(2026, 6, 1), date(2026, 6, 9)), more="1"))
    assert 'name="arrived_5_0"' in page
    assert 'value="2026"' in page


def test_nothing_typed_is_kept_or_written_down(schengen: None, portal: Any, caplog: pytest.LogCaptureFixture) -> None:
    from django.contrib.sessions.models import Session

    from sojourn.register.store.statements import select

    def rows() -> int:
        return int(select("SELECT sum(n_tup_ins) FROM pg_stat_xact_user_tables")[0][0] or 0)

    before, sessions = rows(), Session.objects.count()
    page = asked(portal, typed((date(2026, 6, 1), date(2026, 6, 9)), plan=(date(2026, 12, 1), date(2026, 12, 9))))
    assert "OK" in page
    assert rows() == before
    assert Session.objects.count() == sessions
    assert "2026-06" not in caplog.text
    assert "sojourn_portal" not in portal.cookies
