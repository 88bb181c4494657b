"""The pages of stops, emergencies and delays in a browser: narrow and wide, open to everyone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from controls_cases import invent

from tests.register.review.review_browsing import browsing, check_page

pytestmark = pytest.mark.browser
Maker = Callable[..., Any]


def test_the_pages_of_controls_are_open_to_everyone(
    client: Maker, chromium: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright runs a loop in this thread
    from sojourn.register import clock
    from sojourn.register.controls.delays import Delaying, propose_delay
    from sojourn.register.controls.glass import break_glass
    from sojourn.register.controls.stops import Stopping, set_stop
    from sojourn.register.door.interactive import Interactive
    from sojourn.register.door.looks import read_looks
    from sojourn.register.door.purposes import state_purpose

    worker, overseer = client("caseworker"), client("oversight", office="")
    hidden, other = invent(5, "in_status", restricted=True), invent(6, "in_status", restricted=False)
    set_stop(overseer.acting, Stopping("adverse_steps", "", "A court hears whether removals may go on."))
    set_stop(overseer.acting, Stopping("feed", "carrier:KL", "It repeats the manifests of last week."))
    screen = Interactive(worker.acting.user_id, clock.now())
    break_glass(worker.acting, screen, hidden.person_id, "medical", "Found unconscious at gate 4.")
    state_purpose(worker.acting, other.person_id, "correction", "x")
    event = read_looks(other.person_id)[0].event_id
    propose_delay(worker.acting, other.person_id, Delaying(event, "pa_k_2", 30, "An inquiry is under way."))
    with browsing(chromium, overseer) as page:
        check_page(page, "/controls/stops/", "controls-stops")
        check_page(page, "/controls/stops/new/", "controls-stop-new")
        check_page(page, "/controls/emergencies/", "controls-emergencies")
        check_page(page, "/controls/looks/", "controls-delays")
    with browsing(chromium, worker) as page:
        check_page(page, f"/controls/emergency/{hidden.person_id}/", "controls-emergency")
        check_page(page, f"/controls/looks/{other.person_id}/{event}/", "controls-delay")
        check_page(page, f"/person/{other.person_id}/looks/", "controls-looks")
