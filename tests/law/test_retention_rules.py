"""The retention rules of the packs: read, held to their shape, and shortened only where a pack allows it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sojourn.errors import LawError
from sojourn.law.pack import PACKS, list_shipped, load_pack
from sojourn.law.retention_rules import COVERS, Period, read_retention, retention_of, schedule_on, with_local

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize("law", list_shipped())
def test_every_pack_has_a_rule_for_each_thing(law: str) -> None:
    assert set(schedule_on(retention_of(load_pack(law)), TODAY)) == set(COVERS)


@pytest.mark.parametrize("law", list_shipped())
def test_a_rule_without_a_law_says_so_and_a_law_is_named(law: str) -> None:
    rules = schedule_on(retention_of(load_pack(law)), TODAY).values()
    assert [rule.id for rule in rules if rule.kind == "law" and rule.citation.startswith("no law")] == []
    assert [rule.id for rule in rules if rule.kind == "convention" and rule.source != "unsourced"] == []


def test_what_a_law_fixes_cannot_be_changed_by_a_countrys_file(tmp_path: Path) -> None:
    schedule = schedule_on(retention_of(load_pack("eu")), TODAY)
    file = written(tmp_path, "eu.retention_stay: {years: 2}\n")
    with pytest.raises(LawError, match="the law fixes it"):
        with_local(schedule, file)


def test_a_countrys_file_sets_a_convention_within_its_bounds(tmp_path: Path) -> None:
    schedule = schedule_on(retention_of(load_pack("eu")), TODAY)
    found = with_local(schedule, written(tmp_path, "eu.retention_case: {years: 2}\n"))
    assert (found["case"].period, found["case"].local) == (Period(years=2), True)
    assert found["stay"] == schedule["stay"]


def test_all_that_is_wrong_with_a_countrys_file_is_said_at_once(tmp_path: Path) -> None:
    schedule = schedule_on(retention_of(load_pack("base")), TODAY)
    file = written(tmp_path, "base.retention_case: {years: 90}\nbase.none: {years: 1}\nbase.retention_stay: 3\n")
    with pytest.raises(LawError) as said:
        with_local(schedule, file)
    assert said.value.code == "law-retention"
    assert [word in str(said.value) for word in ("outside the bounds", "no such rule", "must be a mapping")] == [
        True
    ] * 3


def test_a_schedule_that_leaves_something_out_does_not_load(tmp_path: Path) -> None:
    text = (PACKS / "eu" / "retention.yaml").read_text(encoding="utf-8").replace("covers: refusal", "covers: stay")
    (tmp_path / "retention.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(LawError) as said:
        read_retention(tmp_path)
    assert "`refusal` stands 0 times" in str(said.value)
    assert "`stay` stands 2 times" in str(said.value)


def test_before_the_first_day_of_a_rule_nobody_can_say() -> None:
    with pytest.raises(LawError, match="no rule is in force"):
        schedule_on(retention_of(load_pack("eu")), date(2010, 1, 1))


def written(folder: Path, text: str) -> Path:
    file = folder / "local.yaml"
    file.write_text(text, encoding="utf-8")
    return file
