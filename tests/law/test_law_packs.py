"""Loading a pack: what is refused, that all problems are told at once, and the floor that no pack may go below."""

from __future__ import annotations

from typing import Any

import pytest
from law_packs import VACATED, WAITING, WritePack, refused, with_values

from sojourn.law.pack import list_packs, list_shipped, load_pack
from sojourn.law.roles import BY_NAME, ROLES, days_after_arrival, programme_letter


@pytest.mark.parametrize("code", list_packs())
def test_every_shipped_pack_loads(code: str) -> None:
    assert load_pack(code).code == code


def test_the_shipped_packs_are_these() -> None:
    assert list_packs() == list_shipped() == ["base", "eu", "uk", "us"]


def test_an_unknown_pack_names_those_that_there_are() -> None:
    error = refused("atlantis")
    assert error.code == "law-pack-unknown"
    assert "`uk`, `us`, or a folder" in error.message


def test_a_rule_that_the_pack_writes_itself_replaces_the_inherited_one(write_pack: WritePack) -> None:
    folder = write_pack(further=[with_values(WAITING, days=45)])
    assert [rule.history[0].values["days"] for rule in load_pack(folder).rules if rule.role == "waiting_time"] == [45]


def test_a_pack_inherits_only_what_it_names(write_pack: WritePack) -> None:
    pack = load_pack(write_pack())
    assert pack.own == {"ruritania.declared"}
    assert {rule.id for rule in pack.rules} - pack.own == {
        "base.proof",
        "base.merge",
        "base.coverage",
        "base.not_subject",
        "base.entry_until",
        "base.waiting_time",
        "base.notice",
        "base.second_person",
        "base.blockers",
    }


def test_a_rule_to_inherit_that_does_not_exist_is_named(write_pack: WritePack) -> None:
    error = refused(write_pack(header={"inherited": ["base.nothing"]}))
    assert error.code == "law-pack-invalid"
    assert "the pack `base` has no rule `base.nothing` to inherit" in error.message


def test_all_problems_are_told_at_once(write_pack: WritePack) -> None:
    bad = {"role": "declared", "title": "", "source": "a book", "sentence": "On {birthday}.", "colour": "red"}
    message = refused(write_pack(header={"version": 1}, rule=bad)).message
    assert "pack.yaml: `version` must be a str" in message
    assert "`title` must be text" in message
    assert "`source` must be an address" in message
    assert "`{birthday}`; allowed: `{arrived_on}`" in message
    assert "`colour` is no key of a rule" in message


def test_an_unknown_role_is_refused_with_the_list_of_roles(write_pack: WritePack) -> None:
    error = refused(write_pack(rule={"role": "suspicion"}))
    assert error.code == "law-pack-invalid"
    assert "the role `suspicion` is unknown; allowed: `proof`" in error.message


def test_a_value_that_the_role_does_not_have_is_refused(write_pack: WritePack) -> None:
    message = refused(write_pack(rule=with_values(VACATED, days=10, weeks=2))).message
    assert "`weeks` is no value of the role `declared`; allowed: `days`" in message


def test_a_missing_value_says_what_it_is_for(write_pack: WritePack) -> None:
    message = refused(write_pack(rule=with_values(VACATED))).message
    assert "`days` is missing: days after the declared day of departure" in message


@pytest.mark.parametrize("days", [0, 367, "30", True, 1.5])
def test_a_number_out_of_bounds_is_refused(write_pack: WritePack, days: Any) -> None:
    message = refused(write_pack(rule=with_values(VACATED, days=days))).message
    assert f"`days` must be a whole number from 1 to 366, not `{days}`" in message


@pytest.mark.parametrize(
    ("role", "values", "problem"),
    [
        ("entry_days", {"classes": {"A": 0}, "counts_arrival_day": True}, "`classes` `A` must be a whole number"),
        ("entry_days", {"classes": {"A": 9}, "counts_arrival_day": 1}, "`counts_arrival_day` must be true or false"),
        ("entry_days", {"classes": ["A"], "counts_arrival_day": True}, "`classes` must be a mapping"),
        ("protection", {"types": {"tps": "lawful"}}, "`types` `tps` has `lawful`; allowed: `authorised_only`"),
        ("coverage", {"departures": {"air": None, "sea": None}}, "`departures` lacks `land`"),
        ("coverage", {"departures": {"air": "x", "sea": None, "land": None}}, "`air` must be a day or null"),
        ("coverage", {"departures": {"rail": None}}, "`departures` has `rail`"),
        ("contradiction", {"signs": ["application"]}, "`signs` has `application`; allowed: `custody_end`"),
        ("contradiction", {"signs": "hearing"}, "`signs` must be a list of words"),
        ("clock", {"clock": 1, "days": 30, "counts": "calendar", "from": "notice"}, "`clock` must be text"),
        ("clock", {"clock": "a", "days": 30, "counts": "lunar", "from": "notice"}, "`lunar`; allowed: `business`"),
        ("clock", {"clock": "a", "days": 30, "counts": "calendar", "from": "rumour"}, "`rumour`; allowed: `charge`"),
        ("offences", {"statutes": {"Penal Code, section 1": 1}}, "`statutes` `Penal Code, section 1` must be text"),
    ],
)
def test_each_shape_of_value_is_checked(write_pack: WritePack, role: str, values: dict[str, Any], problem: str) -> None:
    assert problem in refused(write_pack(rule=with_values(VACATED | {"role": role}, **values))).message


