"""Wrong tries at the entrance, counted in a table, so that it holds across processes.

A try is counted before it is looked at and forgiven when it was right: tries sent at once are no way around.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from sojourn.register import clock
from sojourn.register.portal.codes import plain_code
from sojourn.register.portal.models import PortalThrottle


@dataclass(frozen=True)
class Limit:
    """When one kind of tries is stopped, and for how long.

    Attributes:
        wrong: so many wrong tries close it.
        within: after so long they are forgotten.
        first, longest: for how long it is closed the first time, and at most; each time twice as long.
    """

    wrong: int
    within: timedelta
    first: timedelta
    longest: timedelta


#: An address may be a consulate's or a library's, so it has more tries than a code; the whole entrance pauses shortly.
LIMITS = {
    "code": Limit(5, timedelta(days=1), timedelta(minutes=15), timedelta(days=1)),
    "address": Limit(10, timedelta(days=1), timedelta(minutes=15), timedelta(hours=4)),
    "all": Limit(300, timedelta(minutes=15), timedelta(minutes=2), timedelta(minutes=2)),
}
_KEPT = timedelta(days=2)


@dataclass(frozen=True)
class Counted:
    """A try that was counted.

    Attributes:
        rows: numbers of the rows that it was counted in.
        closed: the kinds that it closed, if it turns out to be wrong.
        until: where it is not looked at: when the next one may be.
    """

    rows: tuple[int, ...] = ()
    closed: tuple[str, ...] = ()
    until: datetime | None = None


def count_try(code: str, address: str, page: str = "") -> Counted:
    """Count a try before it is looked at; where the entrance is closed for it, say until when.

    ``page``: another page where something secret is typed; its tries are counted apart from those at the entrance.
    """
    now = clock.now()
    with transaction.atomic():
        PortalThrottle.objects.filter(since__lt=now - _KEPT).delete()
        rows = _locked_rows([("address", page + _bare(address)), ("all", page), ("code", page + plain_code(code))], now)
        shut = [row.locked_until for row in rows if row.locked_until and row.locked_until > now]
        if shut:
            return Counted(until=max(shut))
        closed = tuple(row.kind for row in rows if _count(row, now))
        return Counted(tuple(row.pk for row in rows), closed)


def forgive(counted: Counted) -> None:
    """Take a try back that was right; wrong tries before it stay counted at the address, and not at the code."""
    with transaction.atomic():
        for row in PortalThrottle.objects.select_for_update().filter(pk__in=counted.rows).order_by("pk"):
            if row.kind == "code":
                row.delete()
            elif row.kind in counted.closed:
                row.wrong, row.rounds, row.locked_until = LIMITS[row.kind].wrong - 1, row.rounds - 1, None
                row.save()
            else:
                row.wrong = max(0, row.wrong - 1)
                row.save()


def _locked_rows(keys: Sequence[tuple[str, str]], now: datetime) -> list[PortalThrottle]:
    """Give the row of each key, made where there is none, held until the end of the transaction."""
    rows = [PortalThrottle(kind=kind, digest=_digest(kind, text), since=now) for kind, text in keys]
    PortalThrottle.objects.bulk_create(rows, ignore_conflicts=True)
    wanted = {(row.kind, bytes(row.digest)) for row in rows}
    found = PortalThrottle.objects.select_for_update().filter(digest__in=[row.digest for row in rows]).order_by("pk")
    return [row for row in found if (row.kind, bytes(row.digest)) in wanted]


def _count(row: PortalThrottle, now: datetime) -> bool:
    """Count one more try; say whether it closes the entrance for its kind."""
    limit = LIMITS[row.kind]
    if now - row.since > limit.within:
        row.wrong, row.since, row.rounds = 0, now, row.rounds if row.kind == "code" else 0
    row.wrong += 1
    closes = row.wrong >= limit.wrong
    if closes:
        row.locked_until = now + min(limit.first * 2**row.rounds, limit.longest)
        row.wrong, row.rounds, row.since = 0, min(row.rounds + 1, 10), now
    row.save()
    return closes


def _bare(address: str) -> str:
    """Give an address; of the newer kind only the part that one connection keeps."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return ""
    if known.version == 4:
        return known.compressed
    return str(ipaddress.ip_network((known, 64), strict=False))


def _digest(kind: str, text: str) -> bytes:
    told = f"portal {kind}\n{text}".encode(errors="replace")
    return hmac.digest(settings.CONFIGURATION.index_key, told, hashlib.sha256)
