"""Who is signed in where: a few sessions of one user at most, and all of them end with a role or with the account."""

from __future__ import annotations

from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session

from sojourn.register import clock
from sojourn.register.accounts.models import SignedIn, User

#: Sessions that one user has at most; the oldest ends.
MOST = 3


def note_session(session: SessionBase, user: User) -> None:
    """Note the session that a sign-in began, end the oldest of too many, and forget what has lapsed."""
    Session.objects.filter(expire_date__lt=clock.now()).delete()
    SignedIn.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
    if not session.session_key:
        session.save()
    SignedIn.objects.update_or_create(session_key=session.session_key, defaults={"user": user, "at": clock.now()})
    known = SignedIn.objects.filter(user=user).order_by("-at", "-session_key").values_list("session_key", flat=True)
    _end(list(known[MOST:]))


def end_sessions(user_id: int) -> int:
    """End every session of a user at once; gives how many there were."""
    return _end(list(SignedIn.objects.filter(user_id=user_id).values_list("session_key", flat=True)))


def _end(keys: list[str]) -> int:
    SignedIn.objects.filter(session_key__in=keys).delete()
    ended, _by_model = Session.objects.filter(session_key__in=keys).delete()
    return ended
