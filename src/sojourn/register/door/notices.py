"""Who is to be told that an answer has changed: all to whom it was disclosed, until somebody notes that they know.

Nothing is sent from here. A correction that is disclosed to the same recipient tells them too.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sojourn.errors import RegisterError
from sojourn.register import clock
from sojourn.register.accounts.grants import number_of
from sojourn.register.door.acting import Acting
from sojourn.register.door.actions import Done, action
from sojourn.register.door.models import Disclosure, DisclosureNotice
from sojourn.register.door.purposes import require_open
from sojourn.register.door.verbs import Verb

#: What of an answer can have changed, by code; ``grounds``: what it rests on, and nothing that was told.
CHANGES: dict[str, Promise] = {
    "gone": _("The stay is no longer on file: its records belong to another stay, or were taken back"),
    "state": _("The answer"),
    "unknown_code": _("What is missing for an answer"),
    "certainty": _("How certain the answer is"),
    "authorised_until": _("The last authorised day on file"),
    "grounds": _("What the answer rests on"),
}

#: What changes an answer where no record is named, by the cause of the version.
CAUSES: dict[str, Promise] = {
    "records": _("A record that came in"),
    "day": _("The day alone"),
    "decision": _("A decision on whose records these are"),
    "feed": _("The quarantine of a feed"),
    "stop": _("A stop for the whole register, or its end"),
    "first": _("The first answer to all records"),
}

# What each recipient knows: the version disclosed to them, or the last of which they were told since.
_OUT = """
WITH known AS (
  SELECT d.id, d.stay_id, coalesce((
    SELECT n.answer_id FROM door_disclosure_notice n WHERE n.disclosure_id = d.id AND n.told_at IS NOT NULL
    ORDER BY n.told_at DESC, n.id DESC LIMIT 1), d.answer_id) AS answer_id
  FROM door_disclosure d
  WHERE d.confirmed_at IS NOT NULL {only}
    AND NOT EXISTS (SELECT FROM door_disclosure c WHERE c.corrects_id = d.id AND c.confirmed_at IS NOT NULL)
),
told AS (
  SELECT k.id, n.answer_id, n.cause, o.digest = n.digest AS same,
    CASE WHEN n.gone THEN ARRAY['gone'] ELSE array_remove(ARRAY[
      CASE WHEN o.state <> n.state THEN 'state' END,
      CASE WHEN o.body->>'unknown_code' IS DISTINCT FROM n.body->>'unknown_code' THEN 'unknown_code' END,
      CASE WHEN o.body->>'certainty' IS DISTINCT FROM n.body->>'certainty' THEN 'certainty' END,
      CASE WHEN o.body->>'authorised_until' IS DISTINCT FROM n.body->>'authorised_until' THEN 'authorised_until' END
    ], NULL) END AS changed
  FROM known k JOIN store_answer o ON o.stay_id = k.stay_id AND o.answer_id = k.answer_id
  CROSS JOIN LATERAL (
    SELECT * FROM store_answer a WHERE a.stay_id = k.stay_id ORDER BY a.answer_id DESC LIMIT 1) n
)
"""
_LIST = (
    _OUT
    + """
INSERT INTO door_disclosure_notice AS n (disclosure_id, answer_id, changed, why, names, listed_at)
SELECT id, answer_id, CASE WHEN changed = '{{}}' THEN ARRAY['grounds'] ELSE changed END, cause->>'why',
  ARRAY(SELECT jsonb_array_elements_text(cause->'names')), %(now)s
FROM told WHERE NOT same
ON CONFLICT (disclosure_id) WHERE told_at IS NULL AND lapsed_at IS NULL DO UPDATE
  SET answer_id = excluded.answer_id, changed = excluded.changed, why = excluded.why, names = excluded.names
  WHERE n.answer_id <> excluded.answer_id
"""
)
_LAPSE = (
    _OUT
    + """
