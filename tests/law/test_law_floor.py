"""The floor: what no law pack may go below, piece by piece, on every day and for everything that was believed."""

from __future__ import annotations

from typing import Any

import pytest
from law_packs import HEADER, VACATED, WAITING, WritePack, refused, with_values

from sojourn.law.blockers import BLOCKER_CODES, BLOCKERS
from sojourn.law.floor import ANSWER_DAYS, NEEDED, WAITING_DAYS
from sojourn.law.offences import OFFENCE_TYPES, why_never
from sojourn.law.pack import list_packs, load_pack

SAYS = ["facts_relied_on", "how_to_answer", "deadline", "where_to_get_help"]
STEPS = ["determination", "custody", "order", "removal"]
NOTICE = with_values(WAITING | {"id": "base.notice", "role": "notice"}, answer_days=30, content=SAYS)
SECOND = with_values(WAITING | {"id": "base.second_person", "role": "second_person"}, steps=STEPS)
BLOCKING = with_values(WAITING | {"id": "base.blockers", "role": "blockers"}, codes=list(BLOCKER_CODES))


def offences(statutes: dict[str, str]) -> dict[str, Any]:
    """Give a rule that maps statutes to offence types."""
    return with_values(WAITING | {"id": "ruritania.offences", "role": "offences"}, statutes=statutes)


def below(write_pack: WritePack, **given: Any) -> str:
    """Load an invented pack that is below the floor, and give the message."""
    error = refused(write_pack(**given))
    assert error.code == "law-pack-below-floor"
    return error.message


@pytest.mark.parametrize("code", list_packs())
def test_every_pack_at_hand_keeps_the_floor(code: str) -> None:
    roles = [rule.role for rule in load_pack(code).rules]
    assert [role for role in NEEDED if roles.count(role) != 1] == []


@pytest.mark.parametrize("role", sorted(set(NEEDED) - {"declared"}))
def test_a_pack_without_a_needed_rule_is_below_the_floor(write_pack: WritePack, role: str) -> None:
    kept = [name for name in HEADER["inherited"] if name != f"base.{role}"]
    message = below(write_pack, header={"inherited": kept})
    assert f"exactly one rule of the role `{role}` is needed, not 0" in message


def test_a_pack_without_a_time_for_declarations_is_below_the_floor(write_pack: WritePack) -> None:
    message = below(write_pack, rule={"role": "returned", "versions": [WAITING["versions"][0] | {"values": {}}]})
    assert "exactly one rule of the role `declared` is needed, not 0" in message


def test_a_pack_on_the_floor_loads(write_pack: WritePack) -> None:
    lowest = with_values(NOTICE, answer_days=ANSWER_DAYS, content=SAYS)
    waiting = with_values(WAITING, days=WAITING_DAYS)
    assert load_pack(write_pack(further=[lowest, SECOND, BLOCKING, waiting])).code == "ruritania"


def test_a_waiting_time_below_the_floor_does_not_load(write_pack: WritePack) -> None:
    message = below(write_pack, further=[with_values(WAITING, days=WAITING_DAYS - 1)])
    assert "the waiting time is 29 days; the floor is 30" in message


def test_too_little_time_to_answer_does_not_load(write_pack: WritePack) -> None:
    message = below(write_pack, further=[with_values(NOTICE, answer_days=ANSWER_DAYS - 1, content=SAYS)])
    assert "the time to answer is 13 days; the floor is 14" in message


@pytest.mark.parametrize("missing", SAYS)
def test_a_notice_that_leaves_something_out_does_not_load(write_pack: WritePack, missing: str) -> None:
    said = [name for name in SAYS if name != missing]
    message = below(write_pack, further=[with_values(NOTICE, answer_days=30, content=said)])
    assert f"the notice does not say `{missing}`" in message


@pytest.mark.parametrize("missing", STEPS)
def test_a_step_without_a_second_person_does_not_load(write_pack: WritePack, missing: str) -> None:
    steps = [name for name in STEPS if name != missing]
    message = below(write_pack, further=[with_values(SECOND, steps=steps)])
    assert f"no second person approves the step `{missing}`" in message


@pytest.mark.parametrize("missing", BLOCKER_CODES)
def test_a_blocker_that_is_left_out_does_not_load(write_pack: WritePack, missing: str) -> None:
    codes = [code for code in BLOCKER_CODES if code != missing]
    message = below(write_pack, further=[with_values(BLOCKING, codes=codes)])
    assert f"the blocker `{missing}` is left out" in message


def test_a_blocker_that_the_core_does_not_know_does_not_load(write_pack: WritePack) -> None:
    error = refused(write_pack(further=[with_values(BLOCKING, codes=[*BLOCKER_CODES, "B14"])]))
    assert "`codes` has `B14`; allowed: `B1`" in error.message


