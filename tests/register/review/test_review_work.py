"""Work is given out one piece at a time, and given back with a reason; rows only, no engine."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.test import Client

from sojourn.errors import RegisterError

if TYPE_CHECKING:
    from sojourn.register.door.acting import Acting
    from sojourn.register.review.models import Assignment

pytestmark = pytest.mark.usefixtures("at_work")
Maker = Callable[..., "Acting"]


def piece(number: int = 1, **changed: object) -> Assignment:
    from sojourn.register import clock
    from sojourn.register.review.models import Assignment

    given = {
        "kind": "question",
        "subject": f"{number}",
        "person_ids": [f"p{number:020d}"],
        "waiting_since": clock.now(),
    }
    return Assignment.objects.create(**{**given, "due_on": date(2026, 8, number), **changed})


def take(acting: Acting, kind: str = "") -> Assignment:
    from sojourn.register.review.assigned import take_next

    return take_next(acting, kind)


def test_the_most_urgent_piece_is_given_first(acting: Maker) -> None:
    piece(9)
    first = piece(2)
    assert take(acting("reviewer")).id == first.id


def test_a_piece_is_given_to_one_person_only(acting: Maker) -> None:
    piece()
    take(acting("reviewer"))
    with pytest.raises(RegisterError, match="no piece of work waits"):
        take(acting("reviewer"))


def test_the_log_says_who_was_given_work_about_whom(acting: Maker) -> None:
    from sojourn.register.store.models import Event

    given = piece()
    reviewer = acting("reviewer")
    take(reviewer)
    event = Event.objects.get(verb="work_assigned", actor=reviewer.actor)
    assert (event.subject, event.about) == (given.person_ids[0], {"piece": given.id, "kind": "question"})


def test_no_more_than_ten_pieces_at_once(acting: Maker) -> None:
    for number in range(1, 12):
        piece(number)
    reviewer = acting("reviewer")
    for _ in range(10):
        take(reviewer)
    with pytest.raises(RegisterError) as refused:
        take(reviewer)
    assert refused.value.code == "work-enough"


def test_whoever_gave_a_piece_back_is_not_given_it_again(acting: Maker) -> None:
    from sojourn.register.review.assigned import give_back

    given, reviewer, other = piece(), acting("reviewer"), acting("reviewer")
    take(reviewer)
    give_back(reviewer, given.id, "know_the_person")
    with pytest.raises(RegisterError):
        take(reviewer)
    assert take(other).id == given.id


def test_nobody_gives_back_what_another_has(acting: Maker) -> None:
    from sojourn.register.review.assigned import give_back

    given = piece()
    take(acting("reviewer"))
    with pytest.raises(RegisterError) as refused:
        give_back(acting("reviewer"), given.id, "away")
    assert refused.value.code == "work-not-yours"


def test_a_supervisor_puts_back_what_their_own_office_has(acting: Maker) -> None:
    from sojourn.register.door.acting import Refused
    from sojourn.register.review.assigned import put_back

    given = piece()
    take(acting("reviewer", office="jfk"))
    with pytest.raises(Refused):
        put_back(acting("supervisor", office="lax"), given.id, "away")
    put_back(acting("supervisor", office="jfk"), given.id, "away")
    given.refresh_from_db()
    assert (given.state, given.assigned_to) == ("waiting", None)


def test_restricted_work_goes_only_to_those_who_may_open_it(acting: Maker) -> None:
    given = piece(restricted=True)
    with pytest.raises(RegisterError):
        take(acting("reviewer"))
    assert take(acting("reviewer", "supervisor")).id == given.id


def test_a_caseworker_is_given_questions_and_no_pairs(acting: Maker) -> None:
    piece(1, kind="pair")
    question = piece(2)
    assert take(acting("caseworker")).id == question.id


def test_ones_own_work_is_known_by_any_id_of_the_person(acting: Maker) -> None:
    from sojourn.register.review.assigned import is_assigned

    given, reviewer = piece(), acting("reviewer")
    assert reviewer.user_id is not None
    assert not is_assigned(reviewer.user_id, given.person_ids[0])
    take(reviewer)
    assert is_assigned(reviewer.user_id, given.person_ids[0])
    assert not is_assigned(reviewer.user_id, "p" + "f" * 20)


def test_what_waits_is_counted_by_kind_for_whoever_may_be_given_it(acting: Maker) -> None:
    from sojourn.register.review.assigned import count_waiting, give_back

    reviewer, caseworker = acting("reviewer"), acting("caseworker")
    before, before_too = count_waiting(reviewer), count_waiting(caseworker)
    for number in (1, 2):
        piece(number)
    piece(3, kind="pair", due_on=date(2000, 1, 1))
    piece(4, restricted=True)
    more = {kind: number - before[kind] for kind, number in count_waiting(reviewer).items()}
    assert more == {"pair": 1, "second_look": 0, "question": 2, "orphan": 0}
    assert count_waiting(caseworker) == {**before_too, "question": before_too["question"] + 2}
    give_back(reviewer, take(reviewer, "pair").id, "cannot_read")
    assert count_waiting(reviewer)["pair"] == before["pair"]


def test_my_work_stands_in_groups_with_counts(client: Callable[..., Client]) -> None:
    piece(1, due_on=date(2026, 7, 1))
    piece(2, due_on=date(2026, 7, 22))
    reviewer = client("reviewer")
    take(reviewer.acting)  # type: ignore[attr-defined] # the fixture's
    take(reviewer.acting)  # type: ignore[attr-defined]
    page = reviewer.get("/work/").content.decode()
    groups = page[page.index("sj-queue") :]
    assert groups.index("Overdue") < groups.index("Due today")
    assert "Pieces of work: 2." in page


def test_the_button_gives_the_next_piece_and_opens_it(client: Callable[..., Client]) -> None:
    given = piece()
    answer = client("reviewer").post("/work/next/")
    assert answer.headers["Location"] == f"/questions/{given.id}/"


def test_the_filter_keeps_to_one_kind(client: Callable[..., Client]) -> None:
    piece(1)
    piece(2, kind="orphan")
    reviewer = client("reviewer")
    take(reviewer.acting)  # type: ignore[attr-defined] # the fixture's
    take(reviewer.acting)  # type: ignore[attr-defined]
    page = reviewer.get("/work/?kind=orphan").content.decode()
    assert "Look for the arrival" in page
    assert "Go through the checklist" not in page


def test_giving_back_asks_for_a_reason(client: Callable[..., Client]) -> None:
    from sojourn.register.review.models import WorkReturn

    given, reviewer = piece(), client("reviewer")
    take(reviewer.acting)  # type: ignore[attr-defined] # the fixture's
    assert "There is a problem" in reviewer.post(f"/work/{given.id}/back/").content.decode()
    reviewer.post(f"/work/{given.id}/back/", {"reason": "cannot_read"})
    assert WorkReturn.objects.get(assignment=given).reason == "cannot_read"


def test_the_sample_is_a_fixed_share_and_depends_on_the_key() -> None:
    from sojourn.register.review.sample import is_sampled

    ids = [f"r{number:020d}" for number in range(2_000)]
    chosen = {each for each in ids if is_sampled(each, b"k" * 32)}
    assert 140 < len(chosen) < 260
    assert chosen == {each for each in ids if is_sampled(each, b"k" * 32)}
    assert chosen != {each for each in ids if is_sampled(each, b"j" * 32)}


def test_two_reviewers_agree_in_a_measured_share_with_its_interval(acting: Maker) -> None:
    from sojourn.register import clock
    from sojourn.register.review.agreement import measure_agreement
    from sojourn.register.review.models import PairDecision, ReviewPair, SecondLook

    one, other = acting("reviewer").user_id, acting("reviewer").user_id
    SecondLook.objects.all().delete()
    for number, second in enumerate(["same", "same", "same", "different", ""]):
        pair = ReviewPair.objects.create(
            review_id=f"r{number}", record_a=f"a/{number}", record_b=f"b/{number}", basis=b"", opened_at=clock.now()
        )
        decision = PairDecision.objects.create(
            pair=pair, verdict="same", basis=b"", link_id=f"l{number}", decided_by_id=one, decided_at=clock.now()
        )
        done = {"verdict": second, "decided_by_id": other, "decided_at": clock.now()} if second else {}
        SecondLook.objects.create(decision=decision, asked_at=clock.now(), **done)
    found = measure_agreement()
    assert (found.overall.agreed, found.overall.base, found.waiting, len(found.differing)) == (3, 4, 1, 1)
    assert (round(found.overall.low, 3), round(found.overall.high, 3)) == (0.301, 0.954)


def test_the_rate_of_agreement_is_for_supervisors_and_oversight(client: Callable[..., Client]) -> None:
    assert client("reviewer").get("/match/agreement/").status_code == 403
    assert client("supervisor").get("/match/agreement/").status_code == 200
    assert client("oversight").get("/match/agreement/").status_code == 200