def test_a_period_needs_its_basis(write_pack: WritePack) -> None:
    message = refused(write_pack(rule=with_values(VACATED | {"role": "extension"}))).message
    assert "`basis` must be one of `status`, `authorised_only`, `removal_barred`" in message


def test_a_rule_that_gives_no_period_has_no_basis(write_pack: WritePack) -> None:
    assert (
        "`basis` has no place in a rule of the role `declared`" in refused(write_pack(rule={"basis": "status"})).message
    )


def test_two_entries_of_one_version_may_not_be_learned_on_one_day(write_pack: WritePack) -> None:
    entry = VACATED["versions"][0]
    message = refused(write_pack(rule={"versions": [entry, entry | {"status": "vacated"}]})).message
    assert "the version `30 days` has two entries learned on 2000-01-01" in message


def test_two_versions_in_force_may_not_start_on_one_day(write_pack: WritePack) -> None:
    entry = VACATED["versions"][0]
    message = refused(write_pack(rule={"versions": [entry, entry | {"version": "other"}]})).message
    assert "two versions in force start on one day" in message


def test_only_a_proposal_may_be_without_its_first_day(write_pack: WritePack) -> None:
    entry = {key: value for key, value in VACATED["versions"][0].items() if key != "valid_from"}
    assert "`valid_from` must be a day" in refused(write_pack(rule={"versions": [entry]})).message


def test_a_proposal_without_a_first_day_is_kept(write_pack: WritePack) -> None:
    proposal = {"version": "new", "status": "proposed", "learned_on": "2026-05-01", "values": {"days": 5}}
    pack = load_pack(write_pack(rule={"versions": [*VACATED["versions"], proposal]}))
    assert pack.get("ruritania.declared").history[-1].valid_from is None


def test_a_rule_may_stand_only_once(write_pack: WritePack) -> None:
    assert "the rule `ruritania.declared` stands 2 times" in refused(write_pack(further=[VACATED])).message


def test_a_role_that_is_held_once_is_not_held_twice(write_pack: WritePack) -> None:
    message = refused(write_pack(further=[VACATED | {"id": "ruritania.again"}])).message
    assert "the role `declared` may be held once" in message


def test_a_key_that_stands_twice_is_refused(write_pack: WritePack) -> None:
    folder = write_pack()
    (folder / "pack.yaml").write_text("code: ruritania\ncode: other\n")
    assert "the key `code` stands twice" in refused(folder).message


def test_a_file_that_is_no_yaml_is_named(write_pack: WritePack) -> None:
    folder = write_pack()
    (folder / "broken.yaml").write_text("id: [")
    assert "broken.yaml: not readable as YAML" in refused(folder).message


def test_a_message_counts_its_problems(write_pack: WritePack) -> None:
    assert "in `ruritania` has 1 problem:" in refused(write_pack(rule={"basis": "status"})).message


def test_roles_have_names_of_their_own() -> None:
    assert len(BY_NAME) == len(ROLES)


def test_the_day_of_arrival_is_day_one_where_it_counts() -> None:
    assert days_after_arrival({"classes": {"WT": 90}, "counts_arrival_day": True}) == {"WT": 89}
    assert days_after_arrival({"classes": {"WT": 90}, "counts_arrival_day": False}) == {"WT": 90}


@pytest.mark.parametrize(
    ("admitted_class", "letter"),
    [
        ("F1", "F"),
        ("F-1", "F"),
        ("F2", "F"),
        ("J1", "J"),
        ("GMT", None),
        ("WT", None),
        ("H1B", "H"),
        ("I", None),
        (None, None),
    ],
)
def test_the_letter_of_a_class(admitted_class: str | None, letter: str | None) -> None:
    assert programme_letter(admitted_class) == letter
