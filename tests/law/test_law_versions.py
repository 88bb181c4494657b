"""Versions of a rule: which one holds on a day, as known at a time."""

from __future__ import annotations

import dataclasses
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from law_packs import HEADER, WritePack

from sojourn.errors import LawError
from sojourn.law.pack import Pack, load_pack
from sojourn.law.rule import Entry, RuleText, freeze

EARLY_MARCH = date(2026, 3, 8)
THE_DAY = date(2026, 3, 9)


@pytest.fixture
def pack(write_pack: WritePack) -> Pack:
    """Load the invented pack with the rule that was published and then vacated."""
    return load_pack(write_pack())


def days_on(pack: Pack, day: date, known_on: date) -> int:
    """Give the days of the invented rule on a day, as known at noon of another."""
    law = pack.as_known_at(datetime(known_on.year, known_on.month, known_on.day, 12, tzinfo=UTC))
    version = law.get("ruritania.declared").on(day)
    assert version is not None
    days: int = version.values["days"]
    return days


def test_a_vacated_rule_never_applied_once_the_vacatur_is_known(pack: Pack) -> None:
    assert days_on(pack, date(2026, 4, 1), known_on=date(2026, 4, 1)) == 30


def test_a_published_rule_was_believed_to_apply_until_it_was_vacated(pack: Pack) -> None:
    assert days_on(pack, date(2026, 4, 1), known_on=date(2026, 3, 7)) == 10


def test_before_its_publication_nobody_knew_of_the_rule(pack: Pack) -> None:
    assert days_on(pack, date(2026, 4, 1), known_on=date(2026, 2, 5)) == 30


def test_the_rule_was_believed_from_the_day_of_its_publication(pack: Pack) -> None:
    assert days_on(pack, THE_DAY, known_on=date(2026, 2, 6)) == 10


def test_the_vacatur_counts_from_the_day_on_which_it_was_learned(pack: Pack) -> None:
    assert days_on(pack, THE_DAY, known_on=EARLY_MARCH) == 30


def test_the_older_version_holds_on_the_eve_whatever_was_believed(pack: Pack) -> None:
    assert days_on(pack, EARLY_MARCH, known_on=date(2026, 3, 7)) == 30


def test_known_at_counts_by_its_day_in_utc(pack: Pack) -> None:
    evening = datetime.fromisoformat("2026-03-07T20:00-05:00")
    assert [v.values["days"] for v in pack.as_known_at(evening).get("ruritania.declared").versions] == [30]


def test_a_known_at_without_a_zone_is_refused(pack: Pack) -> None:
    with pytest.raises(LawError, match="no time zone") as caught:
        pack.as_known_at(datetime(2026, 3, 7))  # noqa: DTZ001
    assert caught.value.code == "law-time-without-zone"


def test_where_the_only_version_ended_no_law_is_on_file() -> None:
    rule = _text([_entry("a", date(2000, 1, 1), to=date(2010, 12, 31))]).as_known_on(date(2020, 1, 1))
    assert rule.on(date(2010, 12, 31)) is not None
    assert rule.on(date(2011, 1, 1)) is None


def test_the_older_version_goes_on_when_a_temporary_one_ends() -> None:
    rule = _text([_entry("a", date(2000, 1, 1)), _entry("b", date(2005, 1, 1), to=date(2006, 1, 1))])
    assert [(v.valid_from, v.valid_to) for v in rule.as_known_on(date(2020, 1, 1)).versions] == [
        (date(2000, 1, 1), date(2004, 12, 31)),
        (date(2005, 1, 1), date(2006, 1, 1)),
        (date(2006, 1, 2), None),
    ]


def test_a_proposed_rule_never_applies() -> None:
    rule = _text([dataclasses.replace(_entry("a", date(2000, 1, 1)), status="proposed")])
    assert rule.as_known_on(date(2020, 1, 1)).versions == ()


def test_a_suspended_version_lets_the_older_one_hold_again() -> None:
    newer = dataclasses.replace(_entry("b", date(2010, 1, 1)), status="suspended", learned_on=date(2012, 1, 1))
    rule = _text([_entry("a", date(2000, 1, 1)), _entry("b", date(2010, 1, 1)), newer])
    assert [version.valid_from for version in rule.as_known_on(date(2013, 1, 1)).versions] == [date(2000, 1, 1)]


def test_days_before_the_first_are_refused(pack: Pack) -> None:
    law = pack.as_known_at(datetime(2026, 4, 1, tzinfo=UTC))
    law.check_day(date(2015, 1, 1))
    with pytest.raises(LawError, match="before 2015-01-01") as caught:
        law.check_day(date(2014, 12, 31))
    assert caught.value.code == "law-before-earliest"


def test_a_known_at_before_the_first_day_is_refused(pack: Pack) -> None:
    with pytest.raises(LawError, match="before 2015-01-01"):
        pack.as_known_at(datetime(2014, 12, 31, tzinfo=UTC))


