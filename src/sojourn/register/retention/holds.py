"""Who keeps a file beyond its time: holds that people set, and what holds by itself as long as it is open.

INVARIANT: a hold keeps everything about the person, whatever part of the file is due. It ends on its last day, or when
a second person has confirmed that it ends; oversight is told then.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from sojourn.errors import RegisterError
from sojourn.register import clock
from sojourn.register.answering.recompute import wait_in_line
from sojourn.register.cases.alerts import raise_alert
from sojourn.register.cases.models import Case
from sojourn.register.door.acting import Acting
from sojourn.register.door.actions import Done, action
from sojourn.register.door.verbs import Verb
from sojourn.register.retention.models import Hold
from sojourn.register.review.who import user_of
from sojourn.register.store.persons import resolve_person
from sojourn.register.store.statements import select

#: What keeps a file, as the pages and the certificate say it.
REASONS = {
    "hold": _("A hold is in force"),
    "case": _("A case is open"),
    "proposal": _("A step or a disclosure is proposed"),
    "request": _("A request of the person is open"),
    "question": _("A question or a pair of records is open"),
    "message": _("A message of a court waits"),
    "alert": _("An alert waits for oversight"),
    "notice": _("A recipient of an answer is still to be told"),
    "proceeding": _("An application, an appeal or a proceeding is not decided"),
    "custody": _("The person is in custody"),
    "removal_stay": _("A stay of removal is in force"),
    "changed": _("Records came in, or the answer changed: it is not due as listed"),
    "needed": _("An answer that stays would change without it"),
    "beyond": _("More would have gone than two people had seen: nothing went, and oversight is told"),
}
#: The longest time for which a hold is set at once, in days; it can be set again.
LONGEST = 3_660
#: What oversight is told when a hold has ended before its last day.
ALERT = "hold_ended"

# For each person by any of their ids: which of these are open. Each piece is one look for all.
_OPEN: Mapping[str, str] = {
    "hold": "SELECT person_id FROM retention_hold"
    " WHERE ended_at IS NULL AND until >= %(today)s AND person_id = ANY(%(ids)s)"
    " UNION SELECT c.person_id FROM retention_hold h JOIN cases_case c USING (case_id)"
    " WHERE h.ended_at IS NULL AND h.until >= %(today)s AND c.person_id = ANY(%(ids)s)",
    "case": "SELECT person_id FROM cases_case WHERE closed_at IS NULL AND person_id = ANY(%(ids)s)",
    "proposal": "SELECT c.person_id FROM cases_proposal p JOIN cases_case c USING (case_id)"
    " WHERE p.state IN ('pending', 'approved') AND c.person_id = ANY(%(ids)s)"
    " UNION SELECT person_id FROM door_disclosure"
    " WHERE confirmed_at IS NULL AND declined_at IS NULL AND person_id = ANY(%(ids)s)",
    "question": "SELECT person_id FROM review_question WHERE state = 'open' AND person_id = ANY(%(ids)s)"
    " UNION SELECT unnest(person_ids) FROM review_assignment"
    " WHERE state IN ('waiting', 'assigned') AND person_ids && %(ids)s",
    "message": "SELECT person_id FROM court_message WHERE acknowledged_at IS NULL AND person_id = ANY(%(ids)s)",
    "alert": "SELECT c.person_id FROM cases_alert a JOIN cases_case c USING (case_id)"
    " WHERE a.seen_at IS NULL AND c.person_id = ANY(%(ids)s)",
    "notice": "SELECT d.person_id FROM door_disclosure_notice n JOIN door_disclosure d ON d.id = n.disclosure_id"
    " WHERE n.told_at IS NULL AND n.lapsed_at IS NULL AND d.person_id = ANY(%(ids)s)",
    "request": "SELECT person_id FROM requests_request"
    " WHERE state IN ('waiting', 'assigned', 'ahead') AND person_id = ANY(%(ids)s)",
}
# Facts of a person in the order of their days: what was asked and not decided, custody without an end, removal stays.
_FACTS = """
WITH facts AS (
  SELECT p.person_id, h.body->>'kind' AS kind,
    coalesce(h.body->>'decided_at', h.body->>'filed_at', h.body->>'valid_from', h.body->>'recorded_at') AS since,
    h.body->>'outcome' AS outcome, h.body->>'valid_to' AS until
  FROM store_current_person p JOIN store_history h USING (subject_id)
  WHERE p.person_id = ANY(%(ids)s) AND h.source = 'fact'
)
SELECT DISTINCT a.person_id, 'proceeding' FROM facts a
WHERE a.kind IN ('application', 'appeal', 'motion', 'proceeding', 'citizenship_claim') AND a.outcome IS NULL
  AND NOT EXISTS (SELECT FROM facts d WHERE d.person_id = a.person_id AND d.since >= a.since
    AND (d.kind IN ('decision', 'residence', 'citizenship_decision', 'death')
      OR (d.kind = a.kind AND d.outcome IS NOT NULL)))
