"""Starting a country's pack."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sojourn.errors import LawError
from sojourn.law.pack import load_pack
from sojourn.law.procedure.lifecycle_reading import list_lifecycles
from sojourn.law.scenarios import load_scenarios
from sojourn.law.start import start_pack

FIRST = date(2015, 1, 1)


def test_a_started_pack_has_its_own_rules_of_the_stay(tmp_path: Path) -> None:
    pack = start_pack(tmp_path / "ruritania", "ruritania", "Ruritania", "ZZA", FIRST)
    assert {name.split(".")[0] for name in pack.own} == {"ruritania"}
    assert {rule.role for rule in pack.rules} == {rule.role for rule in load_pack("base").rules}


def test_a_started_pack_inherits_how_records_are_read(tmp_path: Path) -> None:
    pack = start_pack(tmp_path / "ruritania", "ruritania", "Ruritania", "ZZA", FIRST)
    inherited = {rule.role for rule in pack.rules if rule.id not in pack.own}
    reading = {"proof", "merge", "turn_back", "returned", "contradiction", "death", "declared"}
    assert inherited >= reading | {"notice", "second_person", "blockers"}
    assert inherited & {rule.role for rule in pack.rules if rule.id in pack.own} == set()


def test_a_started_pack_has_scenarios_for_each_of_its_rules(tmp_path: Path) -> None:
    pack = start_pack(tmp_path / "ruritania", "ruritania", "Ruritania", "ZZA", FIRST)
    assert pack.own <= {rule for scenario in load_scenarios(pack) for rule in scenario.rules}


def test_a_started_pack_knows_its_country(tmp_path: Path) -> None:
    pack = start_pack(tmp_path / "ruritania", "ruritania", "Ruritania", "ZZA", FIRST)
    assert (pack.code, pack.country, pack.territory, pack.earliest) == ("ruritania", "ZZA", ("ZZA",), FIRST)
    national = next(s for s in load_scenarios(pack) if s.title == "A national")
    assert national.evidence.movements.column("nationality").to_pylist() == ["ZZA"]


def test_a_folder_that_is_not_empty_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(LawError, match="is not empty") as caught:
        start_pack(tmp_path, "ruritania", "Ruritania", "ZZA", FIRST)
    assert caught.value.code == "law-pack-start"
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.parametrize(("code", "country"), [("Ruritania", "ZZA"), ("rur.itania", "ZZA"), ("ruritania", "zz")])
def test_names_that_cannot_be_used_are_refused(tmp_path: Path, code: str, country: str) -> None:
    with pytest.raises(LawError, match="cannot be started"):
        start_pack(tmp_path / "new", code, "Ruritania", country, FIRST)


def test_a_started_pack_has_a_lifecycle_of_its_own_to_fill(tmp_path: Path) -> None:
    pack = start_pack(tmp_path / "ruritania", "ruritania", "Ruritania", "ZZA", FIRST)
    assert list_lifecycles(pack) == ("base.assisted_return", "ruritania.stay")
