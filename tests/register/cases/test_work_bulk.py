"""What may be done to several cases at once: two things, neither against anybody; proved by the code, and tried."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from case_people import make_person
from django.test import Client
from work_made import NOW, make_case

from sojourn.errors import RegisterError

if TYPE_CHECKING:
    from sojourn.register.cases.models import Case
    from sojourn.register.door.acting import Acting

Maker = Callable[..., "Acting"]
Clients = Callable[..., Client]
REGISTER = Path(__file__).resolve().parents[3] / "src/sojourn/register"
#: The functions that lead to a step against a person; each takes an `Interactive`.
ADVERSE = frozenset({"propose", "approve", "execute"})


@pytest.fixture
def at_work(db: None) -> Iterator[None]:
    from sojourn.register import clock
    from sojourn.register.cases.models import Case
    from sojourn.register.store.months import ensure_months

    ensure_months([NOW])
    Case.objects.all().delete()
    with clock.set_to(NOW):
        yield


def imported_from_steps(path: Path) -> set[str]:
    """Give what a module takes from `cases.steps`; the module itself counts as everything."""
    taken: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module == "sojourn.register.cases.steps":
            taken |= {name.name for name in node.names}
        if isinstance(node, ast.ImportFrom) and node.module == "sojourn.register.cases":
            taken |= ADVERSE if "steps" in {name.name for name in node.names} else set()
        if isinstance(node, ast.Import) and "sojourn.register.cases.steps" in {name.name for name in node.names}:
            taken |= ADVERSE
    return taken


def test_two_things_can_be_done_to_several_cases_and_no_other(django_ready: object) -> None:
    from sojourn.register.cases.bulk import Bulk, do_bulk

    assert {each.name for each in Bulk} == {"ASSIGN", "CLOSE_IN_FAVOUR"}
    assert inspect.signature(do_bulk).parameters["what"].annotation == "Bulk"


def test_the_code_of_bulk_reaches_no_step_against_a_person(django_ready: object) -> None:
    source = (REGISTER / "cases/bulk.py").read_text("utf-8")
    assert imported_from_steps(REGISTER / "cases/bulk.py") == {"take"}
    names = {node.id for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name)}
    assert not names & (ADVERSE | {"Interactive", "interactive_of"})


def test_only_the_page_of_a_step_leads_to_a_step_against_a_person(django_ready: object) -> None:
    """No other page, no API, no command: whatever takes `propose`, `approve` or `execute` is the view of a step."""
    from sojourn.register.cases import steps

    for name in ADVERSE:
        assert "interactive" in inspect.signature(getattr(steps, name).__wrapped__).parameters
    users = {path for path in REGISTER.rglob("*.py") if imported_from_steps(path) & ADVERSE}
    views = {path.relative_to(REGISTER).as_posix() for path in users}
    assert "cases/views_step.py" in views
    assert all(path.startswith("cases/") and "work" not in path and "bulk" not in path for path in views)
    assert not {path for path in views if "api" in path or "command" in path or "worker" in path}


def test_no_address_but_those_of_a_step_has_such_a_view(django_ready: object) -> None:
    from django.urls import URLPattern, URLResolver, get_resolver

    def patterns(resolver: URLResolver) -> Iterator[URLPattern]:
        for entry in resolver.url_patterns:
            if isinstance(entry, URLResolver):
                yield from patterns(entry)
            else:
                yield entry

    modules = {path.relative_to(REGISTER.parents[1]).with_suffix("").as_posix().replace("/", ".") for path in
               REGISTER.rglob("*.py") if imported_from_steps(path) & ADVERSE}  # fmt: skip
    found = {entry.name for entry in patterns(get_resolver()) if getattr(entry.callback, "__module__", "") in modules}
    assert found == {"case_step", "case_proposal"}


def test_nothing_but_the_two_is_taken_from_the_page(client: Clients, at_work: None) -> None:
    visitor = client("supervisor", office="centre")
    for what in ("remove", "order", "propose", "charge", "", "ASSIGN"):
        assert visitor.post("/work/several/", {"what": what, "case": [f"c{1:020x}"]}).status_code == 400


def test_a_supervisor_gives_several_cases_out_after_one_more_question(
    client: Clients, acting: Maker, at_work: None
) -> None:
    visitor, officer = client("supervisor", office="centre"), acting("officer", office="centre")
    cases = [make_case(number) for number in (1, 2)]
    asked = {"what": "assign", "case": [case.case_id for case in cases], "asked": "whose=office"}
    page = visitor.post("/work/several/", asked).content.decode()
    assert "Give 2 cases to somebody?" in page
    assert not any(fresh(case).assigned_to_id for case in cases)
    answer = visitor.post("/work/several/", {**asked, "confirmed": "yes", "colleague": str(officer.user_id)})
    assert answer.headers["Location"] == "/work/?whose=office"
    assert [fresh(case).assigned_to_id for case in cases] == [officer.user_id] * 2


def test_an_officer_gives_no_cases_out(client: Clients, at_work: None) -> None:
    case = make_case(1)
    answer = client("officer", office="centre").post("/work/several/", {"what": "assign", "case": case.case_id})
    assert answer.status_code == 403


def test_each_case_has_its_own_line_in_the_log_and_one_that_fails_stops_no_other(acting: Maker, at_work: None) -> None:
    from sojourn.register.cases.bulk import Bulk, Chosen, do_bulk
    from sojourn.register.store.models import Event

    chief, officer = acting("supervisor", office="centre"), acting("officer", office="centre")
    ids = [make_case(1).case_id, make_case(2, office="north").case_id, make_case(3).case_id]
    outcome = do_bulk(chief, Bulk.ASSIGN, ids, Chosen(user_id=officer.user_id))
    assert outcome.done == (ids[0], ids[2])
    assert [left.case_id for left in outcome.left] == [ids[1]]
    assert Event.objects.filter(verb="case_assigned", actor=chief.actor).count() == 2


@pytest.mark.parametrize(("number", "code"), [(0, "bulk-none"), (51, "bulk-many")])
def test_a_handful_of_cases_at_once(acting: Maker, at_work: None, number: int, code: str) -> None:
    from sojourn.register.cases.bulk import Bulk, Chosen, do_bulk

    with pytest.raises(RegisterError) as refused:
        do_bulk(acting("supervisor"), Bulk.ASSIGN, [f"c{each}" for each in range(number)], Chosen(user_id=1))
    assert refused.value.code == code


def test_every_closing_step_of_every_law_ends_in_the_person_s_favour() -> None:
    from datetime import UTC, date, datetime

    from sojourn.law.pack import load_pack
    from sojourn.law.procedure.lifecycle_reading import lifecycle_on, list_lifecycles
    from sojourn.register.cases.bulk import closing_steps

    found = set()
    for code in ("base", "us", "uk", "eu"):
        pack = load_pack(code)
        for name in list_lifecycles(pack):
            lifecycle = lifecycle_on(pack, name, date(2026, 7, 22), datetime(2026, 7, 22, tzinfo=UTC))
            for state in lifecycle.states:
                for step in closing_steps(lifecycle, state.id):
                    found.add(step.id)
                    assert not step.adverse
                    assert not step.kind
                    assert lifecycle.state(step.reaches).favourable
    assert "close_in_favour" in found


def test_an_officer_closes_their_cases_in_the_persons_favour(client: Clients, at_work: None) -> None:
    visitor = client("officer", office="centre")
    me = visitor.acting  # type: ignore[attr-defined]  # the fixture's
    made = make_person("bulk")
    own = {"lifecycle": "us.overstay", "state": "question_open", "assigned_to_id": me.user_id}
    case = make_case(1, person_id=made.person_id, stay_id=made.stay_id, **own)
    other = make_case(2, **{**own, "state": "error_found", "stage": "undoing"})
    asked = {"what": "close_in_favour", "case": [case.case_id, other.case_id]}
    assert "Close 2 cases in the persons' favour?" in visitor.post("/work/several/", asked).content.decode()
    chosen = {**asked, "confirmed": "yes", "choice": "close_in_favour:records_wrong"}
    page = visitor.post("/work/several/", chosen, follow=True).content.decode()
    assert "1 case is done." in page
    assert "does not close this case in the person&#x27;s favour from where it stands" in page
    assert fresh(case).closed_at is not None
    assert fresh(other).closed_at is None


def test_nothing_is_told_of_cases_that_are_with_somebody_else(client: Clients, acting: Maker, at_work: None) -> None:
    """Neither where another's case stands, nor that there is one: the answer is that for a number that nobody has."""
    visitor, other = client("supervisor", office="centre"), acting("officer", office="centre")
    asked = {"what": "close_in_favour", "choice": "close_in_favour:records_wrong"}
    case = make_case(1, lifecycle="us.overstay", state="question_open", assigned_to_id=other.user_id)
    for more in ({}, {"confirmed": "yes"}):
        told = [
            visitor.post("/work/several/", {**asked, **more, "case": number}, follow=True).content.decode()
            for number in (case.case_id, f"c{99:020x}")
        ]
        for page, number in zip(told, (case.case_id, f"c{99:020x}"), strict=True):
            assert "were left out" in page
            assert number not in page.replace(f'value="{number}"', "")
            assert "close_in_favour:" not in page
    assert fresh(case).closed_at is None


