"""A correction is followed to everybody who was told, until they confirm; office and person see the same list."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from asking_world import NOW, TODAY, Somebody, leave, refused, somebody

if TYPE_CHECKING:
    from sojourn.register.door.acting import Acting
    from sojourn.register.door.models import DisclosureNotice


@pytest.fixture
def clerk(asked_at: None, acting: Callable[..., Acting]) -> Acting:
    """Have somebody of the centre who discloses answers."""
    return acting("counsels_clerk", office="centre")


@pytest.fixture
def bob(asked_at: None) -> Somebody:
    """Have somebody on file whose authorised stay ends in twenty days: an answer that may be disclosed."""
    return somebody("bob", until=-20)


@pytest.fixture
def notice(bob: Somebody, clerk: Acting, supervisor: Acting) -> DisclosureNotice:
    """Have an answer disclosed by two people, which has changed since."""
    from sojourn.register.door.disclosures import Told, confirm_disclosure, propose_disclosure
    from sojourn.register.door.models import DisclosureNotice
    from sojourn.register.door.notices import list_for_notice
    from sojourn.register.door.purposes import state_purpose

    for each in (clerk, supervisor):
        state_purpose(each, bob.person_id, "legal_proceeding", "Proceeding 4/27.")
    told = Told("Administrative court, chamber 2", "Court street 1", "Act, section 12", "Proceeding 4/27")
    confirm_disclosure(supervisor, propose_disclosure(clerk, bob.stay_id, told).pk)
    leave(bob, TODAY - timedelta(days=1))
    list_for_notice([bob.stay_id])
    return DisclosureNotice.objects.get()


def stages(acting: Acting) -> list[str]:
    from sojourn.register.requests.confirming import open_followed

    return [each.stage for each in open_followed(acting)]


def test_a_correction_is_followed_until_the_recipient_confirms(notice: DisclosureNotice, clerk: Acting) -> None:
    from sojourn.register.requests.confirming import confirm, list_of_person, tell

    assert stages(clerk) == ["to_tell"]
    tell(clerk, notice.pk, "letter")
    assert stages(clerk) == ["waiting"]
    confirm(clerk, notice.pk, "AC 2/99")
    assert stages(clerk) == []
    (shown,) = list_of_person(notice.disclosure.person_id)
    assert shown.confirmation is not None
    assert (shown.stage, shown.confirmation.their_reference, shown.confirmation.told_how) == (
        "confirmed", "AC 2/99", "letter",
    )  # fmt: skip
    refused("notice-confirmed", lambda: confirm(clerk, notice.pk, ""))


def test_it_is_overdue_after_the_days_of_the_law_and_reminders_are_counted(
    notice: DisclosureNotice, clerk: Acting
) -> None:
    from sojourn.register import clock
    from sojourn.register.door.purposes import state_purpose
    from sojourn.register.requests.confirming import confirmation_days, open_one, remind, tell

    tell(clerk, notice.pk, "email")
    later = NOW + timedelta(days=confirmation_days())
    with clock.set_to(later):
        assert stages(clerk) == ["waiting"]
    with clock.set_to(later + timedelta(days=1)):
        assert stages(clerk) == ["overdue"]
        state_purpose(clerk, notice.disclosure.person_id, "legal_proceeding", "Proceeding 4/27.")
        remind(clerk, notice.pk, "telephone")
        assert open_one(clerk, notice.pk).reminders == 1


def test_nobody_confirms_or_is_reminded_who_was_not_told(notice: DisclosureNotice, clerk: Acting) -> None:
    from sojourn.register.requests.confirming import confirm, remind, tell

    refused("notice-not-told", lambda: confirm(clerk, notice.pk, ""))
    refused("notice-not-told", lambda: remind(clerk, notice.pk, "letter"))
    refused("told-how", lambda: tell(clerk, notice.pk, "pigeon"))
    refused("notice-missing", lambda: confirm(clerk, 10**6, ""))


def test_the_days_come_from_the_rights_of_the_law_pack() -> None:
    from sojourn.law.pack import load_pack
    from sojourn.law.rights import rights_of

    assert {rights_of(load_pack(code))["confirmation"].days for code in ("base", "us", "eu", "uk")} == {30}


def test_the_pages_note_what_the_recipient_said(
    notice: DisclosureNotice, client: Callable[..., Any], bob: Somebody
) -> None:
    visitor = client("counsels_clerk", office="centre")
    visitor.post(f"/why/{bob.person_id}/", {"purpose": "legal_proceeding", "note": "Proceeding 4/27."})
    listed = visitor.get("/corrections/").content.decode()
    assert "Administrative court" in listed
    assert "ASKER" not in listed
    path = f"/corrections/{notice.pk}/"
    assert visitor.post(path, {"how": ""}).status_code == 422
    visitor.post(path, {"how": "letter"})
    visitor.post(path, {"confirm": "1", "their_reference": "AC 2/99"})
    assert "AC 2/99" in visitor.get(path).content.decode()


def test_the_person_sees_to_whom_it_went_and_who_confirmed(
    notice: DisclosureNotice, bob: Somebody, portal_session: Callable[..., Any]
) -> None:
    page = portal_session(bob.person_id).get("/mine/told/").content.decode()
    assert "Administrative court, chamber 2" in page
    assert "Not yet" in page
