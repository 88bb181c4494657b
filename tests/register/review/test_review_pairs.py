"""Match review, from the page to the answers: one decision each, on records that the engine answered for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.test import Client

if TYPE_CHECKING:
    from sojourn.register.review.models import Assignment

Give = Callable[..., "Assignment"]
Pair = tuple[str, str]


def test_a_pair_is_compared_decided_and_taken_back(
    pair: Pair, client: Callable[..., Client], given_piece: Give, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sojourn.register.review import deciding
    from sojourn.register.review.basis import basis_of
    from sojourn.register.review.models import Assignment, PairDecision
    from sojourn.register.review.syncing import sync_work
    from sojourn.register.store.models import CurrentAnswer, Event, LinkDecision, LinkWithdrawal

    monkeypatch.setattr(deciding, "is_sampled", lambda *_given: True)
    reviewer = client("reviewer")
    piece = given_piece(reviewer.acting, "pair")  # type: ignore[attr-defined] # the fixture's
    address = f"/match/{piece.id}/"

    page = reviewer.get(address).content.decode()
    assert "Ngozi Ada" in page
    assert "Different" in page
    assert "bits" not in page, "the score is hidden until it is asked for"
    assert "bits" in reviewer.post(address, {"show_score": "1"}).content.decode()
    looks = Event.objects.filter(verb="pair_opened", actor=reviewer.acting.actor)  # type: ignore[attr-defined]
    assert {event.about["score"] for event in looks} == {False, True}

    basis = basis_of(*sorted(pair)).hex()
    assert basis in page
    wrong = reviewer.post(address, {"verdict": "same", "reason": "too_little", "basis": basis})
    assert "This reason does not go with" in wrong.content.decode()
    answer = reviewer.post(address, {"verdict": "different", "reason": "clear_contradiction", "basis": basis})
    decision = PairDecision.objects.get()
    assert answer.headers["Location"] == f"/match/decided/{decision.id}/"
    assert LinkDecision.objects.get(link_id=decision.link_id).verdict == "different"
    assert decision.score_seen
    states = set(CurrentAnswer.objects.values_list("state", flat=True))
    assert states == {"unexplained", "orphan_departure"}, "the answers follow the decision"

    sync_work()
    assert not Assignment.objects.filter(kind="pair", state__in=["waiting", "assigned"]).exists(), "decided once only"
    again = Assignment.objects.get(kind="second_look")
    assert again.state == "waiting"

    other = client("reviewer")
    blind = given_piece(other.acting, "second_look")  # type: ignore[attr-defined]
    page = other.get(f"/match/{blind.id}/").content.decode()
    assert "Contradict" not in page.replace("Values contradict each other", "")
    assert "second look" not in page.lower()
    other.post(f"/match/{blind.id}/", {"verdict": "unsure", "reason": "too_little", "basis": basis})
    assert LinkDecision.objects.count() == 1, "the second look joins and parts nothing"
    assert Event.objects.filter(verb="pair_checked_again").exists()

    reviewer.post(f"/match/decided/{decision.id}/undo/", {"reason": "mistake"})
    assert LinkWithdrawal.objects.filter(link_id=decision.link_id).exists()
    back = Assignment.objects.get(kind="pair", state="assigned")
    assert back.assigned_to_id == reviewer.acting.user_id  # type: ignore[attr-defined]
    assert CurrentAnswer.objects.get(orphan=False).unknown_code == "identity_review"


def test_a_decided_pair_comes_back_when_one_of_its_records_is_corrected(
    pair: Pair, records: Callable[..., str], client: Callable[..., Client], given_piece: Give
) -> None:
    from sojourn.register.review.basis import basis_of
    from sojourn.register.review.models import Assignment, ReviewPair
    from sojourn.register.review.syncing import sync_work

    reviewer = client("reviewer")
    piece = given_piece(reviewer.acting, "pair")  # type: ignore[attr-defined] # the fixture's
    opened = basis_of(*sorted(pair)).hex()
    reviewer.post(f"/match/{piece.id}/", {"verdict": "unsure", "reason": "too_little", "basis": opened})
    sync_work()
    assert ReviewPair.objects.get().state == "decided"

    records(
        movement_id="d2b",
        corrects=pair[1],
        kind="manifest",
        feed="carrier:KL",
        direction="departure",
        outcome=None,
        local_date=date(2026, 3, 21),
        boarded=True,
        birth_date="1961-11-30",
        admitted_class=None,
        admitted_until=None,
    )
    assert basis_of(*sorted(pair)).hex() != opened
    sync_work()
    assert ReviewPair.objects.filter(state="open").exists()
    assert Assignment.objects.filter(kind="pair", state="waiting").exists()


def test_nobody_opens_or_decides_a_pair_that_is_not_theirs(
    pair: Pair, client: Callable[..., Client], given_piece: Give
) -> None:
    piece = given_piece(client("reviewer").acting, "pair")  # type: ignore[attr-defined] # the fixture's
    other = client("reviewer")
    answer = other.get(f"/match/{piece.id}/")
    assert answer.status_code == 400
    assert "Ngozi" not in answer.content.decode()
    given = {"verdict": "same", "reason": "slip", "basis": "00"}
    assert other.post(f"/match/{piece.id}/", given).status_code == 400
    assert client("analyst").get(f"/match/{piece.id}/").status_code == 403


def test_notes_about_a_person_can_be_forgotten(pair: Pair, client: Callable[..., Client], given_piece: Give) -> None:
    from sojourn.register.review.basis import basis_of
    from sojourn.register.review.models import PairDecision
    from sojourn.register.review.notes import forget_notes
    from sojourn.register.review.whose import persons_of

    reviewer = client("reviewer")
    piece = given_piece(reviewer.acting, "pair")  # type: ignore[attr-defined] # the fixture's
    given = {"verdict": "unsure", "reason": "too_little", "note": "Ask the source.", "basis": basis_of(*pair).hex()}
    reviewer.post(f"/match/{piece.id}/", given)
    assert PairDecision.objects.get().note
    assert forget_notes(set(persons_of(pair).values())) == 1
    assert PairDecision.objects.get().note == ""
