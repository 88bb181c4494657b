"""The two lanes of a person: what happened, and when we learned it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from sojourn.register.components.days import long_day
from sojourn.register.records.fact_words import short_words
from sojourn.register.records.headings import heading_of
from sojourn.register.records.identity import first_day_of
from sojourn.register.records.stay_version import StayVersion
from sojourn.stays.proof import Record

#: The kinds by which the lanes can be narrowed.
KINDS: dict[str, Promise] = {
    "crossings": gettext_lazy("Crossings"),
    "facts": gettext_lazy("Status and procedure"),
    "law": gettext_lazy("Days that the law sets"),
    "answers": gettext_lazy("Answers"),
}


@dataclass(frozen=True)
class Lane:
    """One row of the lanes: a day, what happened on it, what was learned on it, and the address of its record."""

    day: date
    happened: str
    learned: str
    url: str
    kind: str


def lanes_of(
    records: Iterable[Record], stays: Iterable[StayVersion], versions: Sequence[StayVersion], today: date
) -> list[Lane]:
    """Lay out records, days of the law and answers by day; days to come stand among them."""
    rows = [row for record in records for row in _of_record(record)]
    rows += [row for stay in stays for row in _of_law(stay, today)]
    rows += _of_answers(versions)
    return sorted(rows, key=lambda row: (row.day, not row.happened, row.kind, row.url))


def narrowed(rows: Sequence[Lane], kind: str) -> list[Lane]:
    """Keep one kind; all where the kind is none of ``KINDS``."""
    return [row for row in rows if row.kind == kind] if kind in KINDS else list(rows)


def _of_record(record: Record) -> list[Lane]:
    kind = "crossings" if record.table == "movement" else "facts"
    url = reverse("record", args=[record.name])
    day, learned = first_day_of(record), record.recorded_at.date()
    said = short_words(record)
    if day == learned:
        return [Lane(day, said, capfirst(_recorded(record)), url, kind)]
    what = _("%(what)s, %(delay)s") % {"what": said, "delay": _recorded(record)}
    return [Lane(day, said, "", url, kind), Lane(learned, "", what, url, kind)]


def _recorded(record: Record) -> str:
    happened: datetime | None = record.values.get("occurred_at")
    if happened is not None:
        return _after(record.recorded_at - happened.astimezone(UTC))
    return _after(timedelta(days=(record.recorded_at.date() - first_day_of(record)).days))


def _after(delay: timedelta) -> str:
    if delay < timedelta(0):
        return _("recorded beforehand")
    if delay.days:
        return ngettext("recorded %(days)s day later", "recorded %(days)s days later", delay.days) % {
            "days": delay.days
        }
    hours, minutes = delay.seconds // 3600, delay.seconds // 60
    if hours:
        return ngettext("recorded %(hours)s hour later", "recorded %(hours)s hours later", hours) % {"hours": hours}
    if minutes:
        return ngettext("recorded %(minutes)s minute later", "recorded %(minutes)s minutes later", minutes) % {
            "minutes": minutes
        }
    return _("recorded on the same day")


def _of_law(stay: StayVersion, today: date) -> list[Lane]:
    rows = []
    last: date | None = stay.answer["authorised_until"]
    change: date | None = stay.answer["next_change_on"]
    if last:
        rows.append(Lane(last, _("Last authorised day on file"), "", "", "law"))
    if change and change > today:
        rows.append(Lane(change, _("The answer changes on this day if no record comes"), "", "", "law"))
    return rows


def _of_answers(versions: Sequence[StayVersion]) -> list[Lane]:
    """Say when an answer came to say something else; versions that say the same are left out."""
    rows, said = [], dict[str, str]()
    first_days = {version.stay_id: version.answer["arrived_on"] for version in versions}
    for version in versions:
        heading = heading_of(version)
        if said.get(version.stay_id) != heading:
            day = {"day": long_day(first_days.get(version.stay_id)), "answer": heading}
            told = _("Answer for the stay of %(day)s: %(answer)s") % day if day["day"] else heading
            rows.append(Lane(version.known_at.date(), "", told, "", "answers"))
        said[version.stay_id] = heading
    return rows


def version_url(version: StayVersion) -> str:
    """Give the address of one stored version."""
    return f"{reverse('stay', args=[version.stay_id])}?version={version.version_id}"
