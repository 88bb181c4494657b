"""The versions of an answer over time, and what made each change."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sojourn.errors import RegisterError
from sojourn.register.records.headings import heading_of
from sojourn.register.records.lanes import version_url
from sojourn.register.records.stay_version import StayVersion, read_stored
from sojourn.register.store.models import Answer, CurrentAnswer

WHY: dict[str, Promise] = {
    "first": _("The first answer"),
    "records": _("New or corrected records"),
    "day": _("A day passed; no new record"),
    "decision": _("A decision on whose records these are"),
    "feed": _("The quarantine of a feed changed"),
    "stop": _("Something was stopped for the whole register, or a stop was lifted"),
}


@dataclass(frozen=True)
class VersionTold:
    """One version as a list shows it: what it said, since when, what made it, and where it is shown."""

    heading: str
    as_of: date
    known_at: datetime
    why: str
    names: tuple[str, ...]
    url: str
    current: bool


def list_versions(stay_ids: Collection[str]) -> list[StayVersion]:
    """List all versions of some stays, the first one first."""
    rows = Answer.objects.filter(stay_id__in=list(stay_ids)).order_by("known_at", "answer_id")
    return [read_stored(row) for row in rows]


def find_current_id(stay_id: str) -> int | None:
    """Find the number of the current version of a stay; none where the stay is no more."""
    return CurrentAnswer.objects.filter(stay_id=stay_id).values_list("answer_id", flat=True).first()


def get_version(versions: list[StayVersion], version_id: int | None) -> StayVersion:
    """Give one of the versions of a stay; the last one where none is asked for.

    Raises:
        RegisterError: ``version-missing``.
    """
    chosen = versions[-1] if version_id is None else next((v for v in versions if v.version_id == version_id), None)
    if chosen is None:
        raise RegisterError(
            "version-missing",
            f"this stay has no version `{version_id}`. Next: open the stay and choose one of its versions.",
        )
    return chosen


def tell_versions(versions: list[StayVersion], current_id: int | None, own: Collection[str]) -> list[VersionTold]:
    """Tell versions, the last one first; of the records that caused one, only the person's own are named."""
    return [
        VersionTold(
            heading=heading_of(version),
            as_of=version.answer["as_of"],
            known_at=version.known_at,
            why=str(WHY.get(version.cause.get("why", ""), version.cause.get("why", ""))),
            names=tuple(name for name in version.cause.get("names") or () if name in own),
            url=version_url(version),
            current=version.version_id == current_id,
        )
        for version in reversed(versions)
    ]
