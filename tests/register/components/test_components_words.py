"""Codes in words, days in words, and the fields for days."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from django.utils import translation

from sojourn import tables
from sojourn.register.components import words
from sojourn.register.components.charts import Bar, Line, bar_chart, line_chart
from sojourn.register.components.dates import DayField, PartialDateField
from sojourn.register.components.days import instant, long_day
from sojourn.register.components.fields import parts_of
from sojourn.register.components.templatetags import sojourn as tags

pytestmark = pytest.mark.usefixtures("django_ready")

LISTS = [
    (words.STATES, tables.STATES),
    (words.STATE_TONES, tables.STATES),
    (words.UNKNOWN_CODES, tables.UNKNOWN_CODES),
    (words.CERTAINTIES, tables.CERTAINTIES),
    (words.CERTAINTY_TONES, tables.CERTAINTIES),
    (words.CERTAINTY_MEANINGS, tables.CERTAINTIES),
    (words.BASES, tables.BASES),
    (words.DEPARTURE_BASES, tables.DEPARTURE_BASES),
]


@pytest.mark.parametrize(("told", "closed"), LISTS)
def test_every_code_has_words_and_no_other_has(told: dict[str, object], closed: tuple[str, ...]) -> None:
    assert set(told) == set(closed)


def test_an_unexplained_stay_is_a_question() -> None:
    assert tags.state_words("unexplained") == "No departure is recorded: a question about records"


def test_no_state_accuses() -> None:
    told = " ".join(str(each).lower() for each in words.STATES.values())
    assert [word for word in ("overstay", "illegal", "violat", "suspect") if word in told] == []
    assert "stop" not in words.STATE_TONES.values()


def test_a_code_without_words_is_shown_as_it_is() -> None:
    assert (tags.state_words("new_state"), tags.state_tone("new_state"), tags.basis_words(None)) == (
        "new_state",
        "know",
        "",
    )


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (date(2027, 3, 14), "14 March 2027"),
        (datetime(2027, 3, 14, 23, 30, tzinfo=timezone(-timedelta(hours=5))), "15 March 2027"),
        ("2027-03-14", "14 March 2027"),
        ("1990-09", "September 1990"),
        ("1990", "1990"),
        ("1990-13", "1990-13"),
        ("2027-02-30", "2027-02-30"),
        ("not recorded", "not recorded"),
        (None, ""),
    ],
)
def test_a_day_is_written_as_far_as_it_is_known(value: object, said: str) -> None:
    assert long_day(value) == said


def test_a_day_in_spanish_has_its_two_words_of_between() -> None:
    with translation.override("es"):
        assert long_day(date(2027, 3, 14)) == "14 de marzo de 2027"


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (datetime(2027, 3, 14, 16, 2, tzinfo=UTC), "14 March 2027, 16:02 UTC"),
        ("2027-03-14T11:02:00-05:00", "14 March 2027, 16:02 UTC"),
        ("2027-03-14", "14 March 2027"),
        ("no time", "no time"),
        (None, ""),
    ],
)
def test_an_instant_is_written_in_utc(value: object, said: str) -> None:
    assert instant(value) == said


def test_a_whole_day_is_read_from_three_boxes() -> None:
    assert DayField().clean(["14", "3", "2027"]) == date(2027, 3, 14)


@pytest.mark.parametrize("typed", [["31", "2", "2027"], ["14", "", "2027"], ["x", "3", "2027"], ["٣", "3", "2027"]])
def test_what_is_no_day_is_refused_with_an_example(typed: list[str]) -> None:
    from django.core.exceptions import ValidationError

    with pytest.raises(ValidationError, match="for example 14 3 2027"):
        DayField().clean(typed)


@pytest.mark.parametrize(
    ("typed", "known"),
    [
        (["14", "9", "1990"], "1990-09-14"),
        (["", "9", "1990"], "1990-09"),
        (["", "", "1990"], "1990"),
        ([" 4", "9 ", "1990"], "1990-09-04"),
    ],
)
def test_a_partial_date_is_read_as_far_as_it_is_known(typed: list[str], known: str) -> None:
    assert PartialDateField().clean(typed) == known


@pytest.mark.parametrize(
    "typed", [["14", "", "1990"], ["14", "9", ""], ["31", "2", "1990"], ["", "13", "1990"], ["", "", "0"]]
)
def test_what_is_no_partial_date_is_refused(typed: list[str]) -> None:
    from django.core.exceptions import ValidationError

    with pytest.raises(ValidationError, match="Give the year"):
        PartialDateField().clean(typed)


def test_a_date_that_may_be_left_out_is_nothing() -> None:
    assert (DayField(required=False).clean(["", "", ""]), PartialDateField(required=False).clean(["", "", ""])) == (
        None,
        "",
    )


@pytest.mark.parametrize(
    ("value", "parts"),
    [
        (date(2027, 3, 4), ["4", "3", "2027"]),
        ("1990-09", ["", "9", "1990"]),
        ("1990", ["", "", "1990"]),
        (["x", None, "1"], ["x", "", "1"]),
        (None, ["", "", ""]),
    ],
)
def test_a_date_is_spread_over_the_boxes(value: object, parts: list[str]) -> None:
    assert parts_of(value) == parts


def test_the_table_of_bars_has_their_numbers() -> None:
    chart = bar_chart("Today", [Bar("Left in time", 17611), Bar("Sent to review", 402, "402 of 500")])
    assert chart.rows == (
        ("Left in time", {"text": "17,611", "numeric": True}),
        ("Sent to review", {"text": "402 of 500", "numeric": True}),
    )


def test_a_line_has_a_gap_where_there_is_no_number() -> None:
    whole, broken = (line_chart("x", ["1", "2", "3"], [Line("a", numbers)]) for numbers in ((1, 2, 3), (1, None, 3)))
    assert (whole.svg.count("<circle"), broken.svg.count("<circle")) == (0, 2)
    assert broken.rows[1] == ("2", {"text": "–", "numeric": True})


def test_marked_days_are_told_in_the_table_too() -> None:
    chart = line_chart("x", ["1", "2"], [Line("a", (1, 2))], marked=(1,), marked_words="In quarantine")
    assert (chart.head[-1], [row[-1] for row in chart.rows]) == ("In quarantine", ["", "yes"])


def test_nothing_to_count_is_no_chart() -> None:
    assert bar_chart("x", []).rows == line_chart("y", [], []).rows == ()
