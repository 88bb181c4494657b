"""The simulated cases of training: one in every state that can be reached; never in a live register."""

from __future__ import annotations

from dataclasses import replace

import pytest
from case_people import make_person

from sojourn.errors import RegisterError


def test_there_is_a_way_to_every_state_of_every_lifecycle(db: None) -> None:
    from sojourn.register.cases.demo_paths import paths_of
    from sojourn.register.cases.opening import lifecycles

    for lifecycle in lifecycles():
        assert {path.state for path in paths_of(lifecycle)} == {state.id for state in lifecycle.states}


def test_each_simulated_case_stands_where_its_way_leads(db: None) -> None:
    from sojourn.register.accounts.make_user import make_user
    from sojourn.register.cases.demo_cases import make_demo_cases
    from sojourn.register.cases.models import Case
    from sojourn.register.cases.reading import standing_of

    for name, role in (("a-one", "officer"), ("a-two", "officer"), ("a-three", "caseworker")):
        make_user(name, None, roles=(role,), name=name, office="centre")
    for number in range(4):
        make_person(f"demo{number}")
    assert make_demo_cases() == 4
    for case in Case.objects.all():
        standing = standing_of(case)
        assert standing.state == (
            standing.taken[-1].reached if standing.taken else standing.lifecycle.starts[case.origin]
        )
        assert case.looked_at is not None


def test_a_live_register_makes_none(db: None, settings_mode: None) -> None:
    from sojourn.register.cases.demo_cases import make_demo_cases

    with pytest.raises(RegisterError, match="training only"):
        make_demo_cases()


@pytest.fixture
def settings_mode(monkeypatch: pytest.MonkeyPatch, django_ready: object) -> None:
    from django.conf import settings

    monkeypatch.setattr(settings, "CONFIGURATION", replace(settings.CONFIGURATION, mode="live"))
