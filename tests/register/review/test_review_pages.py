"""The pages of review in a browser: narrow and wide, nothing to scroll sideways, nothing that axe finds."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from review_browsing import HOST, browsing, check_page

if TYPE_CHECKING:
    from sojourn.register.review.models import Assignment

pytestmark = pytest.mark.browser


def test_every_page_of_review_fits_and_is_accessible(
    chromium: str,
    pair: tuple[str, str],
    orphan: str,
    records: Callable[..., str],
    client: Callable[..., Client],
    given_piece: Callable[..., Assignment],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright runs a loop in this thread
    records(movement_id="a7", document_number="B77", surname="Nakamura-Oyelaran", given_names="Temitope Ayodele")
    reviewer = client("reviewer", "caseworker", "supervisor")
    compared, question, orphaned = (
        given_piece(reviewer.acting, kind)  # type: ignore[attr-defined] # the fixture's
        for kind in ("pair", "question", "orphan")
    )
    with browsing(chromium, reviewer) as page:
        check_page(page, "/work/", "work")
        check_page(page, "/work/?whose=office", "work-office")
        check_page(page, "/work/order/", "order")
        check_page(page, f"/work/{question.id}/back/", "back")
        check_page(page, f"/questions/{question.id}/", "question")
        check_page(page, f"/questions/{orphaned.id}/", "orphan")
        check_page(page, f"/match/{compared.id}/", "pair")
        check_page(page, "/match/agreement/", "agreement")
        page.goto(f"{HOST}/match/{compared.id}/")
        page.get_by_role("button", name="Decide").click()
        assert page.get_by_role("alert").is_visible(), "what is missing is said at the top"
        page.get_by_role("button", name="Show the score").click()
        assert page.get_by_text("bits").first.is_visible()