def test_the_blockers_are_a_closed_list_with_plain_names() -> None:
    assert [f"B{number}" for number in range(1, 14)] == list(BLOCKER_CODES)
    assert [blocker.code for blocker in BLOCKERS if not blocker.name or not blocker.says] == []


@pytest.mark.parametrize("rule", [WAITING, NOTICE, SECOND, BLOCKING], ids=lambda rule: rule["role"])
def test_a_needed_rule_that_ends_is_below_the_floor(write_pack: WritePack, rule: dict[str, Any]) -> None:
    ending = rule | {"versions": [rule["versions"][0] | {"valid_to": "2026-12-31"}]}
    assert "does not hold on every day from 2015-01-01" in below(write_pack, further=[ending])


@pytest.mark.parametrize("rule", [WAITING, NOTICE, SECOND, BLOCKING], ids=lambda rule: rule["role"])
def test_a_needed_rule_that_was_vacated_for_a_time_is_below_the_floor(
    write_pack: WritePack, rule: dict[str, Any]
) -> None:
    gap = [
        rule["versions"][0] | {"learned_on": day, "status": status}
        for day, status in (("2000-01-01", "in_force"), ("2020-01-01", "vacated"), ("2021-01-01", "in_force"))
    ]
    assert "as known on 2020-01-01" in below(write_pack, further=[rule | {"versions": gap}])


def test_a_later_version_is_held_to_the_floor_too(write_pack: WritePack) -> None:
    later = NOTICE["versions"][0] | {"version": "quick", "valid_from": "2027-01-01", "learned_on": "2026-10-01"}
    short = later | {"values": {"answer_days": 3, "content": SAYS}}
    message = below(write_pack, further=[NOTICE | {"versions": [*NOTICE["versions"], short]}])
    assert "the time to answer is 3 days" in message


@pytest.mark.parametrize(
    ("confirmed", "likely", "problem"),
    [
        (["inspection"], ["declared"], "`declared` has no place in a proof rule"),
        (["inspection", "manifest"], [], "`manifest` cannot settle a crossing"),
    ],
)
def test_weak_proof_is_below_the_floor(
    write_pack: WritePack, confirmed: list[str], likely: list[str], problem: str
) -> None:
    proof = WAITING | {"id": "base.proof", "role": "proof"}
    values = {"strength": ["inspection"], "confirmed": confirmed, "likely": likely, "out_by": []}
    assert problem in below(write_pack, further=[with_values(proof, **values)])


def test_a_statute_is_mapped_to_a_type_of_the_closed_list(write_pack: WritePack) -> None:
    pack = load_pack(write_pack(further=[offences({"Penal Code, section 211": "homicide"})]))
    assert pack.get("ruritania.offences").history[0].values["statutes"] == {"Penal Code, section 211": "homicide"}


@pytest.mark.parametrize("kind", ["shoplifting", "overstaying", "gang_membership", "Homicide"])
def test_an_offence_type_outside_the_closed_list_does_not_load(write_pack: WritePack, kind: str) -> None:
    message = below(write_pack, further=[offences({"Penal Code, section 1": kind})])
    assert f"`Penal Code, section 1` has the offence type `{kind}`; allowed: `arson`" in message


@pytest.mark.parametrize(
    "statute",
    [
        "Immigration Act 1971, section 24",
        "8 U.S.C. 1326",
        "8 USC 1325(a)",
        "Title 8, section 1253",
        "INA 275",
        "18 U.S.C. 1541",
        "18 U.S.C. 1546(a)",
        "18 U.S.C. § 1028A",
        "18 U.S.C. 911",
        "Illegal re-entry",
        "Possession of a false passport",
        "Visa fraud",
        "Identity Documents Act 2010, section 4",
        "Road Traffic Act 1988, section 1",
        "Driving without a licence",
    ],
)
def test_immigration_document_and_traffic_offences_are_never_mapped(write_pack: WritePack, statute: str) -> None:
    message = below(write_pack, further=[offences({statute: "homicide"})])
    assert "immigration, document and traffic offences are never mapped to an offence type" in message


@pytest.mark.parametrize(
    "statute",
    ["18 U.S.C. 1111", "18 U.S.C. 1591", "18 U.S.C. 154", "Trafficking in persons, section 3", "28 U.S.C. 8"],
)
def test_other_statutes_may_be_mapped(statute: str) -> None:
    assert why_never(statute) is None


def test_the_offence_types_are_a_short_closed_list() -> None:
    assert sorted(OFFENCE_TYPES) == [
        "arson",
        "child_abuse",
        "criminal_organisation",
        "grievous_assault",
        "homicide",
        "human_trafficking",
        "international_crime",
        "kidnapping",
        "robbery",
        "sexual_assault",
        "terrorism_offence",
        "torture",
    ]


def test_offences_are_mapped_by_their_own_role_only(write_pack: WritePack) -> None:
    given = with_values(VACATED, days=10, offences={"shoplifting": "homicide"})
    assert "`offences` is no value of the role `declared`" in refused(write_pack(rule=given)).message
