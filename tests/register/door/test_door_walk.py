"""The walk: every address with every role. What shows personal data leaves an event about the person."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from door_walk import ENTRANCE, Address, Walk, arguments_of, list_addresses

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client

    from sojourn.register.door.acting import Acting

WalkOf = Callable[[str], Walk]
ROLES = (
    "post_officer", "caseworker", "officer", "reviewer", "feed_operator", "analyst", "supervisor", "counsels_clerk",
    "records_officer", "oversight", "administrator",
)  # fmt: skip
MATRIX = Path(__file__).parent / "matrix.yaml"
SIGN_IN = ("/account/login/", "/account/second-factor/")
REFUSED = "Your roles do not allow this"


@contextmanager
def undone() -> Iterator[None]:
    """Undo what a request does, so that each starts from the same records."""
    from django.db import transaction

    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def walk(client: Callable[..., Client], person: Callable[..., object]) -> WalkOf:
    """Give a maker of a walk: a client of a role that said why it needs the person, and every address about them."""
    whom, clerk = person(), client("counsels_clerk").acting.user_id
    case_id = make_case(whom)

    def make(role: str) -> Walk:
        visitor = client(role)
        visitor.raise_request_exception = False
        give_purpose(visitor.acting, whom.person_id)
        told = arguments_of(whom, clerk, make_disclosure(whom, clerk), case_id)
        return Walk(visitor, [one for one in list_addresses(told) if not one.name.startswith(ENTRANCE)], whom)

    return make


def make_case(whom: object) -> str:
    """Begin a case about the person; it is nobody's, so that each role has to say why it opens it."""
    from sojourn.register.cases.opening import Beginning, begin_case
    from sojourn.register.door.acting import SERVICE

    return begin_case(SERVICE, Beginning(whom.person_id, whom.stay_id, "question_reviewed", "us.overstay")).case_id


def give_purpose(acting: Acting, person_id: str) -> None:
    """Say why somebody needs the person; oversight says so by an inquiry."""
    from sojourn.register import clock
    from sojourn.register.door.models import StatedPurpose
    from sojourn.register.door.purposes import LASTS
    from sojourn.register.oversight.inquiries import Asked, open_inquiry

    if "oversight" in acting.roles:
        open_inquiry(acting, Asked("person", person_id, "complaint", "x"))
        return
    at = clock.now()
    StatedPurpose.objects.create(
        actor=acting.actor, subject=person_id, purpose="correction", note="x", stated_at=at, lapses_at=at + LASTS
    )


def make_disclosure(whom: object, user_id: int) -> int:
    from sojourn.register import clock
    from sojourn.register.door.models import Disclosure
    from sojourn.register.store.models import CurrentAnswer

    current = CurrentAnswer.objects.get(stay_id=whom.stay_id)
    return Disclosure.objects.create(
        stay_id=whom.stay_id, person_id=whom.person_id, answer_id=current.answer_id, recipient="A court", contact="x",
        legal_basis="x", purpose="x", text="x", proposed_by_id=user_id, proposed_at=clock.now(),
    ).pk  # fmt: skip


def requests_of(walk: Walk, address: Address) -> list[tuple[Callable[[], HttpResponse], list[str]]]:
    """Ask as a browser does, each with the values that would show the person: those that were not typed in."""
    name, document = walk.whom.markers
    by_document = dict.fromkeys(("document", "document_number", "number", "reference", "q", "text"), document)
    by_name = {"surname": name, "name": name, "q": name, "birth_year": "1988", "year": "1988"}
    return [
        (lambda: walk.visitor.get(address.path), [name, document]),
        (lambda: walk.visitor.get(address.path, by_document), [name]),
        (lambda: walk.visitor.post(address.path, by_document), [name]),
        (lambda: walk.visitor.post(address.path, by_name), [document]),
    ]


def body_of(answer: HttpResponse) -> str:
    return b"".join(answer).decode(errors="replace")


def events_about(walk: Walk) -> int:
    from sojourn.register.store.models import Event

    return Event.objects.filter(subject__in=[walk.whom.person_id, walk.whom.stay_id, walk.whom.record]).count()


@pytest.mark.parametrize("role", ROLES)
def test_no_address_shows_personal_data_without_an_event(walk: WalkOf, role: str) -> None:
    made, silent, broken = walk(role), set(), set()
    for address in made.addresses:
        for ask, markers in requests_of(made, address):
            with undone():
                before = events_about(made)
                answer = ask()
                if answer.status_code == 500:  # 503 is an answer: not ready, come back later
                    broken.add(address.name)
                elif any(marker in body_of(answer) for marker in markers) and events_about(made) == before:
                    silent.add(address.name)
                if answer.status_code == 403:
                    break
    assert not silent, "these show a person and write no event"
    assert not broken, "these fail"


def test_the_walk_sees_a_person_where_one_is_shown(walk: WalkOf) -> None:
    made = walk("caseworker")
    name, _document = made.whom.markers
    shown = {one.name for one in made.addresses if name in body_of(made.visitor.get(one.path))}
    assert {"person", "record"} <= shown


def test_every_parameter_of_an_address_is_known_to_the_walk(walk: WalkOf) -> None:
    unknown = {f"{one.name}: {', '.join(one.unknown)}" for one in walk("oversight").addresses if one.unknown}
    assert not unknown, "say in door_walk.arguments_of what stands for these"


def test_every_address_stands_in_the_matrix(walk: WalkOf) -> None:
    assert {one.name for one in walk("oversight").addresses} == set(staff_rows())


@cache
def staff_rows() -> dict[str, Any]:
    """Give the rows of the staff's service; the others are held against theirs in ``test_door_matrix_beyond``."""
    table = yaml.safe_load(MATRIX.read_text("utf-8"))
    return {name: told for name, told in table.items() if not name.startswith(("portal_", "command "))}


@pytest.mark.parametrize("role", ROLES)
def test_each_role_opens_what_the_matrix_says(walk: WalkOf, role: str) -> None:
    table, made = yaml.safe_load(MATRIX.read_text("utf-8")), walk(role)
    found = {one.name: outcome(made, one) for one in made.addresses}
    assert not {name: said for name, said in found.items() if not is_as_told(table[name], role, said)}


def outcome(walk: Walk, address: Address) -> str:
    """Say what the role is told; an address that takes no GET is asked by POST."""
    with undone():
        answer = walk.visitor.get(address.path)
        if answer.status_code == 405:
            answer = walk.visitor.post(address.path)
    if answer.status_code == 401 or (answer.status_code == 403 and REFUSED in body_of(answer)):
        return "refused"
    assert not answer.headers.get("Location", "").startswith(SIGN_IN), "the client has signed in"
    return "missing" if answer.status_code in (400, 404) else "opened"


def is_as_told(told: list[str] | str, role: str, said: str) -> bool:
    """Hold what was said against the matrix; a page for a role may still say that the thing is not there."""
    if told == "missing":
        return said == "missing"
    allowed = role in told or "everybody" in told
    return (said != "refused") is allowed