def test_of_several_cases_only_those_of_one_s_own_are_closed(acting: Maker, at_work: None) -> None:
    from sojourn.register.cases.absences import Away, note_absence
    from sojourn.register.cases.bulk import Bulk, Chosen, closing_choices, do_bulk, list_reachable

    me, away, other = (acting("officer", office="centre") for _ in range(3))
    own = {"lifecycle": "us.overstay", "state": "question_open"}
    made = [make_case(number, assigned_to_id=who.user_id, **own) for number, who in enumerate((me, away, other))]
    ids = [case.case_id for case in made]
    note_absence(away, Away(away.user_id or 0, me.user_id or 0, NOW.date(), NOW.date()))
    assert list_reachable(me, Bulk.CLOSE_IN_FAVOUR, ids) == ids[:2]
    assert list_reachable(me, Bulk.ASSIGN, ids) == []
    assert "close_in_favour" in closing_choices(me, ids[:2])
    assert closing_choices(me, ids[2:]) == {}
    left = do_bulk(me, Bulk.CLOSE_IN_FAVOUR, [ids[2], "c0"], Chosen(step="close_in_favour")).left
    assert {each.why for each in left} == {"it is not with you. Next: choose cases of your own list."}


def fresh(case: Case) -> Case:
    case.refresh_from_db()
    return case
