"""Where the records came from: how good each feed was on the days that touch the answers, and what was quarantined."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from sojourn.errors import RegisterError
from sojourn.register.bundle.cells import Table, make_table
from sojourn.register.bundle.draft import Draft, Part, shown
from sojourn.register.bundle.reading import CaseRead
from sojourn.register.feeds.models import FeedDay, FeedOverride
from sojourn.register.store.quarantine import read_row
from sojourn.register.store.statements import select

_VOYAGE = re.compile(r"([A-Z0-9]{2})[0-9]+[A-Z]?")
#: Reports of one crossing lie this many days apart at most.
_NEAR = timedelta(days=3)
_SET_APART = """
SELECT q.quarantined_id, q.feed, q.received_at, q.line, q.source, q.codes, q.reason,
  o.outcome, o.record_id, o.decided_at
FROM store_quarantined q LEFT JOIN store_quarantine_outcome o USING (quarantined_id)
WHERE (o.record_id = ANY(%s) OR q.message_digest = ANY(%s)) AND q.received_at <= %s ORDER BY q.quarantined_id
"""
_FeedOn = tuple[str, date]


def tell_feeds(read: CaseRead, draft: Draft) -> None:
    """Tell how the feeds stood on the days of this person's crossings, and which rows set apart may be theirs."""
    days = feed_days(read)
    draft.section(
        "feeds",
        _("Feeds, quarantines and coverage"),
        Part(
            text=_(
                "Silence of a feed is no evidence against a person. A feed whose records of a day look wrong or are "
                "missing is quarantined, and what rests on it is unknown. How many records were expected and how many "
                "came is the coverage of that day."
            )
        ),
        shown(_days_table(days)),
        shown(_decided_table(days)),
        shown(_rows_table(read, draft)),
        Part(
            text=_(
                "Only rows that came in a message together with records of this person, or that were repaired into "
                "one, can be told to be this person's. What rows of other messages say lies sealed, and is not "
                "searched for a person."
            )
        ),
    )


def feed_days(read: CaseRead) -> list[_FeedOn]:
    """Give the feeds and days that touch the person's crossings: those of its records, and of the voyages they name."""
    found: set[_FeedOn] = set()
    for record in read.file.records.values():
        values = record.values
        if record.table != "movement" or values["local_date"] is None:
            continue
        found.add((str(values["feed"]), values["local_date"]))
        voyage = _VOYAGE.fullmatch(str(values.get("transport") or ""))
        if voyage:
            found.add((f"carrier:{voyage.group(1)}", values["local_date"]))
    return sorted(found)


def _judged(days: Sequence[_FeedOn]) -> list[FeedDay]:
    near = Q()
    for feed, day in days:
        near |= Q(feed=feed, day=day) | Q(feed=feed, status="quarantined", day__range=(day - _NEAR, day + _NEAR))
    return list(FeedDay.objects.filter(near).order_by("feed", "day", "port")) if days else []


def _days_table(days: Sequence[_FeedOn]) -> Table:
    columns = (
        ("feed", _("the feed")),
        ("day", _("the day")),
        ("port", _("the port; empty: all ports")),
        ("status", _("ok, doubtful or quarantined, as last judged")),
        ("reason", _("why")),
        ("expected", _("records expected")),
        ("seen", _("records that came")),
        ("gaps", _("numbers missing in its sequence")),
        ("share_not_aboard", _("share of people reported not aboard")),
        ("share_matched", _("share of crossings that another source confirms")),
        ("delay", _("hours from the crossing to its record, in the middle")),
        ("unreadable", _("rows that could not be used")),
    )
    names = [name for name, _says in columns]
    rows = [[getattr(each, name) for name in names] for each in _judged(days)]
    says = _("Each feed on the days of this person's crossings, and days close by on which it was quarantined.")
    on_paper = ("feed", "day", "status", "reason", "expected", "seen", "gaps", "unreadable")
    return make_table("feed_days", _("Feeds by day"), says, columns, rows, on_paper)


def _decided_table(days: Sequence[_FeedOn]) -> Table:
    columns = (
        ("feed", _("the feed")),
        ("port", _("the port; empty: all ports")),
        ("first", _("the first day")),
        ("last", _("the last day")),
        ("status", _("quarantined or released")),
        ("reason", _("why")),
        ("proposed_at", _("when it was proposed")),
        ("confirmed_at", _("when a second person confirmed it")),
    )
    names = [name for name, _says in columns]
    touching = Q()
    for feed, day in days:
        touching |= Q(feed=feed, first__lte=day, last__gte=day)
    decided = FeedOverride.objects.filter(touching, confirmed_at__isnull=False).order_by("pk") if days else ()
    rows = [[getattr(each, name) for name in names] for each in decided]
    says = _("What people decided about the quarantine of these feeds on these days, always two of them.")
    on_paper = ("feed", "first", "last", "status", "reason", "confirmed_at")
    return make_table("quarantine_decisions", _("Decisions on quarantine"), says, columns, rows, on_paper)


def _rows_table(read: CaseRead, draft: Draft) -> Table:
    columns = (
        ("quarantined_id", _("number of the row")),
        ("feed", _("the feed")),
        ("received_at", _("when it was received")),
        ("line", _("its line in the message")),
        ("source", _("movement or fact")),
        ("codes", _("what is wrong, as codes")),
        ("reason", _("what is wrong, in words")),
        ("outcome", _("repaired, discarded, or empty: it waits")),
        ("outcome_at", _("when that was decided")),
        ("why_here", _("why it is taken to be this person's")),
    )
    rows = list(_rows_set_apart(read))
    for row in rows:
        draft.prove("quarantined", row[0], _("Row %(number)s in quarantine") % {"number": row[0]})
    says = _("Rows that could not be used, and that the register can tell to be this person's.")
    on_paper = ("quarantined_id", "feed", "received_at", "reason", "outcome", "why_here")
    return make_table("quarantined_rows", _("Rows set apart"), says, columns, rows, on_paper)


def _rows_set_apart(read: CaseRead) -> Iterator[tuple[object, ...]]:
    marks = _marks(read)
    digests = sorted({row.message_digest for row in read.rows if row.message_digest is not None})
    for *told, outcome, record_id, at in select(_SET_APART, [sorted(read.record_ids), digests, read.known_at]):
        if record_id in read.record_ids:
            yield (*told, outcome, at, _("it was repaired into a record of this person"))
        elif marks and _carries(int(told[0]), marks):
            yield (*told, outcome, at, _("it carries a document number of this person"))


def _marks(read: CaseRead) -> list[str]:
    numbers: set[Any] = {record.values.get("document_number") for record in read.file.records.values()}
    return sorted(str(number) for number in numbers if number)


def _carries(quarantined_id: int, marks: Sequence[str]) -> bool:
    try:
        said = read_row(quarantined_id)
    except RegisterError as error:
        if error.code != "quarantined-row-missing":
            raise
        return False  # what it said was erased: nobody can tell any more
    return any(re.search(rf"(?<!\w){re.escape(mark)}(?!\w)", said) for mark in marks)