UPDATE door_disclosure_notice n SET lapsed_at = %(now)s FROM told
WHERE told.same AND n.disclosure_id = told.id AND n.told_at IS NULL AND n.lapsed_at IS NULL
"""
)


def list_for_notice(stays: Collection[str] | None = None) -> None:
    """List every recipient whose answer has changed, of some stays or of all; safe to repeat.

    Where the answer says again what the recipient was told, nothing is left to tell, and the notice lapses.
    """
    given: dict[str, Any] = {"now": clock.now(), "stays": None if stays is None else sorted(stays)}
    only = "" if stays is None else "AND d.stay_id = ANY(%(stays)s)"
    with connection.cursor() as cursor:
        for statement in (_LAPSE, _LIST):
            cursor.execute(statement.format(only=only), given)


def say(notice: DisclosureNotice) -> list[str]:
    """Say in words what of the answer has changed."""
    return [str(CHANGES.get(code, code)) for code in notice.changed]


def cause_of(notice: DisclosureNotice | None) -> str:
    """Say what changed the answer: the names of records, a feed's day, or the day alone."""
    if notice is None:
        return ""
    return ", ".join(notice.names) or str(CAUSES.get(notice.why, notice.why))


def list_due(acting: Acting) -> QuerySet[DisclosureNotice]:
    """List the notices that are due: who is to be told and since when, never about whom.

    Oversight sees those about the persons of their open inquiries.
    """
    from sojourn.register.door.restricted import closed_among
    from sojourn.register.oversight.inquiries import list_open_persons
    from sojourn.register.oversight.overseers import is_overseer

    due = DisclosureNotice.objects.filter(told_at=None, lapsed_at=None)
    if is_overseer(acting):
        due = due.filter(disclosure__person_id__in=list_open_persons(acting))
    if not acting.may("open_restricted"):
        hidden = closed_among(set(due.values_list("disclosure__person_id", flat=True)))
        due = due.exclude(disclosure__person_id__in=hidden)
    return due.select_related("disclosure").order_by("listed_at", "id")[:50]


def find_due(disclosure: Disclosure) -> DisclosureNotice | None:
    """Find the notice that is due to the recipient of a disclosure."""
    return disclosure.notices.filter(told_at=None, lapsed_at=None).first()


def list_told(disclosure: Disclosure) -> QuerySet[DisclosureNotice]:
    """List what the recipient of a disclosure was told since, and by whom, the first first."""
    return disclosure.notices.filter(told_at__isnull=False).select_related("told_by").order_by("told_at", "id")


@action(Verb.NOTICE_GIVEN, "propose_disclosure")
def note_told(acting: Acting, notice_id: int) -> Done[DisclosureNotice]:
    """Note that a recipient was told that the answer has changed.

    Raises:
        RegisterError: ``notice-missing``.
        PurposeNeeded, Restricted: as for opening the person.
    """
    due = DisclosureNotice.objects.select_for_update(of=("self",)).select_related("disclosure")
    notice = due.filter(pk=notice_id, told_at=None, lapsed_at=None).first()
    if notice is None:
        raise RegisterError(
            "notice-missing",
            "there is no such notice, somebody has noted it already, or the answer has changed back. "
            "Next: go back to the list.",
        )
    require_open(acting, notice.disclosure.person_id)
    notice.told_by_id, notice.told_at = number_of(acting), clock.now()
    notice.save(update_fields=["told_by", "told_at"])
    about = {"notice": notice.pk, "disclosure": notice.disclosure_id, "stay": notice.disclosure.stay_id}
    return Done(notice, subjects=(notice.disclosure.person_id,), about=about)


def tell_by_correction(correction: Disclosure, told_by: int, told_at: datetime) -> None:
    """Note that a recipient was told by a correction that is disclosed to them."""
    due = DisclosureNotice.objects.filter(disclosure__corrections=correction, told_at=None, lapsed_at=None)
    due.update(told_by_id=told_by, told_at=told_at)
