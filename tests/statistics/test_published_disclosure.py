"""What is withheld: no small count is printed, and none can be worked out of what is."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from published_world import leaf, list_small_printed, rooms

from sojourn.statistics.published.disclosure import SPAN, withhold, withhold_in_line
from sojourn.statistics.published.pooling import LEAST, pool
from sojourn.statistics.published.shapes import OTHER_COUNTRIES, OTHER_GROUPS, PARTS, Leaf

COUNTS = st.one_of(st.just(0), st.integers(0, 12), st.integers(0, 60), st.integers(0, 3000))
ROWS = st.lists(st.tuples(st.sampled_from("abcd"), st.tuples(*[COUNTS] * 6)), min_size=1, max_size=24)


def leaves(rows: list[tuple[str, tuple[int, ...]]]) -> list[Leaf]:
    return [leaf(group, f"land {place}", *counts) for place, (group, counts) in enumerate(rows)]


@given(ROWS)
def test_no_count_from_1_to_10_is_printed(rows: list[tuple[str, tuple[int, ...]]]) -> None:
    groups, withheld = withhold(pool(leaves(rows)))
    assert list_small_printed(groups, withheld) == []


@given(ROWS)
def test_every_withheld_count_has_at_least_eleven_further_values(rows: list[tuple[str, tuple[int, ...]]]) -> None:
    found = rooms(*withhold(pool(leaves(rows))))
    assert {cell: room for cell, room in found.items() if room < SPAN} == {}


@given(ROWS)
def test_nothing_is_lost_by_putting_rows_together(rows: list[tuple[str, tuple[int, ...]]]) -> None:
    groups, _ = withhold(pool(leaves(rows)))
    together = {part: sum(row.parts[part] for kept in groups.values() for row in kept) for part in PARTS}
    whole = {part: sum(row.parts[part] for row in leaves(rows)) for part in PARTS}
    assert together in (whole, dict.fromkeys(PARTS, 0))


@given(ROWS)
def test_every_row_has_enough_expected_departures(rows: list[tuple[str, tuple[int, ...]]]) -> None:
    groups, _ = withhold(pool(leaves(rows)))
    assert [row.label for kept in groups.values() for row in kept if row.expected < LEAST] == []


def test_a_single_small_count_takes_its_partner_and_another_row_with_it() -> None:
    groups = pool([leaf("a", "one", 900, 4, 0, 50, 0, 0), leaf("a", "two", 800, 30, 0, 40, 0, 0)])
    _, withheld = withhold(groups)
    assert withheld.rows == {("a", "one"): {"in_time", "after_end"}, ("a", "two"): {"in_time", "after_end"}}


def test_the_audit_sees_a_count_that_can_be_worked_out() -> None:
    groups, withheld = withhold(pool([leaf("a", "one", 900, 4, 0, 50, 0, 0), leaf("a", "two", 800, 30, 0, 40, 0, 0)]))
    withheld.rows["a", "two"].clear()
    assert rooms(groups, withheld) == {("a", "one", "in_time"): 0, ("a", "one", "after_end"): 0}


def test_large_counts_are_all_printed() -> None:
    _, withheld = withhold(pool([leaf("a", "one", 900, 40, 20, 50, 30, 0), leaf("b", "two", 800, 30, 20, 40, 11, 0)]))
    assert set().union(*withheld.rows.values(), *withheld.groups.values(), withheld.grand) == set()


def test_small_countries_stand_together() -> None:
    groups = pool([leaf("a", "big", 500, 0, 0, 0, 0, 0), *(leaf("a", f"s{n}", 60, 0, 0, 0, 0, 0) for n in range(3))])
    assert [(row.label, row.pooled, row.expected) for row in groups["a"]] == [
        ("big", 0, 500),
        (OTHER_COUNTRIES, 3, 180),
    ]


def test_one_small_country_takes_the_next_with_it() -> None:
    groups = pool(
        [leaf("a", "big", 500, 0, 0, 0, 0, 0), leaf("a", "mid", 150, 0, 0, 0, 0, 0), leaf("a", "s", 99, *[0] * 5)]
    )
    assert [(row.label, row.pooled) for row in groups["a"]] == [("big", 0), (OTHER_COUNTRIES, 2)]


def test_small_groups_stand_together() -> None:
    groups = pool([leaf("a", "x", 500, *[0] * 5), leaf("b", "x", 60, *[0] * 5), leaf("c", "x", 70, *[0] * 5)])
    assert {key: [(row.label, row.pooled) for row in rows] for key, rows in groups.items()} == {
        "a": [("x", 0)],
        OTHER_GROUPS: [(OTHER_GROUPS, 2)],
    }


def test_too_few_departures_give_no_rows_at_all() -> None:
    assert pool([leaf("a", "x", 60, *[0] * 5), leaf("b", "x", 39, *[0] * 5)]) == {}


def test_a_small_count_in_a_line_goes_with_the_largest() -> None:
    assert withhold_in_line({"a": 3, "b": 40, "c": 12, "d": 0}) == {"a", "b"}


def test_a_line_of_small_counts_is_withheld_whole() -> None:
    assert withhold_in_line({"a": 3, "b": 4, "c": 0}) == {"a", "b", "c"}


def test_a_line_that_is_printed_elsewhere_is_no_partner() -> None:
    assert withhold_in_line({"a": 3, "b": 40, "c": 12}, never=("b",)) == {"a", "c"}


@given(st.lists(COUNTS, min_size=2, max_size=8))
def test_what_is_withheld_in_a_line_has_room(counts: list[int]) -> None:
    line = {str(place): count for place, count in enumerate(counts)}
    hidden = withhold_in_line(line)
    together = sum(line[name] for name in hidden)
    assert not hidden or hidden == set(line) or (len(hidden) > 1 and together >= SPAN)
