"""Who is away, and who covers: both see the cases, and nothing is reassigned. Cover does not pass on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sojourn.errors import RegisterError
from sojourn.register import clock
from sojourn.register.accounts.grants import number_of
from sojourn.register.accounts.roles import actor_of
from sojourn.register.cases.colleagues import find_colleague
from sojourn.register.cases.models import Absence
from sojourn.register.door.acting import Acting, Refused
from sojourn.register.door.actions import Done, action
from sojourn.register.door.verbs import Verb

#: So many days one absence lasts at most; a longer one is a transfer of the work.
LONGEST = 183


@dataclass(frozen=True)
class Away:
    """An absence to be noted: who is away, who covers, the first and the last day."""

    user_id: int
    cover_id: int
    from_on: date
    to_on: date


def list_absences(acting: Acting) -> list[Absence]:
    """List the absences not over: one's own and those one covers; for those who assign cases, of their office."""
    known = Absence.objects.filter(to_on__gte=clock.today()).select_related("user", "cover")
    me = number_of(acting)
    own = known.filter(user_id=me) | known.filter(cover_id=me)
    seen = own | known.filter(user__office_id=acting.office) if acting.may("assign_cases") and acting.office else own
    return list(seen.order_by("from_on", "id"))


@action(Verb.ABSENCE_NOTED, "work_cases")
def note_absence(acting: Acting, away: Away) -> Done[Absence]:
    """Note that somebody is away and who covers: oneself, or (for those who assign cases) somebody of one's office.

    Raises:
        RegisterError: ``absence-days``, ``absence-cover``, ``colleague-missing``.
        Refused: ``not-allowed``: another's absence, without the right to assign cases.
    """
    _require_may_note(acting, away.user_id)
    today = clock.today()
    if not (away.from_on <= away.to_on and today <= away.to_on <= away.from_on + timedelta(days=LONGEST)):
        raise RegisterError(
            "absence-days",
            f"an absence from {away.from_on} to {away.to_on} cannot be noted. Allowed are a first and a last day in "
            f"that order, the last not before today and not more than {LONGEST} days after the first. "
            "Next: correct the days.",
        )
    if away.user_id == away.cover_id:
        raise RegisterError(
            "absence-cover", "nobody covers for themselves. Allowed is a colleague. Next: choose somebody else."
        )
    find_colleague(acting, away.user_id)
    find_colleague(acting, away.cover_id)
    absence = Absence.objects.create(
        user_id=away.user_id,
        cover_id=away.cover_id,
        from_on=away.from_on,
        to_on=away.to_on,
        noted_by_id=number_of(acting),
        noted_at=clock.now(),
    )
    return Done(absence, (actor_of(away.user_id),), {"absence": absence.pk, "cover": actor_of(away.cover_id)})


@action(Verb.ABSENCE_NOTED, "work_cases")
def end_absence(acting: Acting, absence_id: int) -> Done[None]:
    """End an absence: from this moment nobody covers by it. Who covered until yesterday stays on file.

    Raises:
        RegisterError: ``absence-missing``.
        Refused: ``not-allowed``.
    """
    known = Absence.objects.select_for_update().filter(pk=absence_id, to_on__gte=clock.today())
    absence = known.first()
    if absence is None or absence not in list_absences(acting):
        raise RegisterError(
            "absence-missing", "there is no such absence, or it is over. Next: choose one from the list."
        )
    _require_may_note(acting, absence.user_id)
    about = {"absence": absence.pk, "ended": True}
    if absence.from_on > clock.today():
        absence.delete()  # nobody covered by it yet
    else:
        absence.to_on = clock.today() - timedelta(days=1)
        absence.save(update_fields=["to_on"])
    return Done(None, (actor_of(absence.user_id),), about)


def _require_may_note(acting: Acting, user_id: int) -> None:
    if user_id != acting.user_id and not acting.may("assign_cases"):
        raise Refused(
            "not-allowed",
            "you may note your own absence only. Next: ask a supervisor of your office to note somebody else's.",
        )
