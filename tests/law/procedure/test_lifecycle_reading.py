"""Lifecycles as files: all problems of one at once, versions dated like rules, parts, and what a pack inherits."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from law_packs import WritePack, refused

from sojourn.errors import LawError
from sojourn.law.blockers import BLOCKER_CODES
from sojourn.law.pack import Pack, load_pack
from sojourn.law.procedure.lifecycle_reading import lifecycle_on, list_lifecycles

HEAD = """
id: ruritania.leaving
title: Leaving
citation: Convention of Sojourn
source: unsourced
checked_on: 2026-11-23
checked_by: drafting; not yet reviewed by counsel
check_by: 2027-11-23
versions:
"""
VERSION = """
  - version: {version}
    valid_from: {valid_from}
    status: {status}
    learned_on: {learned_on}
    starts: {{person_came_forward: asked}}
    states:
      - {{id: asked, title: "{title}", stage: departure}}
      - {{id: left, title: Left, stage: closed, final: true, favourable: true}}
    steps:
      - {{id: close, title: Close, leaves: [asked], reaches: left, by: officer, citation: Convention of Sojourn}}
"""


def version(name: str, valid_from: str, learned_on: str, status: str = "in_force") -> str:
    """Give one version of the lifecycle; its name is the title of its first state."""
    return VERSION.format(version=name, valid_from=valid_from, status=status, learned_on=learned_on, title=name)


def pack_with(write_pack: WritePack, text: str, **header: object) -> Path:
    """Write the invented pack with one lifecycle."""
    folder = write_pack(header=header)
    (folder / "lifecycles").mkdir(exist_ok=True)
    (folder / "lifecycles" / "leaving.yaml").write_text(text, encoding="utf-8")
    return folder


def title_on(pack: Pack, day: str, known: str) -> str:
    """Give the title of the first state, on a day as known on another."""
    lifecycle = lifecycle_on(pack, "ruritania.leaving", date.fromisoformat(day), date.fromisoformat(known))
    return lifecycle.states[0].title


def test_a_case_keeps_to_the_version_of_its_day_as_it_was_known(write_pack: WritePack) -> None:
    text = HEAD + version("old", "2015-01-01", "2015-01-01") + version("new", "2026-03-09", "2026-02-06")
    text += version("new", "2026-03-09", "2026-03-08", "vacated")
    pack = load_pack(pack_with(write_pack, text))
    assert title_on(pack, "2026-03-08", "2026-03-01") == "old"
    assert title_on(pack, "2026-03-09", "2026-03-01") == "new"
    assert title_on(pack, "2026-03-09", "2026-03-08") == "old"


def test_the_utc_day_of_a_time_counts(write_pack: WritePack) -> None:
    pack = load_pack(pack_with(write_pack, HEAD + version("old", "2015-01-01", "2015-01-01")))
    at = datetime(2026, 11, 23, 23, 59, tzinfo=UTC)
    assert lifecycle_on(pack, "ruritania.leaving", date(2026, 11, 23), at).version == "old"


def test_before_its_first_day_there_is_no_lifecycle(write_pack: WritePack) -> None:
    pack = load_pack(pack_with(write_pack, HEAD + version("old", "2020-01-01", "2020-01-01")))
    with pytest.raises(LawError) as caught:
        title_on(pack, "2019-12-31", "2026-01-01")
    assert caught.value.code == "law-no-lifecycle"


def test_an_unknown_lifecycle_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(LawError) as caught:
        lifecycle_on(load_pack("eu"), "eu.deportation", date(2026, 1, 1), date(2026, 1, 1))
    assert caught.value.code == "law-no-lifecycle"
    assert "`base.assisted_return`, `eu.return`" in caught.value.message


BAD = """
  - valid_from: 2015-01-01
    status: in_force
    learned_on: 2015-01-01
    starts: {lottery: asked}
    members: [a, b]
    states:
      - {id: asked, title: Asked, stage: limbo}
    steps:
      - {id: go, title: Go, leaves: [asked], reaches: asked, by: police, citation: none, requires: [hunch],
         waits_for: [moon], blockers: [B14], kind: raid, score: 7, records: rumour, source: a friend}
      - {id: bare}
