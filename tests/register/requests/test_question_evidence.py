"""Whoever reviews a question sees what the person answered, and saves its documents; nobody else does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from asking_world import PNG, Somebody, ask, somebody


def test_the_piece_of_work_shows_that_evidence_came(asked_at: None, client: Callable[..., Any]) -> None:
    from sojourn.register.letters.documents import Sent
    from sojourn.register.review.assigned import take_next
    from sojourn.register.review.models import Question

    late: Somebody = somebody("eve", until=200)
    question = Question.objects.get(stay_id=late.stay_id)
    file = Sent("stamp.png", "image/png", PNG)
    made = ask(late, kind="answer", target=f"question:{question.pk}", files=(file,), text="I flew home in May.")
    reviewer, stranger = client("reviewer"), client("reviewer")
    piece = take_next(reviewer.acting, "question")
    page = reviewer.get(f"/questions/{piece.pk}/").content.decode()
    assert made.reference in page
    assert "I flew home in May." in page
    path = f"/questions/{piece.pk}/evidence/{made.evidence.get().document_id}/"
    assert path in page
    sent = reviewer.get(path)
    assert (sent.content, sent.headers["Content-Disposition"][:10]) == (PNG, "attachment")
    assert stranger.get(path).status_code in (400, 404)
