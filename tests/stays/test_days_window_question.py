"""`sojourn days` under a law that counts a window: a day, an entry, and what is refused."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from days_asked import ask, asked, figures, small_law, write_stays


@pytest.fixture
def law(tmp_path: Path) -> str:
    """Give a law with 90 days in any 180."""
    return small_law(tmp_path / "small")


def test_a_day_within_a_stay(law: str, tmp_path: Path) -> None:
    stays = write_stays(tmp_path, "2026-01-01,2026-01-10", "2026-05-01,2026-08-20")
    answer = asked(law, stays, "--on", "2026-05-20")
    assert figures(answer) == (30, 60, "2026-07-29", "2026-07-30", True)
    assert (answer["on"], answer["window_from"], answer["law"]) == ("2026-05-20", "2025-11-22", "small")
    assert answer["law_version"].startswith("0.1.0+")


def test_a_stay_that_goes_on_counts_to_the_day_asked_about(law: str, tmp_path: Path) -> None:
    stays = write_stays(tmp_path, "2026-05-01,")
    assert figures(asked(law, stays, "--on", "2026-05-20")) == (20, 70, "2026-07-29", "2026-07-30", True)


def test_the_first_day_over_lies_in_the_past_when_the_limit_has_passed(law: str, tmp_path: Path) -> None:
    stays = write_stays(tmp_path, "2026-01-01,")
    answer = asked(law, stays, "--on", "2026-04-15")
    assert figures(answer) == (105, 0, "2026-03-31", "2026-04-01", True)
    assert answer["reasons"][1]["sentence"] == (
        "By these dates 31 March 2026 was the last day within the limit and 1 April 2026 the first over it."
    )


def test_the_last_day_within_the_limit(law: str, tmp_path: Path) -> None:
    stays = write_stays(tmp_path, "2026-01-01,")
    assert figures(asked(law, stays, "--on", "2026-03-31")) == (90, 0, "2026-03-31", "2026-04-01", True)


def test_a_day_in_no_stay_asks_for_a_stay_that_begins_on_it(law: str, tmp_path: Path) -> None:
    stays = write_stays(tmp_path, "2026-01-01,2026-02-19")
    assert figures(asked(law, stays, "--on", "2026-05-20")) == (50, 40, "2026-06-28", "2026-06-29", False)
    assert figures(asked(law, stays, "--on", "2026-05-21")) == (50, 40, "2026-08-18", "2026-08-19", False)


def test_a_stay_that_begins_while_old_days_leave_the_window(law: str, tmp_path: Path) -> None:
    stays = write_stays(tmp_path, "2026-01-01,2026-02-19")
    answer = asked(law, stays, "--enter", "2026-05-21")
    assert figures(answer) == (50, 90, "2026-08-18", "2026-08-19", False)
    assert (answer["enter"], answer["window_from"]) == ("2026-05-21", "2025-11-23")
    assert "on" not in answer


def test_no_day_is_left_for_an_entry(law: str, tmp_path: Path) -> None:
    stays = write_stays(tmp_path, "2026-01-01,2026-03-31")
    answer = asked(law, stays, "--enter", "2026-04-02")
    assert figures(answer) == (90, 0, "2026-04-01", "2026-04-02", False)
    assert answer["reasons"][1]["sentence"] == (
        "By these dates no day was left for a stay that begins on 2 April 2026: 2 April 2026 is the first day over the "
        "limit."
    )


def test_a_stay_that_had_no_day_left_says_so(law: str, tmp_path: Path) -> None:
    answer = asked(law, write_stays(tmp_path, "2026-01-01,2026-03-31", "2026-04-02,"), "--on", "2026-04-05")
    assert figures(answer) == (94, 0, "2026-04-01", "2026-04-02", True)
    assert "no day was left for this stay: 2 April 2026 is the first day over" in answer["reasons"][1]["sentence"]


def test_a_plan_after_the_day_asked_about_does_not_count(law: str, tmp_path: Path) -> None:
    stays = write_stays(tmp_path, "2026-05-01,2026-05-10", "2026-05-05,2026-09-01", "2026-10-01,2026-10-10")
    assert figures(asked(law, stays, "--on", "2026-05-10")) == (10, 80, "2026-07-29", "2026-07-30", True)


def test_stays_from_the_day_of_entry_on_are_left_out(law: str, tmp_path: Path) -> None:
    stays = write_stays(tmp_path, "2026-05-01,2026-05-10", "2026-05-11,2026-05-30", "2026-06-10,")
    assert figures(asked(law, stays, "--enter", "2026-05-11"))[:2] == (10, 80)
    assert figures(asked(law, stays, "--enter", "2026-06-10"))[:2] == (30, 60)


def test_who_leaves_and_comes_back_on_one_day_has_one_day(law: str, tmp_path: Path) -> None:
    stays = write_stays(tmp_path, "2026-05-01,2026-05-10", "2026-05-10,2026-05-12")
    assert figures(asked(law, stays, "--on", "2026-05-12")) == (12, 78, "2026-07-29", "2026-07-30", True)
    assert figures(asked(law, stays, "--enter", "2026-05-10")) == (9, 81, "2026-07-29", "2026-07-30", False)


def test_order_and_repetition_change_nothing(law: str, tmp_path: Path) -> None:
    lines = ("2026-03-01,2026-03-30", "2026-01-01,2026-01-10", "2026-01-05,2026-01-10")
    one = asked(law, write_stays(tmp_path, *lines), "--enter", "2026-05-01")
    assert asked(law, write_stays(tmp_path, *reversed(lines), lines[0]), "--enter", "2026-05-01") == one


def test_no_stay_at_all_leaves_the_whole_window(law: str, tmp_path: Path) -> None:
    assert figures(asked(law, write_stays(tmp_path), "--enter", "2026-05-01")) == (
        0,
        90,
        "2026-07-29",
        "2026-07-30",
        False,
    )


def test_the_numbers_are_those_of_the_day_asked_about(law: str, tmp_path: Path) -> None:
    stays = write_stays(tmp_path)
    assert asked(law, stays, "--enter", "2014-12-31")["days_left"] == 30
    assert asked(law, stays, "--enter", "2015-01-01")["days_left"] == 90


def test_a_last_day_given_at_the_border_goes_before_the_limit(law: str, tmp_path: Path) -> None:
    stays = write_stays(tmp_path, "2026-05-01,,2026-05-30", header="arrived_on,departed_on,admitted_until")
    answer = asked(law, stays, "--on", "2026-05-20")
    assert figures(answer) == (20, 70, "2026-05-30", "2026-05-31", True)
    assert answer["reasons"][-1]["rule"] == "base.entry_until"


def test_a_later_last_day_does_not_lengthen_the_limit(law: str, tmp_path: Path) -> None:
    stays = write_stays(tmp_path, "2026-05-01,,2026-12-30", header="arrived_on,departed_on,admitted_until")
    assert asked(law, stays, "--on", "2026-05-20")["may_stay_until"] == "2026-07-29"


def test_a_day_after_the_check_is_stale(law: str, tmp_path: Path) -> None:
    stays = write_stays(tmp_path)
    assert asked(law, stays, "--enter", "2027-11-23")["stale"] is False
    late = asked(law, stays, "--enter", "2027-11-24")
    assert late["stale"] is True
    assert (
        late["notes"][-1] == "The rule `small.window` was to be checked again by 23 November 2027; it may have changed."
    )


def test_every_reason_names_its_rule_and_citation(law: str, tmp_path: Path) -> None:
    reasons = asked(law, write_stays(tmp_path, "2026-05-01,2026-05-01"), "--on", "2026-05-01")["reasons"]
    assert {(each["rule"], each["citation"]) for each in reasons} == {("small.window", "Law of the area, Article 6")}
    assert reasons[0]["sentence"] == (
        "In the 180 days from 3 November 2025 to 1 May 2026 you were here on 1 day; the law allows 90, so 89 are left."
    )


def test_the_sentences_say_what_they_are_not(law: str, tmp_path: Path) -> None:
    told = ask(law, write_stays(tmp_path, "2026-05-01,"), "--on", "2026-05-20")
    assert told.exit_code == 0
    assert "you stay on without a break, 29 July 2026 is the last day" in told.stdout
    assert "no decision of an authority and no legal advice" in told.stdout
    assert "small.window: Law of the area, Article 6" in told.stdout


def test_an_open_stay_has_no_days_before_an_entry(law: str, tmp_path: Path) -> None:
    done = ask(law, write_stays(tmp_path, "2026-05-01,"), "--enter", "2026-07-01")
    assert done.exit_code == 2
    assert "[open-stay]" in done.output
    assert "departed_on" in done.output


def test_a_stay_that_goes_on_past_the_entry_counts_to_the_day_before(law: str, tmp_path: Path) -> None:
    stays = write_stays(tmp_path, "2026-05-01,2026-07-10")
    assert figures(asked(law, stays, "--enter", "2026-07-01"))[:3] == (61, 29, "2026-07-29")


def test_a_day_before_the_law_is_refused_with_the_first_day(law: str, tmp_path: Path) -> None:
    done = ask(law, write_stays(tmp_path), "--on", "2009-12-31")
    assert done.exit_code == 2
    assert "[law-before-earliest]" in done.output
    assert "2010-01-01" in done.output


def test_a_day_before_the_rule_is_refused_with_its_first_day(law: str, tmp_path: Path) -> None:
    done = ask(law, write_stays(tmp_path), "--enter", "2011-12-31")
    assert done.exit_code == 2
    assert "[law-before-rule]" in done.output
    assert "2012-01-01" in done.output


def test_a_day_too_far_off_is_refused(law: str, tmp_path: Path) -> None:
    assert "[day-out-of-range]" in ask(law, write_stays(tmp_path), "--enter", "9999-12-31").output


@pytest.mark.parametrize("words", [[], ["--on", "2026-05-01", "--enter", "2026-05-01"]])
def test_exactly_one_day_is_asked_about(law: str, tmp_path: Path, words: list[str]) -> None:
    done = ask(law, write_stays(tmp_path), *words)
    assert done.exit_code == 2
    assert "either --on DATE or --enter DATE" in done.output


def test_90_days_of_absence_give_90_days(law: str, tmp_path: Path) -> None:
    stays = write_stays(tmp_path, "2026-01-01,2026-06-30")
    later = date(2026, 6, 30) + timedelta(days=91)
    assert asked(law, stays, "--enter", later.isoformat())["days_left"] == 90
