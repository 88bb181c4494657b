"""The records of a simulation: people, voyages, times and documents that could be real, and are not."""

from __future__ import annotations

import re
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from simulations import Simulation, in_days

from sojourn.simulate.people import load_names
from sojourn.simulate.world import load_world


def test_times_agree_with_the_day_at_the_port(messy: Simulation) -> None:
    world = load_world("us")
    zones = dict(zip(world.places, world.zones, strict=False))
    rows = messy.movements.sample(3_000, random_state=1)
    local = [
        at.tz_convert(ZoneInfo(zones[port])).date() for at, port in zip(rows["occurred_at"], rows["port"], strict=True)
    ]
    assert local == list(rows["local_date"])


def test_nothing_is_recorded_before_it_happened_or_after_the_end(messy: Simulation) -> None:
    assert (messy.movements["recorded_at"] > messy.movements["occurred_at"]).all()
    assert messy.movements["recorded_at"].max() < pd.Timestamp("2026-11-02", tz="UTC")
    assert messy.facts["recorded_at"].max() < pd.Timestamp("2026-11-02", tz="UTC")


def test_a_few_records_come_days_late(clean: Simulation) -> None:
    delay = clean.movements["recorded_at"] - clean.movements["occurred_at"]
    assert 0.003 < (delay > pd.Timedelta(days=1)).mean() < 0.02


def test_people_of_one_voyage_travel_together(clean: Simulation) -> None:
    flown = clean.movements.query("kind == 'manifest' and mode == 'air'")
    times = flown.groupby(["transport", "port", "local_date", "direction"])["occurred_at"].nunique()
    same = times[times.index.get_level_values("direction") == "arrival"]
    assert (same == 1).all()
    assert times.groupby(level="transport").size().max() > 5


def test_departures_by_air_are_closed_out_and_by_land_told_by_the_neighbour(clean: Simulation) -> None:
    out = clean.movements[clean.movements["direction"] == "departure"]
    assert set(out.loc[out["mode"] == "land", "feed"]) == {"neighbour:CAN"}
    assert out.loc[out["mode"] != "land", "boarded"].all()
    assert set(out.loc[out["mode"] != "land", "kind"]) == {"manifest"}


def test_exits_are_inspected_where_the_country_does_so(small: Simulation) -> None:
    out = small.movements[small.movements["direction"] == "departure"]
    assert {"inspection", "manifest", "neighbour"} == set(out["kind"])


def test_families_share_a_surname_and_a_voyage(clean: Simulation) -> None:
    children = clean.arrivals()
    children = children[children["birth_date"] > "2010"]
    shared = clean.movements.groupby(["transport", "local_date", "surname", "direction"])["birth_date"].nunique()
    key = pd.MultiIndex.from_frame(children[["transport", "local_date", "surname", "direction"]])
    assert (shared.reindex(key).fillna(1) > 1).mean() > 0.7


def test_dependants_name_the_programme_of_their_principal(clean: Simulation) -> None:
    programmes = clean.facts[clean.facts["kind"] == "programme"]
    within = programmes[programmes["principal_reference"].notna()]
    assert set(within["class"]) >= {"F2", "J2"}
    principals = programmes.set_index("reference").loc[within["principal_reference"].unique()]
    assert set(principals["class"]) == {"F1", "J1", "M1"}
    assert principals["principal_reference"].isna().all()


def test_names_come_in_latin_and_in_other_scripts(clean: Simulation) -> None:
    native = clean.movements["surname"].str.contains(r"[^\x00-\x7f]", regex=True)
    assert 0.003 < native.mean() < 0.05
    assert not native[clean.movements["kind"] == "manifest"].any()
    scripts = {"Greek": "[Α-Ωα-ω]", "Cyrillic": "[А-я]", "Arabic": "[ء-ي]", "Han": "[一-鿿]", "Hangul": "[가-힣]"}
    found = {name: clean.movements["surname"].str.contains(pattern).any() for name, pattern in scripts.items()}
    assert found == dict.fromkeys(scripts, True)


def test_every_name_has_both_forms_in_every_group() -> None:
    names = load_names()
    assert len(names.latin) == len(names.native) > 1_000
    assert [name for name in names.latin.to_pylist() if not re.fullmatch(r"[A-Z ]+", name)] == []
    assert {group for law in ("us", "base") for group in load_world(law).name_group} <= set(names.spans)


def test_a_passport_belongs_to_one_person(clean: Simulation) -> None:
    whose = clean.movements[clean.movements["kind"] == "manifest"]
    people = whose.groupby(["document_issuer", "document_number"])["birth_date"].nunique()
    assert (people == 1).all()


def test_new_and_second_passports_are_told_by_facts(clean: Simulation) -> None:
    told = clean.facts[clean.facts["kind"] == "document"]
    assert len(told) > 100
    assert (told["document_number"] != told["other_document_number"]).all()
    assert (told["document_issuer"] != told["other_document_issuer"]).any()
    assert (told["document_issuer"] == told["other_document_issuer"]).any()
    assert told["other_document_number"].isin(clean.movements["document_number"]).mean() > 0.9


def test_decisions_follow_their_applications(clean: Simulation) -> None:
    asked = clean.facts[clean.facts["kind"] == "application"].set_index("reference")
    decided = clean.facts[clean.facts["kind"] == "decision"].set_index("reference")
    both = decided.join(asked[["filed_at", "benefit"]], rsuffix="_asked", how="left")
    assert (both["decided_at"] > both["filed_at_asked"]).all()
    assert (both["benefit"] == both["benefit_asked"]).all()
    assert set(both["outcome"]) == {"approved", "denied"}


def test_facts_carry_a_whole_document_of_someone_who_travelled(clean: Simulation) -> None:
    facts = clean.facts[clean.facts["kind"] != "document"]
    documents = facts[["document_type", "document_number", "document_issuer"]]
    assert documents.notna().all().all()
    assert documents["document_number"].isin(clean.movements["document_number"]).all()


@pytest.mark.parametrize("outcome", ["admitted", "paroled", "refused", "withdrawn", "transit", "crew"])
def test_every_outcome_of_an_inspection_occurs(clean: Simulation, outcome: str) -> None:
    assert (clean.movements["outcome"] == outcome).any()


def test_some_travellers_come_again(clean: Simulation) -> None:
    again = clean.arrivals().groupby(["document_issuer", "document_number"]).size()
    assert 0.05 < (again > 1).mean() < 0.3
    assert again.max() >= 3


def test_a_person_is_never_in_two_stays_at_once(clean: Simulation) -> None:
    stays = clean.arrivals().sort_values(["document_issuer", "document_number", "local_date"])
    keys = stays["document_issuer"] + stays["document_number"]
    later = keys == keys.shift(-1)
    gap = in_days(stays["local_date"].shift(-1)[later], stays["left_on"][later])
    assert (gap > 0).all()
