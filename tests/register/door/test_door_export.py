"""The evidence as files again: a records officer's alone, with password, code and reason, and a look at everybody."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq
import pytest

from sojourn.errors import RegisterError

if TYPE_CHECKING:
    from sojourn.register.accounts.models import User

PASSWORD = "training-only-2026"


@pytest.fixture
def maker(db: None) -> Callable[[str], User]:
    """Give a maker of users with a password and one role."""
    from sojourn.register.accounts.make_user import make_user

    return lambda role: make_user(f"{role[:4]}-1", PASSWORD, roles=(role,), name="Pia", office="archive")


def refused(code: str, what: Callable[[], object]) -> None:
    with pytest.raises(RegisterError) as caught:
        what()
    assert caught.value.code == code


def test_a_records_officer_writes_the_evidence_and_it_is_a_look_at_everybody(
    maker: Callable[[str], User], person: Callable[..., Any], tmp_path: Path
) -> None:
    from sojourn.register.export import export_evidence
    from sojourn.register.store.models import Event

    person()
    out = tmp_path / "evidence"
    count = export_evidence(maker("records_officer").username, lambda what: PASSWORD, "Check of the month.", out)
    assert pq.read_table(out / "movements.parquet").num_rows + pq.read_table(out / "facts.parquet").num_rows == count
    event = Event.objects.get(verb="exported")
    assert (event.subject, event.about["reason"]) == ("*", "Check of the month.")


@pytest.mark.parametrize("role", ["oversight", "supervisor", "administrator"])
def test_who_is_no_records_officer_is_refused_and_nothing_is_written(
    maker: Callable[[str], User], tmp_path: Path, role: str
) -> None:
    from sojourn.register.export import export_evidence

    out = tmp_path / "evidence"
    refused("not-allowed", lambda: export_evidence(maker(role).username, lambda what: PASSWORD, "Curious.", out))
    assert list(tmp_path.iterdir()) == []


def test_an_export_asks_for_the_password_the_second_factor_and_a_reason(
    maker: Callable[[str], User], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.conf import settings

    from sojourn.register.export import export_evidence

    name, out = maker("records_officer").username, tmp_path / "evidence"
    refused("not-signed-in", lambda: export_evidence(name, lambda what: "something else", "Check.", out))
    refused("export-reason", lambda: export_evidence(name, lambda what: PASSWORD, " ", out))
    monkeypatch.setattr(settings, "SECOND_FACTOR", True)
    refused("not-signed-in", lambda: export_evidence(name, lambda what: PASSWORD, "Check.", out))
