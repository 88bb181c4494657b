"""The evidence as files again: two records officers, with password, code and reason, and a look at everybody."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq
import pytest

from sojourn.errors import SojournError

if TYPE_CHECKING:
    from sojourn.register.accounts.models import User

PASSWORD = "training-only-2026"


@pytest.fixture
def maker(db: None, monkeypatch: pytest.MonkeyPatch) -> Callable[..., User]:
    """Give a maker of users with a password and one role, where no second factor is asked for."""
    from django.conf import settings

    from sojourn.register.accounts.make_user import make_user

    monkeypatch.setattr(settings, "SECOND_FACTOR", False)

    def make(role: str, number: int = 1) -> User:
        return make_user(f"{role[:4]}-{number}", PASSWORD, roles=(role,), name="Pia", office="archive")

    return make


def names(first: User, second: User) -> tuple[str, str]:
    return first.username, second.username


def refused(code: str, what: Callable[[], object]) -> None:
    with pytest.raises(SojournError) as caught:
        what()
    assert caught.value.code == code


def test_two_records_officers_write_the_evidence_it_is_a_look_at_everybody_and_oversight_is_told(
    maker: Callable[..., User], person: Callable[..., Any], tmp_path: Path
) -> None:
    from sojourn.register.cases.models import Alert
    from sojourn.register.export import ALERT, export_evidence
    from sojourn.register.store.models import Event

    person()
    out, two = tmp_path / "evidence", (maker("records_officer"), maker("records_officer", 2))
    count = export_evidence(names(*two), lambda what: PASSWORD, "Check of the month.", out)
    assert pq.read_table(out / "movements.parquet").num_rows + pq.read_table(out / "facts.parquet").num_rows == count
    events = Event.objects.filter(verb="exported")
    assert {event.actor for event in events} == {f"user:{each.pk}" for each in two}
    assert {(event.subject, event.about["reason"]) for event in events} == {("*", "Check of the month.")}
    alert = Alert.objects.get(kind=ALERT)
    assert (alert.user_id, alert.about["second"], alert.about["records"]) == (two[0].pk, two[1].pk, count)


def test_one_account_twice_is_not_two_people(maker: Callable[..., User], tmp_path: Path) -> None:
    from sojourn.register.export import export_evidence

    one, out = maker("records_officer"), tmp_path / "evidence"
    refused("second-person-needed", lambda: export_evidence(names(one, one), lambda what: PASSWORD, "Check.", out))
    assert list(tmp_path.iterdir()) == []


def test_what_cannot_be_told_to_oversight_is_not_written(
    maker: Callable[..., User], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sojourn.errors import RegisterError
    from sojourn.register import export
    from sojourn.register.store.models import Event

    def cannot(*told: object, **more: object) -> None:
        raise RegisterError("alert-missing", "no alert can be raised")

    monkeypatch.setattr(export, "raise_alert", cannot)
    both, out = names(maker("records_officer"), maker("records_officer", 2)), tmp_path / "evidence"
    refused("alert-missing", lambda: export.export_evidence(both, lambda what: PASSWORD, "Check.", out))
    assert list(tmp_path.iterdir()) == []
    assert not Event.objects.filter(verb="exported").exists()


@pytest.mark.parametrize("role", ["oversight", "supervisor", "administrator"])
def test_who_is_no_records_officer_is_refused_as_the_first_and_as_the_second_and_nothing_is_written(
    maker: Callable[..., User], tmp_path: Path, role: str
) -> None:
    from sojourn.register.export import export_evidence
    from sojourn.register.store.models import Event

    two, out = (maker(role), maker("records_officer")), tmp_path / "evidence"
    first, second = names(*two)
    refused("not-allowed", lambda: export_evidence((first, second), lambda what: PASSWORD, "Curious.", out))
    refused("not-allowed", lambda: export_evidence((second, first), lambda what: PASSWORD, "Curious.", out))
    assert list(tmp_path.iterdir()) == []
    assert Event.objects.filter(verb="refused", actor=f"user:{two[0].pk}").count() == 2


def test_an_export_asks_for_the_password_the_second_factor_and_a_reason(
    maker: Callable[..., User], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.conf import settings

    from sojourn.register.export import export_evidence

    name, out = names(maker("records_officer"), maker("records_officer", 2)), tmp_path / "evidence"
    asked = {"Password of reco-1": PASSWORD, "Password of reco-2": "something else"}
    refused("not-signed-in", lambda: export_evidence(name, asked.__getitem__, "Check.", out))
    refused("not-signed-in", lambda: export_evidence(name, lambda what: "something else", "Check.", out))
    refused("export-reason", lambda: export_evidence(name, lambda what: PASSWORD, " ", out))
    monkeypatch.setattr(settings, "SECOND_FACTOR", True)
    refused("not-signed-in", lambda: export_evidence(name, lambda what: PASSWORD, "Check.", out))
