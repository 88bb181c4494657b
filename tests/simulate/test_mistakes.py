"""Each of the twenty errors happens, and does to the records what it says."""

from __future__ import annotations

import pytest
from simulations import Simulation, in_days

from sojourn.simulate.rates import load_rates

FRONT = "record_id"


@pytest.mark.parametrize("name", [rate.name for rate in load_rates("default")])
def test_every_error_happens(messy: Simulation, name: str) -> None:
    assert messy.summary.causes[name] > 0
    assert len(messy.hit(name)) >= messy.summary.causes[name]


def test_the_usual_rates_are_met(usual: Simulation) -> None:
    hits = usual.summary.causes
    left = (usual.truth["left_on"].notna()).sum()
    assert hits["left_by_land_unrecorded"] / left == pytest.approx(0.003, rel=0.35)
    assert hits["identity_changed"] / left == pytest.approx(0.003, rel=0.35)


def test_carriers_that_fail_together_stand_out(usual: Simulation) -> None:
    out = usual.movements.query("direction == 'departure' and kind == 'manifest'")
    flown = out.groupby(["feed", "local_date"])["boarded"].agg(["mean", "size"])
    bad = flown[(flown["size"] > 15) & (flown["mean"] < 0.85)]
    assert 1 <= bad.index.get_level_values("feed").nunique() <= 2


def test_1_not_boarded_but_flew(messy: Simulation) -> None:
    out = messy.departures_of(messy.hit("carrier_not_boarded_but_flew"))
    same = out[out["local_date_out"] == out["left_on"]]
    assert len(same) > 100
    assert not same["boarded_out"].any()


@pytest.mark.parametrize("name", ["left_by_land_unrecorded", "private_vessel_or_aircraft", "minor_on_parents_record"])
def test_2_4_15_no_departure_is_on_record(messy: Simulation, name: str) -> None:
    hit = messy.hit(name)
    assert len(hit) > 20
    assert hit["left_on"].notna().all()
    assert messy.departures_of(hit).empty


def test_3_the_neighbours_record_is_lost_or_has_no_document(messy: Simulation) -> None:
    hit = messy.hit("left_by_land_unmatched")
    assert messy.departures_of(hit).empty
    bare = messy.movements.query("kind == 'neighbour'")
    bare = bare[bare["document_number"].isna()]
    found = hit.merge(bare, on="birth_date", suffixes=("", "_out")).query("local_date_out == left_on")
    assert 0.3 < found[FRONT].nunique() / len(hit) < 0.7
    assert set(hit.loc[~hit["knowable"], "truth"]) <= {"left_in_time", "left_after_end"}


def test_5_a_return_within_one_admission_has_a_record_and_a_truth(messy: Simulation) -> None:
    hit = messy.hit("short_trip_same_admission")
    pairs = hit.groupby(["document_issuer", "document_number", "authorised_until"])["local_date"]
    assert (pairs.nunique() == 2).all()
    assert len(hit) == 2 * messy.summary.causes["short_trip_same_admission"]
    assert set(hit["truth"]) == {"left_in_time"}


def test_6_admitted_abroad_and_never_aboard(messy: Simulation) -> None:
    hit = messy.hit("inspected_abroad_never_boarded")
    assert set(hit["truth"]) == {"not_subject"}
    assert hit["left_on"].isna().all()
    manifest = messy.movements.query("kind == 'manifest' and direction == 'arrival' and boarded == False")
    assert hit["document_number"].isin(manifest["document_number"]).all()


def test_7_applications_are_missing_or_have_no_document(messy: Simulation) -> None:
    asked = messy.facts.query("kind == 'application' and benefit in ['extension', 'adjustment']")
    hit = messy.hit("application_not_linked")
    assert not hit["document_number"].isin(asked["document_number"]).any()
    bare = asked[asked["document_number"].isna()]
    assert 0.25 < hit["birth_date"].isin(bare["birth_date"]).mean() < 0.75