UNION SELECT DISTINCT a.person_id, 'custody' FROM facts a
WHERE a.kind = 'custody_start'
  AND NOT EXISTS (SELECT FROM facts e WHERE e.person_id = a.person_id AND e.kind = 'custody_end' AND e.since >= a.since)
UNION SELECT DISTINCT person_id, 'removal_stay' FROM facts
WHERE kind = 'removal_stay' AND coalesce(until, '9999') >= %(day)s
"""


@dataclass(frozen=True)
class NewHold:
    """What is asked of a hold: about a person's id or a case's, by whose authority, on which basis, until when."""

    about: str
    authority: str
    legal_basis: str
    reference: str
    until: date


def held(person_ids: Collection[str]) -> set[str]:
    """Say which of these persons nothing may be destroyed of now, for whatever reason."""
    return set(reasons_of(person_ids))


def reasons_of(person_ids: Collection[str]) -> dict[str, list[str]]:
    """Say, for each of these ids, what keeps everything about the person: codes of ``REASONS``; others are left out."""
    ids, today = sorted(person_ids), clock.today()
    told = {"ids": ids, "today": today, "day": today.isoformat()}
    found: dict[str, set[str]] = {}
    for reason, statement in _OPEN.items():
        for (person,) in select(statement, told):
            found.setdefault(person, set()).add(reason)
    for person, reason in select(_FACTS, told):
        found.setdefault(person, set()).add(reason)
    return {person: [each for each in REASONS if each in found[person]] for person in ids if person in found}


@action(Verb.HOLD_SET, "set_hold")
def set_hold(acting: Acting, asked: NewHold) -> Done[Hold]:
    """Set a hold; from this moment nothing about the person is destroyed, confirmed or not.

    Raises:
        RegisterError: ``hold-about``: no person and no case has this id; ``hold-until``: it has no end, or a late one.
    """
    if not 0 <= (asked.until - clock.today()).days <= LONGEST:
        raise RegisterError(
            "hold-until",
            "the last day of the hold has passed, or lies too far ahead. Allowed are up to ten years; it can be set "
            "again. Next: correct the day.",
        )
    wait_in_line()  # what is being destroyed at this moment is waited for: what it leaves is what can be held
    case = Case.objects.filter(case_id=asked.about).first()
    person = case.person_id if case is not None else _person(asked.about)
    row = Hold.objects.create(
        person_id="" if case is not None else person,
        case=case,
        authority=asked.authority,
        legal_basis=asked.legal_basis,
        reference=asked.reference,
        until=asked.until,
        set_by_id=user_of(acting),
        set_at=clock.now(),
    )
    return Done(row, (person,), {"hold": row.pk, "until": asked.until.isoformat()})


@action(Verb.RETENTION_OPENED, "set_hold")
def list_holds(acting: Acting) -> Done[list[Hold]]:
    """List the holds in force by their authority and reference; whom one is about, its own page says."""
    found = list(in_force())
    return Done(found, (), {"page": "holds", "holds": len(found)})


@action(Verb.RETENTION_OPENED, "set_hold")
def open_hold(acting: Acting, hold_id: int) -> Done[Hold]:
    """Open one hold in force: whom it is about, and who proposes to end it.

    Raises:
        RegisterError: ``hold-missing``.
    """
    row = _get(hold_id)
    return Done(row, (_whom(row),), {"hold": row.pk})


@action(Verb.HOLD_END_PROPOSED, "set_hold")
def propose_end(acting: Acting, hold_id: int, reason: str) -> Done[Hold]:
    """Propose to end a hold before its last day; it holds on until a second person ends it.

    Raises:
        RegisterError: ``hold-missing``; ``hold-ending``: somebody proposes it already.
    """
    row = _get(hold_id, lock=True)
    if row.ending_by_id is not None:
        raise RegisterError(
            "hold-ending",
            "somebody proposes to end this hold already. Allowed is to confirm that, or that it stays. Next: open it "
            "anew.",
        )
    row.ending_by_id, row.ending_at, row.end_reason = user_of(acting), clock.now(), reason
    row.save()
    return Done(row, (_whom(row),), {"hold": row.pk})


@action(Verb.HOLD_END_PROPOSED, "set_hold")
def keep_hold(acting: Acting, hold_id: int) -> Done[Hold]:
    """Let a hold stay that somebody proposes to end; also who proposed it may say so.

    Raises:
        RegisterError: ``hold-missing``.
    """
    row = _get(hold_id, lock=True)
    row.ending_by, row.ending_at, row.end_reason = None, None, ""
    row.save()
    return Done(row, (_whom(row),), {"hold": row.pk, "stays": True})


@action(Verb.HOLD_ENDED, "set_hold")
def confirm_end(acting: Acting, hold_id: int) -> Done[Hold]:
    """End a hold that another person proposed to end, and tell oversight.

    Raises:
        RegisterError: ``hold-missing``: it is not in force, or nobody proposes to end it; ``second-person-needed``.
    """
    row = _get(hold_id, lock=True)
    if row.ending_by_id is None:
        raise _missing()
    if row.ending_by_id == user_of(acting):
        raise RegisterError(
            "second-person-needed",
            "you proposed this yourself, and to end a hold takes two people. Next: ask another records officer.",
        )
    row.ended_by_id, row.ended_at = user_of(acting), clock.now()
    row.save()
    raise_alert(ALERT, row.case, row.ended_by_id, hold=row.pk, second=row.ending_by_id)
    return Done(row, (_whom(row),), {"hold": row.pk})


def in_force() -> QuerySet[Hold]:
    """Give the holds in force today, the one that ends first before the others."""
    return Hold.objects.filter(Q(ended_at__isnull=True), until__gte=clock.today()).order_by("until", "id")


def _get(hold_id: int, *, lock: bool = False) -> Hold:
    rows = in_force().select_related("case", "ending_by")
    row = (rows.select_for_update(of=("self",)) if lock else rows).filter(pk=hold_id).first()
    if row is None:
        raise _missing()
    return row


def _missing() -> RegisterError:
    return RegisterError(
        "hold-missing",
        "there is no such hold in force, or nobody proposes to end it any more. Allowed are those of the list. "
        "Next: open the list anew.",
    )


def _whom(row: Hold) -> str:
    return row.case.person_id if row.case else row.person_id


def _person(told: str) -> str:
    try:
        return resolve_person(told)
    except RegisterError as error:
        raise RegisterError(
            "hold-about",
            "no person and no case has this id. Allowed are the id of a person (p and 20 letters or digits) and that "
            "of a case, as the authority's letter or the case page names them. Next: correct it.",
        ) from error
