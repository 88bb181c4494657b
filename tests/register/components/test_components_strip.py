"""The stay strip: what is known is dark, what is not is hatched, and no words lie on each other."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn.register.components.stay_strip import Period, Stay, draw_strip, spans_of
from sojourn.register.components.strip_drawing import Placed, list_ticks, place_labels
from sojourn.register.components.svg import text_width

ready = pytest.mark.usefixtures("django_ready")
ARRIVED, AS_OF = date(2026, 1, 11), date(2026, 7, 15)
STATUS = Period(ARRIVED, date(2026, 6, 10), "status")

NAMES = st.text(st.sampled_from("abc 12 መሰ 王ليلى"), min_size=1, max_size=40)
WANTED = st.lists(st.tuples(st.floats(0, 900), st.tuples(NAMES, NAMES)), max_size=40).map(
    lambda wanted: sorted(wanted, key=lambda each: each[0])
)


def ends(label: Placed) -> float:
    """Give the place where a label ends."""
    return label.x + text_width(label.words, bold=True)


@given(WANTED, st.sampled_from([340.0, 900.0]))
def test_labels_never_lie_on_each_other(wanted: list[tuple[float, tuple[str, str]]], width: float) -> None:
    placed = sorted(place_labels(wanted, width), key=lambda label: (label.level, label.x))
    pairs = [(one, next_one) for one, next_one in pairwise(placed) if one.level == next_one.level]
    assert [pair for pair in pairs if ends(pair[0]) + 12 > pair[1].x + 0.001] == []


@given(WANTED, st.sampled_from([340.0, 900.0]))
def test_labels_stay_inside_on_three_levels(wanted: list[tuple[float, tuple[str, str]]], width: float) -> None:
    placed = place_labels(wanted, width)
    assert all(label.x >= 0 and ends(label) <= width + 0.001 and label.level < 3 for label in placed)


def test_names_give_way_to_short_names_and_then_to_numbers() -> None:
    forms = [
        place_labels([(300.0 * n / many, ("a long name" * 3, "short")) for n in range(many)], 340)
        for many in (1, 4, 30)
    ]
    assert [placed[0].words for placed in forms] == ["a long name" * 3, "short", "1"]


def test_a_stay_with_a_departure_is_known_throughout() -> None:
    [span] = spans_of(Stay(ARRIVED, date(2026, 3, 1)), [], AS_OF)
    assert (span.first, span.last, span.known) == (ARRIVED, date(2026, 3, 1), True)


def test_the_time_before_a_proof_of_having_left_is_not_known() -> None:
    spans = spans_of(Stay(ARRIVED, left_between=(date(2026, 1, 20), date(2026, 5, 1))), [], AS_OF)
    assert [(span.last, span.known) for span in spans] == [(date(2026, 1, 20), True), (date(2026, 5, 1), False)]


def test_after_the_last_authorised_day_an_open_stay_is_not_known() -> None:
    spans = spans_of(Stay(ARRIVED, state="unexplained"), [STATUS], AS_OF)
    assert [(span.first, span.last, span.known) for span in spans] == [
        (ARRIVED, date(2026, 6, 10), True),
        (date(2026, 6, 11), AS_OF, False),
    ]


def test_a_period_that_follows_without_a_gap_is_known_too() -> None:
    [span] = spans_of(Stay(ARRIVED), [STATUS, Period(date(2026, 6, 11), None, "authorised_only")], AS_OF)
    assert (span.last, span.known) == (AS_OF, True)


def test_a_period_after_a_gap_does_not_fill_the_gap() -> None:
    spans = spans_of(Stay(ARRIVED), [STATUS, Period(date(2026, 7, 1), None, "authorised_only")], AS_OF)
    assert [span.known for span in spans] == [True, False]


@given(st.integers(1, 9000), st.integers(2, 14))
def test_an_axis_has_no_more_ticks_than_have_room(days: int, most: int) -> None:
    ticks = list_ticks(ARRIVED, ARRIVED + timedelta(days=days), most)
    assert len(ticks) <= most + 1
    assert all(tick.day == 1 for tick in ticks)


@ready
def test_a_strip_says_in_words_what_it_shows() -> None:
    strip = draw_strip([Stay(ARRIVED, state="unexplained")], [STATUS], AS_OF)
    assert "<title" in strip.svg
    assert (
        "Since 11 January 2026, no departure on file: No departure is recorded: a question about records" in strip.svg
    )
    assert "Hatched" in strip.legend


@ready
def test_the_table_has_what_the_picture_has() -> None:
    strip = draw_strip([Stay(ARRIVED, date(2026, 3, 1), state="left_in_time", url="/stay/1/")], [STATUS], AS_OF)
    [row] = strip.rows
    assert row == (
        1,
        {"text": ARRIVED, "url": "/stay/1/"},
        "1 March 2026",
        "Left in time",
        "A status held from 11 January 2026 to 10 June 2026",
    )


@ready
def test_a_window_is_shaded_and_named() -> None:
    with_window, without = (draw_strip([Stay(ARRIVED)], [], AS_OF, days) for days in (180, None))
    assert with_window.svg.count("<rect") == without.svg.count("<rect") + 1
    assert "the last 180 days" in with_window.legend


@ready
def test_right_to_left_a_strip_is_mirrored() -> None:
    from django.utils import translation

    with translation.override("ar"):
        strip = draw_strip([Stay(ARRIVED)], [STATUS], AS_OF)
    assert 'direction="rtl"' in strip.svg


@ready
def test_no_stay_gives_no_row() -> None:
    assert draw_strip([], [], AS_OF).rows == ()


@ready
def test_names_cannot_break_out_of_a_picture() -> None:
    from sojourn.register.components.charts import Bar, bar_chart

    assert "<script" not in bar_chart("<script>", [Bar("<script>", 1)]).svg