def test_8_the_programme_shows_its_old_end(messy: Simulation) -> None:
    hit = messy.hit("programme_update_missing")
    hit = hit[~hit["document_number"].duplicated(keep=False)]
    shown = messy.facts.query("kind == 'programme'").groupby("document_number")["valid_to"].max().reset_index()
    both = hit.merge(shown, on="document_number")
    assert len(both) > 10
    assert (in_days(both["authorised_until"], both["valid_to"]) > 100).all()


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("protection_not_recorded", ["protection"]),
        ("residence_not_recorded", ["residence", "citizenship_decision"]),
        ("extension_not_recorded", ["extension"]),
        ("death_not_recorded", ["death"]),
    ],
)
def test_9_10_13_14_the_fact_is_not_on_file(messy: Simulation, name: str, kinds: list[str]) -> None:
    hit = messy.hit(name)
    known = messy.facts[messy.facts["kind"].isin(kinds)]
    assert len(hit) > 1
    assert len(known) > 1 or name == "death_not_recorded"
    assert not hit["document_number"].isin(known["document_number"]).any()


def test_11_the_person_leaves_under_another_document(messy: Simulation) -> None:
    hit = messy.hit("identity_changed")
    assert messy.departures_of(hit).query("local_date_out == left_on").empty
    out = messy.movements.query("direction == 'departure'")
    named = hit.merge(out, on=["surname", "given_names", "birth_date"], suffixes=("", "_out"))
    found = named.query("local_date_out == left_on")
    assert 0.6 < found[FRONT].nunique() / len(hit) < 0.95
    assert hit.loc[hit[FRONT].isin(found[FRONT]), "knowable"].mean() > 0.95


def test_12_a_wrong_day_is_typed_in(messy: Simulation) -> None:
    hit = messy.hit("admission_miskeyed")
    assert len(hit) > 100
    assert (hit["admitted_until"] < hit["authorised_until"]).all()
    late = (hit["truth"] == "left_in_time") & (hit["left_on"] > hit["admitted_until"]).fillna(False)
    assert not hit.loc[late, "knowable"].any()


def test_16_an_arrival_is_recorded_twice(messy: Simulation) -> None:
    hit = messy.hit("duplicate_arrival_record")
    seen = messy.named().query("kind == 'inspection' and direction == 'arrival'")
    twins = hit.merge(seen, on=["surname", "given_names", "birth_date", "local_date", "port"], suffixes=("", "_2"))
    twins = twins[twins["record_id"] != twins["record_id_2"]]
    assert twins[FRONT].nunique() == len(hit)
    assert 0.3 < (twins["document_number"] == twins["document_number_2"]).mean() < 0.7


def test_17_a_departure_that_did_not_happen(messy: Simulation) -> None:
    hit = messy.hit("checked_in_did_not_fly")
    assert hit["left_on"].isna().all()
    out = messy.departures_of(hit)
    assert out[FRONT].nunique() / len(hit) > 0.95  # some show their second passport
    assert out["boarded_out"].all()
    assert not hit["knowable"].any()


def test_18_a_namesake_leaves_on_another_document(messy: Simulation) -> None:
    hit = messy.hit("matched_to_wrong_person")
    assert hit["left_on"].isna().all()
    assert messy.departures_of(hit).empty
    out = messy.movements.query("direction == 'departure'")
    assert hit["birth_date"].isin(out["birth_date"]).all()
    assert not hit["knowable"].any()


def test_19_a_flight_that_came_back(messy: Simulation) -> None:
    hit = messy.hit("flight_turned_back")
    out = messy.departures_of(hit)
    assert out[FRONT].nunique() / len(hit) > 0.95  # some show their second passport
    taken_back = messy.movements[messy.movements["retracted"].notna()]
    assert len(taken_back) > 5
    assert taken_back["corrects"].isin(messy.named()["record_id"]).all()
    assert (taken_back["corrects"].str.split("/").str[0] == taken_back["feed"]).all()


def test_20_an_old_departure_is_sent_again(messy: Simulation) -> None:
    hit = messy.hit("departure_replayed")
    out = messy.departures_of(hit)
    replayed = out[in_days(out["local_date_out"], out["local_date"]) <= 2]
    assert replayed[FRONT].nunique() == len(hit)
    assert not hit.loc[hit["left_on"].isna(), "knowable"].any()


def test_an_error_leaves_known_what_other_records_still_show(small: Simulation) -> None:
    seen = small.hit("carrier_not_boarded_but_flew")
    assert len(seen) > 10
    assert seen["knowable"].all()
