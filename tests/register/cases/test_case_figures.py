"""The tables of cases: what is counted, what is withheld, and that nothing measures how fast anybody is removed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from case_people import begin, make_person, put

Maker = Callable[..., Any]


def test_no_stage_after_a_decision_has_a_duration() -> None:
    from sojourn.register.cases.figures import WAITED

    assert not {"determined", "custody", "court", "ordered", "departure", "removal"} & set(WAITED)


def test_a_case_is_counted_where_it_stands_and_where_it_came_from(acting: Maker) -> None:
    begin(acting("officer"), make_person("counted"), "us.overstay")
    counted = count()
    assert counted.open_by_stage == {"pre_stage": 1}
    assert counted.begun_by_origin == {"question_reviewed": 1}


def test_steps_against_a_person_and_steps_that_put_right_are_counted_apart(acting: Maker) -> None:
    case = begin(acting("officer"), make_person("counted"), "us.overstay")
    put(case, "determined", ("determine", "user:0", "user:1"))
    put(case, "put_right", ("rescind", "user:0", ""))
    counted = count()
    assert counted.adverse == {"us.overstay/determine": 1}
    assert counted.undone == {"us.overstay/rescind": 1}


def test_how_long_a_case_was_in_the_pre_stage_is_counted_from_event_to_event(acting: Maker) -> None:
    from sojourn.register import clock

    officer, made = acting("officer"), make_person("counted")
    with clock.set_to(clock.now() - timedelta(days=14)):
        case = begin(officer, made, "us.overstay")
    put(case, "determined", ("determine", "user:0", "user:1"))
    counted = count()
    assert counted.spent["pre_stage"].cases == 1
    assert round(counted.spent["pre_stage"].half) == 12


def test_a_small_count_is_withheld_with_another() -> None:
    from sojourn.register.cases.figures import CaseFigures
    from sojourn.register.published.case_tables import print_cases

    stages = {"court": 3, "pre_stage": 40, "removal": 12}
    tables = {table["key"]: table for table in print_cases(CaseFigures(stages, {}, {}, {}, {}, {}, {}))}
    printed = {row["code"]: row["number"] for row in tables["stages"]["rows"]}
    assert printed == {"court": None, "pre_stage": None, "removal": 12}
    assert tables["stages"]["total"] == 55


def test_the_issue_of_a_month_is_made_once(db: None) -> None:
    from sojourn.register.published.case_issues import publish_cases_due

    assert publish_cases_due() is not None
    assert publish_cases_due() is None


def test_the_page_shows_each_table_with_its_numbers_as_a_file(client: Maker) -> None:
    from sojourn.register.cases.figures import CaseFigures, Spent
    from sojourn.register.published import case_issues
    from sojourn.register.published.case_tables import print_cases
    from sojourn.register.published.models import CaseIssue

    issue = case_issues.publish_cases_due()
    figures = CaseFigures(
        {"court": 30, "pre_stage": 40}, {}, {}, {"B1": 20}, {}, {}, {"pre_stage": Spent(20, 9.0, 31.5)}
    )
    CaseIssue.objects.filter(pk=issue.pk).update(tables=print_cases(figures))
    analyst = client("analyst")
    page = analyst.get("/statistics/cases/").content.decode()
    assert "Open cases by stage" in page
    assert "31.5" in page
    told = analyst.get("/statistics/cases/table.csv?table=spent").content.decode()
    assert told == "code,number,half,nine_in_ten\npre_stage,20,9.0,31.5\n"


def count() -> Any:
    """Count this year's cases."""
    from sojourn.register import clock
    from sojourn.register.cases.figures import count_cases
    from sojourn.register.cases.opening import lifecycles

    today = clock.today()
    return count_cases(today - timedelta(days=365), today + timedelta(days=1), lifecycles())