"""


def test_all_problems_of_one_file_are_told_at_once(write_pack: WritePack) -> None:
    error = refused(pack_with(write_pack, HEAD + BAD + "weight: 3\n"))
    assert error.code == "law-lifecycle-invalid"
    told = [
        "`weight` is no key of a lifecycle",
        "the origin `lottery`",
        "`members` is no key",
        "`stage` is `limbo`",
        "`by` is `police`",
        "`requires` has `hunch`",
        "`waits_for` has `moon`",
        "`blockers` has `B14`",
        "`kind` is `raid`",
        "`score` is no key of a step",
        "`records` is `rumour`",
        "`source` must be an address",
        "step `bare`: `leaves` is missing",
    ]
    assert [words for words in told if words not in error.message] == []


def test_states_that_are_not_there_are_refused(write_pack: WritePack) -> None:
    text = HEAD + version("old", "2015-01-01", "2015-01-01").replace("reaches: left", "reaches: gone")
    error = refused(pack_with(write_pack, text))
    assert (error.code, "step `close`: `gone` is no state" in error.message) == ("law-lifecycle-invalid", True)


def test_a_part_that_is_not_there_is_refused(write_pack: WritePack) -> None:
    text = HEAD + version("old", "2015-01-01", "2015-01-01") + "    parts: [base.nowhere]\n"
    assert "there is no part `base.nowhere`" in refused(pack_with(write_pack, text)).message


def test_ids_that_stand_twice_are_refused(write_pack: WritePack) -> None:
    text = HEAD + version("old", "2015-01-01", "2015-01-01").replace("{id: left,", "{id: asked,")
    assert "the state `asked` stands twice" in refused(pack_with(write_pack, text)).message


def test_a_rule_that_the_pack_does_not_have_is_refused(write_pack: WritePack) -> None:
    text = HEAD + version("old", "2015-01-01", "2015-01-01").replace(
        "by: officer,", "by: officer, rules: [ruritania.none],"
    )
    assert "step `close`: the pack has no rule `ruritania.none`" in refused(pack_with(write_pack, text)).message


def test_a_lifecycle_below_the_floor_does_not_load(write_pack: WritePack) -> None:
    text = HEAD + version("old", "2015-01-01", "2015-01-01").replace("by: officer,", "by: officer, blockers: [B1],")
    error = refused(pack_with(write_pack, text))
    assert (error.code, "below the floor" in error.message) == ("law-pack-below-floor", True)


def test_what_was_once_believed_is_held_to_the_floor_too(write_pack: WritePack) -> None:
    bad = version("new", "2026-03-09", "2026-02-06").replace("by: officer,", "by: officer, blockers: [B1],")
    text = (
        HEAD + version("old", "2015-01-01", "2015-01-01") + bad + version("new", "2026-03-09", "2026-03-08", "vacated")
    )
    assert refused(pack_with(write_pack, text)).code == "law-pack-below-floor"


def test_a_pack_inherits_the_lifecycles_that_it_names(write_pack: WritePack) -> None:
    pack = load_pack(write_pack(header={"inherited_lifecycles": ["base.assisted_return"]}))
    assert list_lifecycles(pack) == ("base.assisted_return",)


def test_a_lifecycle_that_cannot_be_inherited_is_refused(write_pack: WritePack) -> None:
    error = refused(write_pack(header={"inherited_lifecycles": ["base.assisted_removal"]}))
    assert (error.code, "`base.assisted_removal` to inherit" in error.message) == ("law-lifecycle-invalid", True)


def test_all_stands_for_every_blocker_and_a_role_for_the_rules_of_the_pack() -> None:
    lifecycle = lifecycle_on(load_pack("us"), "us.overstay", date(2026, 11, 1), date(2026, 11, 1))
    determine = lifecycle.step("determine")
    assert determine.blockers == BLOCKER_CODES
    assert determine.rules == ("base.notice", "base.second_person")
