"""The streams of live departures: what is sent, to whom, and to whom no more."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from django.test import Client

    from sojourn.register.live.looking import Asked
    from sojourn.register.live.reading import Figures, Window
    from sojourn.register.live.streams import Listener

Make = Callable[..., "Client"]


def asked_by(visitor: Client) -> Asked:
    from sojourn.register.live.looking import Asked
    from sojourn.register.live.reading import HOUR

    return Asked(visitor.acting.user_id, visitor.session.session_key or "", HOUR, "en")  # type: ignore[attr-defined]


def listener() -> Listener:
    from sojourn.register.live.reading import HOUR
    from sojourn.register.live.streams import Listener

    return Listener(1, "key", HOUR, "en", "first")


def test_a_look_draws_once_for_all_and_not_again_where_nothing_is_new(
    db: None, client: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    from datetime import UTC, datetime

    from sojourn.register import clock
    from sojourn.register.live import looking
    from sojourn.register.live.reading import read_figures

    drawn: list[Window] = []

    def read(window: Window) -> Figures:
        drawn.append(window)
        return read_figures(window)

    monkeypatch.setattr(looking, "read_figures", read)
    look, asked = looking.Look(), [asked_by(client("supervisor")), asked_by(client("oversight"))]
    with clock.set_to(datetime(2026, 11, 20, 15, 9, 3, tzinfo=UTC)):
        assert look(asked).drawn == look(asked).drawn
    assert len(drawn) == 1


def test_whoever_signed_out_is_told_no_more(db: None, client: Make) -> None:
    from sojourn.register.live.looking import Look

    stays, goes = client("supervisor"), client("supervisor")
    asked = [asked_by(stays), asked_by(goes)]
    goes.logout()
    assert Look()(asked).gone == {(asked[1].user_id, asked[1].session_key)}


def test_whoever_lost_the_role_is_told_no_more(db: None, client: Make) -> None:
    from sojourn.register import clock
    from sojourn.register.accounts.models import Grant
    from sojourn.register.live.looking import Look

    visitor = client("feed_operator")
    asked = asked_by(visitor)
    Grant.objects.filter(user_id=asked.user_id).update(ended_at=clock.now())
    seen = Look()([asked])
    assert seen.gone == {(asked.user_id, asked.session_key)}
    assert not seen.drawn


def test_of_several_figures_the_last_is_sent_and_an_end_is_not_overtaken() -> None:
    from sojourn.register.live.streams import ENDED

    async def tell() -> list[str]:
        one, other = listener(), listener()
        for news in ("a", "b"):
            one.tell(news)
        for news in (ENDED, "c"):
            other.tell(news)
        return [one.news.get_nowait(), other.news.get_nowait()]

    assert asyncio.run(tell()) == ["b", ENDED]


def test_an_event_keeps_its_lines() -> None:
    from sojourn.register.live.streams import event

    assert event("figures", "<p>\n</p>") == b"event: figures\ndata: <p>\ndata: </p>\n\n"
