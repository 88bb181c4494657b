"""One look at the database for all open pages: what is new, and who may still see it."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.contrib.sessions.models import Session
from django.template.loader import render_to_string
from django.utils import translation

from sojourn.register import clock
from sojourn.register.accounts.models import User
from sojourn.register.accounts.roles import acting_of
from sojourn.register.live.counting import step_of
from sojourn.register.live.page import figures_context
from sojourn.register.live.reading import LastCounted, Window, last_counted, read_figures

#: Seconds between two looks at the roles of those who listen.
RECHECK = 60.0
#: A window whose reading takes long is read more seldom: this share of the time at most is spent on it.
_SHARE = 0.1
Listening = tuple[int, str]


@dataclass(frozen=True)
class Asked:
    """Who listens, and to what."""

    user_id: int
    session_key: str
    window: Window
    language: str


@dataclass(frozen=True)
class Seen:
    """What a look found.

    Attributes:
        drawn: the figures that are new, by window and language.
        gone: those who signed out or may not see them any more: user and session.
    """

    drawn: dict[tuple[str, str], str]
    gone: frozenset[Listening]


@dataclass
class _Drawn:
    """A window as it was drawn last: at which count and step, and when it may be drawn again."""

    key: tuple[int, datetime]
    text: str
    not_before: float


@dataclass
class Look:
    """Looks again and again, and keeps in mind what it drew."""

    _drawn: dict[tuple[str, str], _Drawn] = field(default_factory=dict)
    _checked: float = float("-inf")

    def __call__(self, asked: Sequence[Asked]) -> Seen:
        """Look once."""
        gone = self._find_gone({(each.user_id, each.session_key) for each in asked})
        last = last_counted()
        wanted = {(each.window, each.language) for each in asked if (each.user_id, each.session_key) not in gone}
        drawn = {(window.code, language): self._draw(window, language, last) for window, language in wanted}
        return Seen(drawn, frozenset(gone))

    def _draw(self, window: Window, language: str, last: LastCounted | None) -> str:
        """Draw a window anew where something was counted or a step has ended; else give it as it was."""
        key = (last.number if last else 0, step_of(clock.now(), window.grain))
        known, begun = self._drawn.get((window.code, language)), time.monotonic()
        if known is not None and (known.key == key or begun < known.not_before):
            return known.text
        with translation.override(language):
            text = render_to_string("live/figures.html", figures_context(read_figures(window), last))
        took = time.monotonic() - begun
        self._drawn[window.code, language] = _Drawn(key, text, begun + took / _SHARE)
        return text

    def _find_gone(self, listening: set[Listening]) -> set[Listening]:
        """Find whose session has ended; each minute also who has lost the permission."""
        known = Session.objects.filter(
            session_key__in=[session for _, session in listening], expire_date__gt=clock.now()
        ).values_list("session_key", flat=True)
        standing = set(known)
        gone = {each for each in listening if each[1] not in standing}
        if time.monotonic() - self._checked >= RECHECK:
            self._checked = time.monotonic()
            allowed = _allowed({user for user, _ in listening - gone})
            gone |= {each for each in listening if each[0] not in allowed}
        return gone


def _allowed(users: Iterable[int]) -> set[int]:
    found = User.objects.filter(pk__in=list(users), is_active=True)
    return {user.pk for user in found if acting_of(user).may("see_live")}
