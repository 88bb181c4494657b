"""The log as oversight reads it: one day at a time, by verb and by actor, from page to page by key."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from datetime import time as midnight
from typing import NamedTuple

from django.db import connection
from django.utils.translation import gettext
from psycopg import sql

from sojourn.errors import RegisterError
from sojourn.register.accounts.models import User
from sojourn.register.accounts.roles import actor_of, name_of
from sojourn.register.door.acting import Acting
from sojourn.register.door.actions import Done, action
from sojourn.register.door.verbs import SENTENCES, Verb

PAGE = 50


class Asked(NamedTuple):
    """Which part of the log: a day, a verb and an actor (empty: all), and the key of the row before which to go on."""

    day: date
    verb: str = ""
    actor: str = ""
    before: str = ""


@dataclass(frozen=True)
class LogRow:
    """One event as it is shown: ids and codes, never values."""

    at: datetime
    sentence: str
    actor: str
    office: str
    purpose: str
    subject: str


@dataclass(frozen=True)
class LogPage:
    """Rows, the latest first, and the key of the next page; empty: there is none."""

    rows: list[LogRow]
    before: str


@action(Verb.LOG_OPENED, "see_log")
def read_log(acting: Acting, asked: Asked) -> Done[LogPage]:
    """Read one page of the log; reading it is an event too.

    Raises:
        RegisterError: ``log-page``, where the key of the page is not one that a page gave.
    """
    start = datetime.combine(asked.day, midnight(), UTC)
    conditions: list[sql.Composable] = [sql.SQL("at >= %(start)s AND at < %(end)s")]
    told: dict[str, object] = {"start": start, "end": start + timedelta(days=1), "page": PAGE + 1}
    for name in ("verb", "actor"):
        if getattr(asked, name):
            conditions.append(sql.SQL("{} = {}").format(sql.Identifier(name), sql.Placeholder(name)))
            told[name] = getattr(asked, name)
    if asked.before:
        conditions.append(sql.SQL("(at, event_id) < (%(before_at)s, %(before_id)s)"))
        told["before_at"], told["before_id"] = _key(asked.before)
    query = sql.SQL(
        "SELECT at, event_id, verb, actor, office, purpose, subject FROM door_event WHERE {} "
        "ORDER BY at DESC, event_id DESC LIMIT %(page)s"
    ).format(sql.SQL(" AND ").join(conditions))
    with connection.cursor() as cursor:
        cursor.execute(query, told)  # type: ignore[arg-type]  # Django's stubs know text only; psycopg takes it
        found = cursor.fetchall()
    names = names_of({row[3] for row in found})
    rows = [LogRow(row[0], sentence(row[2], names.get(row[3], row[3])), *row[3:]) for row in found[:PAGE]]
    last = found[PAGE - 1] if len(found) > PAGE else None
    about = {"day": asked.day.isoformat(), "verb": asked.verb, "actor": asked.actor}
    return Done(LogPage(rows, f"{last[0].isoformat()}/{last[1]}" if last else ""), about=about)


def sentence(verb: str, actor: str, subject: str = "") -> str:
    """Say in words what was done."""
    return gettext(SENTENCES[Verb(verb)]) % {"actor": actor, "subject": subject}


def names_of(actors: set[str]) -> dict[str, str]:
    """Give the names of the users among the actors, in one look."""
    numbers = [int(actor.removeprefix("user:")) for actor in actors if actor.startswith("user:")]
    users = User.objects.filter(pk__in=numbers).only("username", "first_name", "last_name") if numbers else ()
    return {actor_of(user.pk): name_of(user) for user in users}


def _key(before: str) -> tuple[datetime, int]:
    at, _slash, number = before.rpartition("/")
    try:
        return datetime.fromisoformat(at), int(number)
    except ValueError as error:
        raise RegisterError(
            "log-page", "this is not the address of a page of the log. Next: open the log and go on from there."
        ) from error
