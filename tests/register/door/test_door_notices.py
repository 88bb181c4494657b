"""Whoever was told an answer is listed for notice when it changes, until somebody notes that they were told."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from door_people import change_answer

from sojourn.errors import RegisterError

sys.path.append(str(Path(__file__).parent.parent / "review"))  # for ``review_browsing``

if TYPE_CHECKING:
    from django.test import Client

    from sojourn.register.door.models import DisclosureNotice

ClientOf = Callable[..., "Client"]
Told = Callable[..., Any]
TOLD = {
    "recipient": "Administrative court, chamber 2", "contact": "Court street 1", "legal_basis": "Act, section 12",
    "purpose": "Proceeding 4/27",
}  # fmt: skip
WHY = {"purpose": "legal_proceeding", "note": "Proceeding 4/27."}


def ready(client: ClientOf, role: str, whom: Any) -> Client:
    visitor = client(role)
    visitor.post(f"/why/{whom.person_id}/", WHY)
    return visitor


@pytest.fixture
def told(client: ClientOf) -> Told:
    """Give a function that tells an answer to somebody, by two people; gives the number of the disclosure."""
    from sojourn.register.door import disclosures

    def tell(whom: Any, corrects: int | None = None, **changed: str) -> int:
        clerk, second = ready(client, "counsels_clerk", whom).acting, ready(client, "supervisor", whom).acting  # type: ignore[attr-defined] # the fixture's
        made = disclosures.propose_disclosure(clerk, whom.stay_id, disclosures.Told(**{**TOLD, **changed}), corrects)
        disclosures.confirm_disclosure(second, made.pk)
        return made.pk

    return tell


def change(whom: Any, state: str) -> list[DisclosureNotice]:
    """Change the answer as a micro-batch does, and give the notices that are due."""
    from sojourn.register.door.models import DisclosureNotice
    from sojourn.register.door.notices import list_for_notice

    change_answer(whom, state)
    list_for_notice([whom.stay_id])
    return list(DisclosureNotice.objects.filter(told_at=None, lapsed_at=None).order_by("disclosure_id"))


def test_everybody_who_was_told_is_listed_once_the_answer_changes(told: Told, person: Callable[..., Any]) -> None:
    whom, other = person(), person()
    first, second = told(whom), told(whom, recipient="Ministry")
    told(other)
    due = change(whom, "left_in_time")
    assert [(one.disclosure_id, one.changed, one.why, one.names) for one in due] == [
        (first, ["state"], "records", [whom.record]), (second, ["state"], "records", [whom.record]),
    ]  # fmt: skip


def test_a_second_change_makes_no_second_notice(told: Told, person: Callable[..., Any]) -> None:
    whom = person()
    told(whom)
    (before,) = change(whom, "left_in_time")
    (after,) = change(whom, "unexplained")
    assert (before.pk, before.listed_at) == (after.pk, after.listed_at)
    assert after.answer_id > before.answer_id


def test_an_answer_that_says_again_what_was_told_leaves_nothing_to_tell(told: Told, person: Callable[..., Any]) -> None:
    whom = person()
    told(whom)
    change(whom, "unexplained")
    assert change(whom, "in_status") == []


def test_somebody_notes_on_the_page_that_the_recipient_was_told(
    client: ClientOf, told: Told, person: Callable[..., Any]
) -> None:
    from sojourn.register.door.models import DisclosureNotice
    from sojourn.register.store.models import Event

    whom = person()
    number = told(whom)
    (due,) = change(whom, "left_in_time")
    clerk = ready(client, "counsels_clerk", whom)
    assert TOLD["recipient"] in clerk.get("/disclosures/").content.decode()
    page = clerk.get(f"/disclosures/{number}/").content.decode()
    assert "The answer has changed since" in page
    assert whom.record in page
    clerk.post(f"/disclosures/{number}/", {"notice": due.pk})
    noted = DisclosureNotice.objects.get()
    assert noted.told_by_id == clerk.acting.user_id  # type: ignore[attr-defined] # the fixture's
    event = Event.objects.get(verb="notice_given")
    assert (event.subject, event.purpose) == (whom.person_id, "legal_proceeding")
    assert "Nobody is to be told of a change" in clerk.get("/disclosures/").content.decode()
    assert "What the recipient was told since" in clerk.get(f"/disclosures/{number}/").content.decode()


def test_a_change_after_the_recipient_was_told_is_to_be_told_too(
    client: ClientOf, told: Told, person: Callable[..., Any]
) -> None:
    from sojourn.register.door.notices import list_for_notice, note_told

    whom = person()
    told(whom)
    (first,) = change(whom, "left_in_time")
    note_told(ready(client, "caseworker", whom).acting, first.pk)  # type: ignore[attr-defined] # the fixture's
    list_for_notice()
    (second,) = change(whom, "resident")
    assert second.pk != first.pk


def test_a_correction_disclosed_to_the_recipient_tells_them(told: Told, person: Callable[..., Any]) -> None:
    from sojourn.register.door.models import DisclosureNotice
    from sojourn.register.door.notices import list_for_notice

    whom = person()
    number = told(whom)
    change(whom, "left_in_time")
    told(whom, corrects=number)
    list_for_notice()
    assert [one.told_at is not None for one in DisclosureNotice.objects.all()] == [True]


def test_nobody_notes_without_a_reason_to_open_the_person(
    client: ClientOf, told: Told, person: Callable[..., Any]
) -> None:
    from sojourn.register.door.acting import PurposeNeeded
    from sojourn.register.door.notices import note_told

    whom = person()
    told(whom)
    (due,) = change(whom, "left_in_time")
    with pytest.raises(PurposeNeeded):
        note_told(client("caseworker").acting, due.pk)  # type: ignore[attr-defined] # the fixture's


def test_a_notice_is_noted_once(client: ClientOf, told: Told, person: Callable[..., Any]) -> None:
    from sojourn.register.door.notices import note_told

    whom = person()
    told(whom)
    (due,) = change(whom, "left_in_time")
    clerk = ready(client, "caseworker", whom).acting  # type: ignore[attr-defined] # the fixture's
    note_told(clerk, due.pk)
    with pytest.raises(RegisterError, match="no such notice"):
        note_told(clerk, due.pk)


def test_restricted_notices_are_shown_to_those_only_who_may_open_them(
    client: ClientOf, told: Told, person: Callable[..., Any]
) -> None:
    from sojourn.register.door.notices import list_for_notice

    whom = person()
    told(whom)
    change_answer(whom, "left_in_time", restricted=True)
    list_for_notice([whom.stay_id])
    seen = [
        TOLD["recipient"] in client(role).get("/disclosures/").content.decode() for role in ("caseworker", "supervisor")
    ]
    assert seen == [False, True]


@pytest.mark.browser
def test_the_pages_of_notices_fit_and_are_accessible(
    chromium: str, client: ClientOf, told: Told, person: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    from review_browsing import browsing, check_page

    from sojourn.register.door.notices import note_told

    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright runs a loop in this thread
    whom = person()
    number = told(whom, recipient="Administrative court of the northern district, chamber 2, registry")
    clerk = ready(client, "counsels_clerk", whom)
    (first,) = change(whom, "left_in_time")
    note_told(clerk.acting, first.pk)  # type: ignore[attr-defined] # the fixture's
    change(whom, "resident")
    with browsing(chromium, clerk) as page:
        check_page(page, "/disclosures/", "notices")
        check_page(page, f"/disclosures/{number}/", "notice")
