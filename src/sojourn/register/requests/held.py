"""Whether somebody is held: then nobody declares a departure for them, for they can neither leave nor speak freely."""

from __future__ import annotations

from sojourn.law.procedure.case_file import CaseFile, Fact
from sojourn.law.procedure.custody_clocks import custodies
from sojourn.law.procedure.lifecycle import Standing
from sojourn.law.procedure.moments import Moment
from sojourn.register import clock
from sojourn.register.cases.law_of_case import law_now, pack_of_register
from sojourn.register.cases.models import Case
from sojourn.register.cases.opening import lifecycles
from sojourn.register.cases.reading import read_files, standings_of
from sojourn.register.cases.standing_rows import name_of, standing_rows
from sojourn.register.desk.current import read_rows
from sojourn.register.store.persons import ids_ever


def is_held(person_id: str) -> bool:
    """Say whether a person is in custody now, by their records and by the steps of their open cases."""
    zone, now = law_now().zone, clock.now()
    moment = Moment(now, clock.today(), now)
    return any(
        each.covers(moment, zone) for standing, file in _files(person_id) for each in custodies(standing, file, zone)
    )


def _files(person_id: str) -> list[tuple[Standing, CaseFile]]:
    cases = list(Case.objects.filter(person_id__in=ids_ever(person_id), closed_at__isnull=True))
    standings, files = (standings_of(cases), read_files(cases)) if cases else ({}, {})
    found = [(standings[case.case_id], files[case.case_id]) for case in cases]
    return [*found, _without_case(person_id)]


def _without_case(person_id: str) -> tuple[Standing, CaseFile]:
    """Give the records alone, as they stand, whether or not a case is about the person."""
    rows = standing_rows(read_rows([person_id])[person_id])
    facts = tuple(
        Fact(
            name_of(row), str(row["kind"]), row["recorded_at"], "", "", {k: v for k, v in row.items() if v is not None}
        )
        for row in rows
        if row.get("fact_id")
    )
    lifecycle = lifecycles()[0]
    origin, state = next(iter(lifecycle.starts.items()))
    standing = Standing(lifecycle, state, origin, clock.now())
    return standing, CaseFile(person_id, pack_of_register().country, facts=facts)