def test_the_law_is_one_object_while_nothing_new_is_learned(pack: Pack) -> None:
    assert pack.as_known_at(datetime(2026, 4, 1, tzinfo=UTC)) is pack.as_known_at(datetime(2026, 9, 1, tzinfo=UTC))


def test_the_law_before_and_after_the_vacatur_are_different_laws(pack: Pack) -> None:
    before = pack.as_known_at(datetime(2026, 3, 7, tzinfo=UTC))
    after = pack.as_known_at(datetime(2026, 3, 8, tzinfo=UTC))
    assert before.version != after.version
    assert len({before, after}) == 2


def test_a_law_knows_no_difference_between_two_readings_of_one_pack(write_pack: WritePack) -> None:
    known_at = datetime(2026, 4, 1, tzinfo=UTC)
    first = load_pack(write_pack()).as_known_at(known_at)
    second = load_pack(write_pack(rule={"title": "Another title", "sentence": "Other words."})).as_known_at(known_at)
    assert first == second
    assert hash(first) == hash(second)


def test_another_value_is_another_law(write_pack: WritePack) -> None:
    known_at = datetime(2026, 4, 1, tzinfo=UTC)
    first = load_pack(write_pack()).as_known_at(known_at)
    assert first != load_pack(write_pack(header={"territory": ["ZZZ", "ZZA"]})).as_known_at(known_at)


def test_a_rule_of_a_role_is_given_once_or_refused(pack: Pack) -> None:
    law = pack.as_known_at(datetime(2026, 4, 1, tzinfo=UTC))
    assert law.one("declared").id == "ruritania.declared"
    assert law.find("death") is None
    assert law.all("death") == ()
    with pytest.raises(LawError, match="has 0 rules of the role `death`"):
        law.one("death")


def test_values_cannot_be_changed() -> None:
    values = freeze({"days": 1, "classes": {"A": [1, 2]}})
    assert values["classes"]["A"] == (1, 2)
    with pytest.raises(TypeError):
        values["days"] = 2


def test_the_header_of_the_invented_pack_is_whole(pack: Pack) -> None:
    assert (pack.code, pack.country, pack.territory) == (HEADER["code"], "ZZZ", ("ZZZ",))
    assert isinstance(pack.folder, Path)


def _entry(version: str, start: date, to: date | None = None) -> Entry:
    return Entry(version, start, to, "in_force", start, freeze({"days": 30}))


def _text(entries: list[Entry]) -> RuleText:
    day = date(2026, 11, 22)
    return RuleText(
        id="x.y",
        role="declared",
        title="t",
        citation="c",
        source="unsourced",
        checked_on=day,
        checked_by="drafting",
        check_by=day,
        basis=None,
        sentence="s",
        sentences={},
        note=None,
        history=tuple(sorted(entries, key=lambda entry: entry.learned_on)),
    )


FIRST = date(2000, 1, 1)
offsets = st.integers(min_value=0, max_value=400)


@st.composite
def histories(draw: st.DrawFn) -> list[Entry]:
    """Draw the history of a rule: versions on different days, each with an end or none, learned at any time."""
    starts = draw(st.lists(offsets, min_size=1, max_size=5, unique=True))
    lengths = [draw(st.none() | offsets) for _ in starts]
    return [
        Entry(
            version=str(start),
            valid_from=FIRST + timedelta(days=start),
            valid_to=None if length is None else FIRST + timedelta(days=start + length),
            status=draw(st.sampled_from(["in_force", "vacated", "suspended", "proposed"])),
            learned_on=FIRST + timedelta(days=draw(offsets)),
            values=freeze({"days": start + 1}),
        )
        for start, length in zip(starts, lengths, strict=True)
    ]


@given(entries=histories(), known=offsets, asked=offsets)
def test_the_version_on_a_day_is_the_last_that_started_and_has_not_ended(
    entries: list[Entry], known: int, asked: int
) -> None:
    known_on, day = FIRST + timedelta(days=known), FIRST + timedelta(days=asked)
    in_force = [entry for entry in entries if entry.status == "in_force" and entry.learned_on <= known_on]
    holding = [e for e in in_force if (e.valid_from or FIRST) <= day and (e.valid_to is None or day <= e.valid_to)]
    last = max(holding, key=lambda entry: entry.valid_from or FIRST, default=None)
    found = _text(entries).as_known_on(known_on).on(day)
    assert (found.values if found else None) == (last.values if last else None)


@given(entries=histories(), known=offsets)
def test_the_days_of_versions_never_overlap(entries: list[Entry], known: int) -> None:
    versions = _text(entries).as_known_on(FIRST + timedelta(days=known)).versions
    days = [FIRST + timedelta(days=n) for n in range(900)]
    assert max(sum(version.holds(day) for version in versions) for day in days) <= 1
