"""The list of what is due: made anew each day, person by person, in slices that can be killed and go on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from sojourn.law.retention_rules import Schedule
from sojourn.register import clock
from sojourn.register.retention.files import OnFile, read_files
from sojourn.register.retention.holds import reasons_of
from sojourn.register.retention.models import AccessDue, Due, Looked
from sojourn.register.retention.schedule import schedule_of
from sojourn.register.retention.scope import list_parts
from sojourn.register.store.statements import select

#: Persons looked at in one transaction.
SLICE = 500
_PERSONS = "SELECT DISTINCT person_id FROM store_current_person WHERE person_id > %s ORDER BY person_id LIMIT %s"
# Whoever came last after the cut-off has nothing that could be due; whoever never came has no answer at all.
_OLD = """
SELECT p.person_id FROM unnest(%s::text[]) AS p (person_id)
WHERE NOT EXISTS (SELECT FROM store_current_answer c WHERE c.person_id = p.person_id)
  OR EXISTS (SELECT FROM store_current_answer c WHERE c.person_id = p.person_id AND c.arrived_on <= %s)
"""
_OF_STAYS = ("stay", "stay_open", "stay_free", "refusal")


@dataclass(frozen=True)
class _Made:
    """What one look at everybody goes by."""

    today: date
    schedule: Schedule

    @property
    def cut_off(self) -> date:
        """Give the last day of arrival of which anything can be listed today."""
        shortest = min((self.schedule[covers].period for covers in _OF_STAYS), key=lambda each: each.length)
        return shortest.before(self.schedule["warning"].period.after(self.today))


def list_due() -> int:
    """Make the list of today, from where it stopped; gives how many parts are on it.

    Raises:
        LawError: ``law-retention``: the schedule cannot be used.
    """
    made = _Made(clock.today(), schedule_of())
    while _list_slice(made):
        pass
    _list_access(made)
    return Due.objects.count()


def _list_slice(made: _Made) -> bool:
    with transaction.atomic():
        looked, _new = Looked.objects.select_for_update().get_or_create(only=True, defaults={"day": made.today})
        if looked.day != made.today:
            looked.day, looked.reached, looked.done_at = made.today, "", None
        persons = [person for (person,) in select(_PERSONS, [looked.reached, SLICE])]
        end = persons[-1] if len(persons) == SLICE else "q"  # ids of persons begin with p
        Due.objects.filter(person_id__gt=looked.reached, person_id__lte=end).exclude(what="access").delete()
        Due.objects.bulk_create(_rows(persons, made))
        looked.reached = end
        looked.done_at = None if len(persons) == SLICE else clock.now()
        looked.save()
    return looked.done_at is None


def _rows(persons: list[str], made: _Made) -> list[Due]:
    old = [person for (person,) in select(_OLD, [persons, made.cut_off])]
    files = read_files(old)
    parts = {person: list_parts(file, made.schedule, made.today) for person, file in files.items()}
    listed = [files[person] for person, found in parts.items() if found]
    reasons = kept_by(listed)
    return [
        Due(
            person_id=file.person_id,
            what=part.what,
            of=part.of,
            rule_id=part.rule.id,
            rule_version=part.rule.version,
            due_on=part.due_on,
            records=len(file.names_of({part.of})) if part.of else len(file.names),
            reasons=reasons.get(file.person_id, []),
        )
        for file in listed
        for part in parts[file.person_id]
        if part.due_on is not None
    ]


def kept_by(files: list[OnFile]) -> dict[str, list[str]]:
    """Say what keeps these files, by person, under whichever id it was said."""
    found = reasons_of({each for file in files for each in file.about})
    told = {file.person_id: [code for each in file.about for code in found.get(each, ())] for file in files}
    return {person: list(dict.fromkeys(codes)) for person, codes in told.items() if codes}


def _list_access(made: _Made) -> None:
    """List whose log of looks is over, or soon will be: their records are gone already."""
    until = made.schedule["warning"].period.after(made.today)
    with transaction.atomic():
        Due.objects.filter(what="access").delete()
        Due.objects.bulk_create(
            Due(
                person_id=row.person_id,
                what="access",
                rule_id=row.rule_id,
                rule_version=row.rule_version,
                due_on=row.due_on,
            )
            for row in AccessDue.objects.filter(due_on__lte=until)
        )
