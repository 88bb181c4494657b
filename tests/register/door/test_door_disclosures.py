"""An answer leaves only as a disclosure: by two people, never a question about records, and corrected later."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from door_people import change_answer

from sojourn.errors import RegisterError

if TYPE_CHECKING:
    from django.test import Client

ClientOf = Callable[..., "Client"]
PersonOf = Callable[..., Any]
TOLD = {
    "recipient": "Administrative court, chamber 2", "contact": "Court street 1", "legal_basis": "Act, section 12",
    "purpose": "Proceeding 4/27",
}  # fmt: skip
WHY = {"purpose": "legal_proceeding", "note": "Proceeding 4/27."}


def refused(code: str, what: Callable[[], object]) -> None:
    with pytest.raises(RegisterError) as caught:
        what()
    assert caught.value.code == code


def ready(client: ClientOf, role: str, whom: Any) -> Client:
    visitor = client(role)
    visitor.post(f"/why/{whom.person_id}/", WHY)
    return visitor


def propose(visitor: Client, whom: Any, corrects: int | None = None) -> Any:
    from sojourn.register.door.disclosures import Told, propose_disclosure

    return propose_disclosure(visitor.acting, whom.stay_id, Told(**TOLD), corrects)


def test_two_people_disclose_an_answer_on_their_pages(client: ClientOf, person: PersonOf) -> None:
    from sojourn.register.door.disclosures import list_recipients
    from sojourn.register.store.models import Event

    whom = person()
    clerk, supervisor = ready(client, "counsels_clerk", whom), ready(client, "supervisor", whom)
    asked = clerk.post(f"/stay/{whom.stay_id}/disclose/", TOLD)
    address = asked.headers["Location"]
    assert list_recipients(whom.stay_id) == []
    supervisor.post(address, {"decision": "confirm"})
    (told,) = list_recipients(whom.stay_id)
    assert (told.recipient, told.outdated) == (TOLD["recipient"], False)
    assert Event.objects.get(verb="disclosed").purpose == "legal_proceeding"
    assert b"Administrative court" in supervisor.get(f"/stay/{whom.stay_id}/disclosures/").content


def test_one_person_does_not_disclose_alone(client: ClientOf, person: PersonOf) -> None:
    from sojourn.register.door.disclosures import confirm_disclosure

    whom = person()
    supervisor = ready(client, "supervisor", whom)
    made = propose(supervisor, whom)
    refused("disclosure-second-person", lambda: confirm_disclosure(supervisor.acting, made.pk))


@pytest.mark.parametrize("state", ["unexplained", "left_after_end"])
def test_a_question_about_records_is_not_disclosed_before_a_determination(
    client: ClientOf, person: PersonOf, state: str
) -> None:
    whom = person(state)
    clerk = ready(client, "counsels_clerk", whom)
    refused("disclosure-undetermined", lambda: propose(clerk, whom))
    page = clerk.get(f"/stay/{whom.stay_id}/disclose/").content
    assert b"This is a question about records" in page
    assert b"overstay" not in page.lower()


def test_an_answer_that_became_a_question_meanwhile_is_not_disclosed(client: ClientOf, person: PersonOf) -> None:
    from sojourn.register.door.disclosures import confirm_disclosure

    whom = person()
    made = propose(ready(client, "counsels_clerk", whom), whom)
    change_answer(whom, "unexplained")
    second = ready(client, "supervisor", whom).acting
    refused("disclosure-outdated", lambda: confirm_disclosure(second, made.pk))


def test_a_later_correction_reaches_the_recipient(client: ClientOf, person: PersonOf) -> None:
    from sojourn.register.door.disclosures import confirm_disclosure, list_recipients

    whom = person()
    clerk, second = ready(client, "counsels_clerk", whom), ready(client, "supervisor", whom).acting
    first = confirm_disclosure(second, propose(clerk, whom).pk)
    change_answer(whom, "left_in_time")
    assert [one.outdated for one in list_recipients(whom.stay_id)] == [True]
    assert b"Propose the correction" in clerk.get(f"/stay/{whom.stay_id}/disclosures/").content
    confirm_disclosure(second, propose(clerk, whom, first.pk).pk)
    assert [one.outdated for one in list_recipients(whom.stay_id)] == [False, False]


def test_a_disclosure_asks_why_like_any_other_look(client: ClientOf, person: PersonOf) -> None:
    from sojourn.register.door.acting import PurposeNeeded

    with pytest.raises(PurposeNeeded):
        propose(client("counsels_clerk"), person())


def test_a_restricted_person_is_disclosed_by_nobody_without_the_right(client: ClientOf, person: PersonOf) -> None:
    from sojourn.register.door.acting import Restricted

    with pytest.raises(Restricted):
        propose(client("counsels_clerk"), person(restricted=True))


def test_a_disclosure_without_a_legal_basis_is_not_proposed(client: ClientOf, person: PersonOf) -> None:
    whom = person()
    answer = ready(client, "counsels_clerk", whom).post(f"/stay/{whom.stay_id}/disclose/", {**TOLD, "legal_basis": ""})
    assert answer.status_code == 400
    assert b"There is a problem" in answer.content


def live(**told: str) -> Any:
    from sojourn.register.configuration import Configuration

    own = str(Path(__file__).with_name("retention_times.yaml"))
    given = {"controller": "Office of Entry, Capital", "legal_basis": "Act of 2026", "retention": own, **told}
    return Configuration("live", "us", {}, "x", b"x", ("localhost",), second_factor=True, **given)


def test_live_says_everything_that_is_missing_at_once(db: None) -> None:
    from sojourn.register.door.oversight import check_live

    with pytest.raises(RegisterError) as caught:
        check_live(live(controller="", legal_basis=" ", retention="/nowhere.yaml"))
    assert caught.value.code == "live-needs"
    assert caught.value.message.count("\n  - ") == 4


def test_live_starts_with_all_in_place(acting: Callable[..., object]) -> None:
    from sojourn.register.door.oversight import check_live

    acting("oversight")
    check_live(live())


def test_a_database_of_training_never_goes_live(acting: Callable[..., object]) -> None:
    from dataclasses import replace

    from sojourn.register.door.oversight import check_live

    acting("oversight")
    check_live(replace(live(), mode="training"))
    refused("live-needs", lambda: check_live(live()))
