"""What exactly goes with one part of a person's file, worked out from what is on file now."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from sojourn.law.retention import Due as LawDue
from sojourn.law.retention import due_on
from sojourn.law.retention_rules import Schedule
from sojourn.register.retention.files import OnFile
from sojourn.register.store.statements import select

_NEAR = timedelta(days=1)
_STAYS = """
SELECT DISTINCT a.stay_id FROM store_answer a LEFT JOIN store_current_answer c USING (stay_id)
WHERE a.person_id = ANY(%s) AND (c.person_id IS NULL OR c.person_id = ANY(%s))
"""


@dataclass(frozen=True)
class Scope:
    """All that goes, in ids; columns as in ``models.Item``."""

    about: tuple[str, ...]
    whole: bool
    names: tuple[str, ...]
    record_ids: tuple[int, ...]
    subjects: tuple[str, ...]
    stays: tuple[str, ...]
    cases: tuple[str, ...]


def list_parts(file: OnFile, schedule: Schedule, today: date) -> list[LawDue]:
    """List the parts of a file whose time is over or soon will be.

    A part that ends no more than a day before the file itself goes with the file.
    """
    *parts, whole = due_on(file.told, schedule)
    end = whole.due_on or date.max
    found = [part for part in parts if part.is_listed(today) and part.due_on and part.due_on + _NEAR < end]
    found = [part for part in found if file.names_of({part.of})]
    return [*found, *([whole] if whole.is_listed(today) and file.records else [])]


def scope_of(file: OnFile, part: LawDue) -> Scope:
    """Say what goes with a part of a file."""
    if part.what == "file":
        stays = [stay_id for (stay_id,) in select(_STAYS, [file.about, file.about])]
        return _scope(file, file.names, stays, [case.case_id for case in file.cases], True)
    cases = [case.case_id for case in file.cases if case.stay_id == part.of]
    return _scope(file, file.names_of({part.of}), [part.of], cases, False)


def _scope(file: OnFile, names: Collection[str], stays: Collection[str], cases: Collection[str], whole: bool) -> Scope:
    own = [record for record in file.records if record.name in names]
    return Scope(
        about=tuple(file.about),
        whole=whole,
        names=tuple(sorted(names)),
        record_ids=tuple(sorted(record.record_id for record in own)),
        subjects=tuple(sorted({str(record.subject_id) for record in own})),
        stays=tuple(sorted(stays)),
        cases=tuple(sorted(cases)),
    )
