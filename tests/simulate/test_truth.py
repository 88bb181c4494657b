"""The truth of a simulation: one row for each arrival, in step with the dates, near the published rates."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest
from simulations import Simulation, in_days

from sojourn.simulate.world import load_world
from sojourn.tables import TRUTHS

AS_OF = date(2026, 11, 1)


@pytest.mark.parametrize("made", ["clean", "usual", "messy", "small"])
def test_every_truth_names_an_inspection_on_arrival(made: str, request: pytest.FixtureRequest) -> None:
    simulation: Simulation = request.getfixturevalue(made)
    arrivals = simulation.arrivals()
    assert (arrivals["kind"] == "inspection").all()
    assert (arrivals["direction"] == "arrival").all()
    assert simulation.truth["record_id"].is_unique
    assert set(simulation.truth["truth"]) <= set(TRUTHS)


@pytest.mark.parametrize("made", ["clean", "messy", "small"])
def test_truth_agrees_with_its_dates(made: str, request: pytest.FixtureRequest) -> None:
    truth = request.getfixturevalue(made).arrivals()
    left = truth["left_on"].notna()
    over = truth["authorised_until"].notna() & (truth["left_on"] > truth["authorised_until"]).fillna(False)
    limited = ~truth["truth"].isin(["resident", "not_subject"])
    assert (truth["truth"].isin(["left_in_time", "left_after_end"]) == (left & limited)).all()
    assert ((truth["truth"] == "left_after_end") == (left & limited & over)).all()
    gone_by = truth["authorised_until"].notna() & (truth["authorised_until"].fillna(AS_OF) < AS_OF)
    assert ((truth["truth"] == "overstayed") == (~left & limited & gone_by)).all()
    assert (truth["left_on"].fillna(AS_OF) >= truth["local_date"]).all()


def test_without_errors_everything_can_be_known(clean: Simulation) -> None:
    assert clean.truth["knowable"].all()
    assert (clean.truth["causes"].map(len) == 0).all()
    assert sum(clean.summary.causes.values()) == 0


def test_errors_do_not_change_who_travels_when(clean: Simulation, usual: Simulation) -> None:
    columns = ["surname", "given_names", "birth_date", "local_date", "port"]
    assert (len(clean.truth), clean.summary.expected > 0) == (
        len(usual.truth) - usual.summary.causes["short_trip_same_admission"],
        True,
    )
    once = clean.arrivals()[columns].drop_duplicates()
    assert len(once.merge(usual.arrivals()[columns].drop_duplicates())) == len(once)


def test_overstays_are_near_the_published_rate(usual: Simulation) -> None:
    assert 0.008 < usual.summary.overstays / usual.summary.expected < 0.016


def test_the_mix_of_nationalities_follows_the_published_table(clean: Simulation) -> None:
    world = load_world("us")
    share = pd.Series(world.cells["weight"]).groupby(world.cells["country"]).sum() / world.cells["weight"].sum()
    expected = {world.countries[place]: value for place, value in share.items()}
    seen = clean.arrivals().query("admitted_class in ['WT', 'WB', 'B1', 'B2', 'F1', 'J1', 'H1B', 'L1']")
    found = seen["nationality"].value_counts(normalize=True)
    assert found["GBR"] == pytest.approx(expected["GBR"], rel=0.15)
    assert found["JPN"] == pytest.approx(expected["JPN"], rel=0.15)
    assert found["BRA"] == pytest.approx(expected["BRA"], rel=0.2)


def test_all_kinds_of_truth_occur(clean: Simulation) -> None:
    assert set(clean.summary.truths) == set(TRUTHS)
    assert min(count for truth, count in clean.summary.truths.items() if truth != "removal_barred") > 5


def test_programmes_end_with_days_of_grace(clean: Simulation) -> None:
    programmes = clean.facts[clean.facts["kind"] == "programme"]
    last = programmes.groupby("reference")["valid_to"].max().reset_index()
    own = programmes.drop_duplicates("reference")[["reference", "document_number"]].merge(last)
    stays = clean.arrivals().query("admitted_class in ['F1', 'J1'] and basis == 'status'")
    single = stays[~stays["document_number"].duplicated(keep=False)].merge(own, on="document_number")
    single = single[~single["document_number"].duplicated(keep=False)]
    grace = in_days(single["authorised_until"], single["valid_to"])
    assert len(single) > 100
    assert (grace == single["admitted_class"].map({"F1": 60, "J1": 30})).all()


def test_a_date_on_the_record_is_the_last_authorised_day(clean: Simulation) -> None:
    changed = clean.facts[clean.facts["kind"].isin(["application", "extension", "protection", "decision"])]
    stays = clean.arrivals().dropna(subset=["admitted_until", "authorised_until"])
    plain = stays[~stays["document_number"].isin(changed["document_number"])]
    plain = plain[~plain["admitted_class"].isin(["M1", "M2"])]
    assert (plain["authorised_until"] == plain["admitted_until"]).all()
    assert np.isin(in_days(plain["admitted_until"], plain["local_date"])[plain["admitted_class"] == "WT"], [89]).all()
