"""Every read of personal data and every change is an action: allowed, done and written down in one transaction."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Concatenate, Generic, ParamSpec, TypeVar, cast

from django.db import transaction
from django.http import HttpRequest

from sojourn.register import clock
from sojourn.register.door.acting import Acting, Refused, RegisterRequest
from sojourn.register.door.events import NewEvent, write_events
from sojourn.register.door.in_force import list_in_force
from sojourn.register.door.verbs import Verb

T = TypeVar("T")
P = ParamSpec("P")

#: Every action by its name; the docs and a test list them.
ACTIONS: dict[str, tuple[Verb, str]] = {}


@dataclass(frozen=True)
class Done(Generic[T]):
    """What an action gives back, and what the log says of it.

    Attributes:
        result: what the caller gets.
        subjects: whom it is about (ids of persons, stays, feeds, uploads); one event for each, or one event without.
        about: ids and codes that the log keeps; never values.
        purpose: why, where the work itself tells it (the person stands at the desk) and none was stated.
    """

    result: T
    subjects: tuple[str, ...] = ()
    about: Mapping[str, object] = field(default_factory=dict)
    purpose: str = ""


def action(
    verb: Verb, permission: str
) -> Callable[[Callable[Concatenate[Acting, P], Done[T]]], Callable[Concatenate[Acting, P], T]]:
    """Make a function an action: it runs only for those who may, in one transaction with its events.

    Raises:
        Refused: ``not-allowed``; the refusal is written down too.
    """

    def decorate(work: Callable[Concatenate[Acting, P], Done[T]]) -> Callable[Concatenate[Acting, P], T]:
        ACTIONS[f"{work.__module__}.{work.__name__}"] = (verb, permission)

        @functools.wraps(work)
        def run(acting: Acting, /, *args: P.args, **kwargs: P.kwargs) -> T:
            if not acting.may(permission):
                refuse(acting, permission)
            with transaction.atomic():
                done = work(acting, *args, **kwargs)
                write_events(_events(acting, verb, done))
            return done.result

        return run

    return decorate


def acting_with(request: HttpRequest, permission: str) -> Acting:
    """Give who acts in a request, if they may; for a page that shows before anything is done.

    Raises:
        Refused: they may not; the refusal is written down.
    """
    acting = cast(RegisterRequest, request).acting
    if not acting.may(permission):
        refuse(acting, permission)
    return acting


def refuse(acting: Acting, permission: str, subject: str = "") -> None:
    """Write the refusal down and raise it.

    Raises:
        Refused: always.
    """
    about: dict[str, object] = {"permission": permission}
    write_events([NewEvent(clock.now(), Verb.REFUSED, acting.actor, acting.office, "", subject, about)])
    raise Refused(
        "not-allowed", "your roles do not allow this. Next: ask a supervisor of your office for the role that does."
    )


def _events(acting: Acting, verb: Verb, done: Done[T]) -> list[NewEvent]:
    at, subjects = clock.now(), done.subjects or ("",)
    purposes = list_in_force(acting, subjects)  # one look, however many the subjects
    return [
        NewEvent(
            at, verb, acting.actor, acting.office, purposes.get(subject) or done.purpose, subject, dict(done.about)
        )
        for subject in subjects
    ]
