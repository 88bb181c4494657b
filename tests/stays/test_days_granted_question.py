"""`sojourn days` under laws that give each stay its own days: by class, or by the last day given at the border."""

from __future__ import annotations

from pathlib import Path

import pytest
from days_asked import ask, asked, figures, write_stays

WITH_CLASS = "arrived_on,departed_on,class"
WITH_UNTIL = "arrived_on,departed_on,class,admitted_until"


@pytest.mark.parametrize(
    ("named", "until", "over"), [("WT", "2026-08-29", "2026-08-30"), ("GT", "2026-07-15", "2026-07-16")]
)
def test_a_class_has_its_days_from_the_arrival(tmp_path: Path, named: str, until: str, over: str) -> None:
    stays = write_stays(tmp_path, f"2026-06-01,,{named}", header=WITH_CLASS)
    answer = asked("us", stays, "--on", "2026-06-15")
    assert (answer["days_used"], answer["may_stay_until"], answer["first_day_over"]) == (15, until, over)
    assert (answer["window_from"], answer["present"]) == (None, True)


def test_days_used_and_left_make_the_days_of_the_class(tmp_path: Path) -> None:
    stays = write_stays(tmp_path, "2026-06-01,", header="arrived_on,departed_on")
    answer = asked("us", stays, "--on", "2026-06-15", "--class", "wt")
    assert figures(answer) == (15, 75, "2026-08-29", "2026-08-30", True)
    assert answer["reasons"][0] == {
        "rule": "us.visa_waiver",
        "citation": "INA 217(a)(1), 8 U.S.C. 1187(a)(1)",
        "sentence": "To a stay from 1 June 2026 in the class WT the law gives 90 days, until 29 August 2026.",
    }


def test_earlier_stays_do_not_shorten_one_that_has_its_own_days(tmp_path: Path) -> None:
    stays = write_stays(tmp_path, "2026-01-01,2026-03-31,WT", header=WITH_CLASS)
    assert figures(asked("us", stays, "--enter", "2026-04-01", "--class", "WT")) == (
        0,
        90,
        "2026-06-29",
        "2026-06-30",
        False,
    )


def test_the_class_of_an_earlier_stay_is_not_that_of_the_next(tmp_path: Path) -> None:
    stays = write_stays(tmp_path, "2026-01-01,2026-03-31,WT", header=WITH_CLASS)
    assert "[no-last-day]" in ask("us", stays, "--enter", "2026-04-01").output


def test_the_last_day_given_at_the_border_counts(tmp_path: Path) -> None:
    stays = write_stays(tmp_path, "2026-01-10,,B2,2026-07-09", header=WITH_UNTIL)
    answer = asked("us", stays, "--on", "2026-01-19")
    assert figures(answer) == (10, 171, "2026-07-09", "2026-07-10", True)
    assert answer["reasons"][0]["rule"] == "us.admitted_until"


def test_the_last_day_given_goes_before_the_days_of_the_class(tmp_path: Path) -> None:
    stays = write_stays(tmp_path, "2026-01-10,,WT,2026-02-09", header=WITH_UNTIL)
    assert asked("us", stays, "--on", "2026-01-19")["may_stay_until"] == "2026-02-09"


def test_a_last_day_that_has_passed_is_told_plainly(tmp_path: Path) -> None:
    stays = write_stays(tmp_path, "2026-01-10,,B2,2026-07-09", header=WITH_UNTIL)
    answer = asked("us", stays, "--on", "2026-07-20")
    assert figures(answer) == (192, 0, "2026-07-09", "2026-07-10", True)
    assert answer["reasons"][1]["sentence"] == "By these dates 10 July 2026 was the first day after it."


def test_of_two_stays_on_one_day_the_later_one_counts(tmp_path: Path) -> None:
    stays = write_stays(tmp_path, "2026-06-10,,GT", "2026-06-01,2026-06-10,WT", header=WITH_CLASS)
    assert asked("us", stays, "--on", "2026-06-10")["may_stay_until"] == "2026-07-24"


def test_without_class_and_last_day_nothing_is_guessed(tmp_path: Path) -> None:
    done = ask("us", write_stays(tmp_path, "2026-06-01,"), "--on", "2026-06-15")
    assert done.exit_code == 2
    assert "no class and no last day is given, and the last day stands on the admission record (I-94)" in done.output
    assert "`WT`" in done.output


def test_a_class_without_days_names_the_record(tmp_path: Path) -> None:
    done = ask("us", write_stays(tmp_path, "2026-06-01,"), "--on", "2026-06-15", "--class", "B-2")
    assert done.exit_code == 2
    assert "the law gives the class `B2` no number of days" in done.output


def test_a_class_that_lasts_as_long_as_a_programme_has_no_last_day(tmp_path: Path) -> None:
    done = ask("us", write_stays(tmp_path, "2026-06-01,"), "--on", "2026-06-15", "--class", "F1")
    assert "as long as a programme" in done.output


def test_a_version_of_the_rule_holds_from_its_day_of_arrival(tmp_path: Path) -> None:
    stays = write_stays(tmp_path, "2009-11-27,2009-11-27,GT", "2009-11-28,,GT", header=WITH_CLASS)
    assert asked("us", stays, "--on", "2009-11-27")["may_stay_until"] == "2009-12-11"
    assert asked("us", stays, "--on", "2009-11-28")["may_stay_until"] == "2010-01-11"


def test_a_stay_before_the_law_is_refused(tmp_path: Path) -> None:
    stays = write_stays(tmp_path, "2005-12-31,,WT", header=WITH_CLASS)
    done = ask("us", stays, "--on", "2006-01-15")
    assert done.exit_code == 2
    assert "[law-before-earliest]" in done.output


def test_the_law_that_countries_start_from_answers_for_its_example(tmp_path: Path) -> None:
    answer = asked("base", write_stays(tmp_path), "--enter", "2026-07-15", "--class", "EXAMPLE30")
    assert figures(answer) == (0, 30, "2026-08-13", "2026-08-14", False)


def test_a_visitor_to_the_united_kingdom_has_six_months(tmp_path: Path) -> None:
    answer = asked("uk", write_stays(tmp_path, "2026-01-10,"), "--on", "2026-01-19")
    assert figures(answer) == (10, 172, "2026-07-10", "2026-07-11", True)
    assert answer["reasons"][0]["sentence"] == (
        "To a stay from 10 January 2026 in the class VISITOR the law gives 6 months, until 10 July 2026."
    )
    assert answer["notes"][0].startswith("No class is named; VISITOR,")


def test_a_class_that_is_named_is_not_assumed(tmp_path: Path) -> None:
    answer = asked("uk", write_stays(tmp_path), "--enter", "2026-08-31", "--class", "visitor")
    assert figures(answer) == (0, 182, "2027-02-28", "2027-03-01", False)
    assert "assumed" not in answer["notes"][0]


def test_another_class_of_the_united_kingdom_has_no_days_of_its_own(tmp_path: Path) -> None:
    assert "[no-last-day]" in ask("uk", write_stays(tmp_path), "--enter", "2026-08-31", "--class", "STUDENT").output


def test_a_law_with_days_for_one_class_means_that_one(tmp_path: Path) -> None:
    assert asked("base", write_stays(tmp_path, "2026-07-15,"), "--on", "2026-07-15")["may_stay_until"] == "2026-08-13"
