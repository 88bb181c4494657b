"""Rules of the role `clock`: what their values must keep, the floor, and what follows from other roles."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from clock_cases import law_of

from sojourn.errors import LawError
from sojourn.law.clock_words import clock_floor_problems, clock_problems
from sojourn.law.pack import list_shipped, load_pack
from sojourn.law.procedure.clock_rules import clock_rule

DAY = date(2026, 11, 23)
DAYS: dict[str, Any] = {
    "clock": "appeal_to_board",
    "days": 30,
    "counts": "calendar",
    "from": "order",
    "at": ["decided_at"],
    "rolls": True,
    "whose": "theirs",
    "liberty": False,
    "may_pause": [],
}
HOURS: dict[str, Any] = {
    "clock": "custody_decision",
    "hours": 48,
    "counts": "elapsed_hours",
    "from": "custody_start",
    "at": ["decided_at"],
    "rolls": False,
    "whose": "ours",
    "liberty": True,
    "may_pause": [],
}


def without(values: dict[str, Any], name: str) -> dict[str, Any]:
    """Give values without one of them."""
    return {key: value for key, value in values.items() if key != name}


@pytest.mark.parametrize("values", [DAYS, HOURS])
def test_values_that_fit_each_other_have_no_problem(values: dict[str, Any]) -> None:
    assert clock_problems(values) + clock_floor_problems(values, "Aliens Act, section 5") == []


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        (without(DAYS, "days"), "needs `days` or `hours`"),
        (DAYS | {"hours": 5}, "needs `days` or `hours`"),
        (DAYS | {"counts": "elapsed_hours", "rolls": False}, "`hours` go with `counts: elapsed_hours`"),
        (HOURS | {"counts": "business"}, "`hours` go with `counts: elapsed_hours`"),
        (DAYS | {"from": "service"}, "`served` goes with `from: service`"),
        (DAYS | {"served": "notice"}, "`served` goes with `from: service`"),
        (HOURS | {"exceptions": ["emergency"]}, "`exceptions` and `exception_hours` go together"),
        (HOURS | {"rolls": True}, "does not move to a business day"),
    ],
)
def test_values_that_do_not_fit_each_other_are_named(values: dict[str, Any], problem: str) -> None:
    assert [each for each in clock_problems(values) if problem in each]


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        (HOURS | {"liberty": False}, "`liberty` is true for"),
        (DAYS | {"liberty": True}, "`liberty` is true for"),
        (without(HOURS, "hours") | {"days": 2, "counts": "business"}, "counts `elapsed_hours`"),
        (HOURS | {"whose": "theirs"}, "is the authority's"),
        (HOURS | {"may_pause": ["hold"]}, "has `may_pause` only where the law"),
        (HOURS | {"exceptions": ["emergency"], "exception_hours": 96}, "has `exceptions` only where the law"),
    ],
)
def test_a_clock_of_custody_has_a_floor(values: dict[str, Any], problem: str) -> None:
    found = clock_floor_problems(values, "Convention of Sojourn; a country cites its own law")
    assert [each for each in found if problem in each]


def test_with_a_citation_of_law_custody_may_pause() -> None:
    assert clock_floor_problems(HOURS | {"may_pause": ["hold"]}, "Aliens Act, section 5(2)") == []


@pytest.mark.parametrize(
    ("rule", "code", "problem"),
    [
        (HOURS | {"clock": "custody_limit", "liberty": False}, "law-pack-below-floor", "`liberty` is true for"),
        (HOURS | {"rolls": True}, "law-pack-invalid", "does not move to a business day"),
        (HOURS | {"clock": "no_such"}, "law-pack-invalid", "`clock` has `no_such`"),
        (HOURS, "law-pack-invalid", "may be set once, not by `base.custody_decision`, `country.custody`"),
    ],
)
def test_a_pack_with_such_a_clock_does_not_load(tmp_path: Any, rule: dict[str, Any], code: str, problem: str) -> None:
    with pytest.raises(LawError) as caught:
        load_pack(write(tmp_path, {"zone": "UTC"}, rule))
    assert caught.value.code == code
    assert problem in caught.value.message


@pytest.mark.parametrize(
    ("header", "problem"),
    [({"zone": "Mars/Base"}, "`zone` is `Mars/Base`"), ({"holidays": "XX"}, "`holidays` is `XX`")],
)
def test_a_pack_names_a_zone_and_a_calendar_that_exist(tmp_path: Any, header: dict[str, str], problem: str) -> None:
    with pytest.raises(LawError, match=problem):
        load_pack(write(tmp_path, header, None))


def write(folder: Any, header: dict[str, str], values: dict[str, Any] | None) -> Any:
    """Write a pack that takes everything from `base`, and may have one clock of its own."""
    inherited = ", ".join(rule.id for rule in load_pack("base").rules)
    lines = ["code: country", "title: Country", "country: ZZZ", "territory: [ZZZ]", "version: 0.1.0"]
    lines += ["earliest: 2015-01-01", "inherits: base", f"inherited: [{inherited}]"]
    lines += [f"{key}: {value}" for key, value in header.items()]
    (folder / "pack.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    if values is not None:
        told = ["- id: country.custody", "  role: clock", "  title: t", "  citation: Act, section 5"]
        told += ["  source: unsourced", "  checked_on: 2026-11-23", "  checked_by: c", "  check_by: 2027-11-23"]
        told += ["  sentence: s", "  versions:", "    - valid_from: 2015-01-01", "      status: in_force"]
        told += ["      learned_on: 2015-01-01", f"      values: {str(values).replace(chr(39), '').lower()}"]
        (folder / "clocks.yaml").write_text("\n".join(told) + "\n", encoding="utf-8")
    return folder


@pytest.mark.parametrize("code", list_shipped())
def test_the_time_to_answer_follows_from_the_rule_on_notices(code: str) -> None:
    rule = clock_rule(law_of(code), "answer_to_notice", DAY)
    assert rule is not None
    assert (rule.rule_id, rule.days, rule.theirs, rule.rolls) == ("base.notice", 30, True, True)


def test_the_time_to_leave_follows_from_its_own_role_where_the_pack_has_one() -> None:
    rule = clock_rule(law_of("us"), "voluntary_departure", DAY)
    assert rule is not None
    assert (rule.rule_id, rule.most, dict(rule.most_by_type)) == ("us.voluntary_departure", 120, {"conclusion": 60})


@pytest.mark.parametrize("code", list_shipped())
def test_every_pack_has_the_clocks_of_custody(code: str) -> None:
    for clock in ("custody_decision", "custody_review"):
        rule = clock_rule(law_of(code), clock, DAY)
        assert rule is not None
        assert rule.rule_id.endswith(clock)
        assert rule.liberty


@pytest.mark.parametrize("code", list_shipped())
def test_the_sentence_of_a_clock_says_its_number(code: str) -> None:
    for rule in load_pack(code).rules:
        if rule.role != "clock":
            continue
        values = rule.history[-1].values
        said = "{days}" in rule.sentence or "{valid_to}" in rule.sentence or str(values.get("hours")) in rule.sentence
        assert said, rule.id
