"""Rules as text: sentences, the printed rule, and the reference page."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from law_packs import VACATED, WritePack

from sojourn.errors import LawError
from sojourn.law.blockers import BLOCKER_CODES
from sojourn.law.offences import OFFENCE_TYPES
from sojourn.law.pack import list_packs, list_shipped, load_pack
from sojourn.law.procedure.lifecycle_reading import list_lifecycles
from sojourn.law.reference import index_page
from sojourn.law.roles import ROLES
from sojourn.law.sentences import PLACEHOLDERS, long_day, render, render_sentence, template_problems
from sojourn.law.show import show_pack, show_rule

DOCS = Path(__file__).parents[2] / "docs"
KNOWN_AT = datetime(2026, 11, 22, tzinfo=UTC)


def test_a_sentence_says_days_as_people_do() -> None:
    rule = load_pack("us").get("us.admitted_until")
    facts = {"arrived_on": date(2026, 1, 10), "valid_to": date(2026, 7, 9), "record": "post:JFK/a1"}
    assert render_sentence(rule, facts) == (
        "On 10 January 2026 the inspecting officer admitted the person until 9 July 2026, "
        "that day included (post:JFK/a1)."
    )


def test_a_state_may_have_a_sentence_of_its_own() -> None:
    rule = load_pack("us").as_known_at(KNOWN_AT).one("waiting_time")
    facts = {"authorised_until": date(2026, 7, 9), "waiting_days": 60}
    assert render_sentence(rule, facts, "unexplained") == (
        "The last authorised day on file was 9 July 2026, the 60 days for late records have passed, no departure is on "
        "record and nothing found explains it. This is a question for a human being, not a finding."
    )


def test_another_state_gets_the_plain_sentence() -> None:
    rule = load_pack("us").get("us.waiting_time")
    facts = {"authorised_until": date(2026, 7, 9), "waiting_days": 60}
    assert render_sentence(rule, facts, "resident") == (
        "For 60 days after the last authorised day, 9 July 2026, late records are awaited."
    )


def test_several_records_are_joined() -> None:
    assert render("See {record}.", {"record": ["a/1", "b/2"]}) == "See a/1 and b/2."


def test_what_is_not_known_reads_as_not_on_record() -> None:
    assert render("Until {valid_to}, {record}.", {"record": []}) == "Until (not on record), (not on record)."


@pytest.mark.parametrize(
    ("template", "problem"), [("On {day}.", "`{day}`; allowed: `{arrived_on}`"), ("On {", "brace")]
)
def test_a_bad_template_is_told(template: str, problem: str) -> None:
    assert problem in template_problems(template)[0]


def test_a_day_is_written_out() -> None:
    assert long_day(date(2027, 3, 14)) == "14 March 2027"


@pytest.mark.parametrize("code", list_packs())
def test_every_sentence_of_a_pack_can_be_filled(code: str) -> None:
    facts = dict.fromkeys(PLACEHOLDERS, "x")
    sentences = [
        render_sentence(rule, facts, state) for rule in load_pack(code).rules for state in ("", *rule.sentences)
    ]
    assert [sentence for sentence in sentences if "{" in sentence or not sentence.endswith(".")] == []


def test_a_rule_is_printed_with_its_history(write_pack: WritePack) -> None:
    shown = show_rule(load_pack(write_pack()), "ruritania.declared", date(2026, 4, 1), KNOWN_AT)
    assert shown == (
        "A period that was to be cut from 30 to 10 days\n"
        "==============================================\n"
        "\n"
        "Rule          ruritania.declared: how long a declared departure alone turns a question into `unknown\n"
        "              (declared)`\n"
        "Law           8 CFR 1003.38; 91 FR (2026-02326); vacated by D.D.C. on 2026-03-08\n"
        "Source        https://frtracker.app/fr/2026-02326\n"
        "Checked       on 22 November 2026 (drafting; not yet reviewed by counsel)\n"
        "Check by      22 November 2027\n"
        "It says       The period is {days} days.\n"
        "\n"
        "On 1 April 2026 this holds, as known on 22 November 2026:\n"
        "  days: 30\n"
        "  not applied: 10 days, vacated\n"
        "\n"
        "What was learned, and when:\n"
        "  1 January 2000: 30 days, in force, from 1 January 2000: days: 30\n"
        "  6 February 2026: 10 days, in force, from 9 March 2026: days: 10\n"
        "  8 March 2026: 10 days, vacated, from 9 March 2026: days: 10"
    )


def test_a_printed_rule_marks_what_was_not_yet_known(write_pack: WritePack) -> None:
    known_at = datetime(2026, 3, 7, tzinfo=UTC)
    shown = show_rule(load_pack(write_pack()), "ruritania.declared", date(2026, 4, 1), known_at)
    assert "  days: 10\n" in shown
    assert "8 March 2026: 10 days, vacated, from 9 March 2026: days: 10 (not yet known)" in shown


def test_a_printed_rule_names_its_first_day(write_pack: WritePack) -> None:
    late = {"valid_from": "2020-01-01", "status": "in_force", "learned_on": "2020-01-01", "values": {}}
    extension = VACATED | {"id": "ruritania.extension", "role": "extension", "basis": "status", "versions": [late]}
    pack = load_pack(write_pack(further=[extension]))
    shown = show_rule(pack, "ruritania.extension", date(2019, 12, 31), KNOWN_AT)
    assert "The day `2019-12-31` is before 2020-01-01, the first day of the rule `ruritania.extension`" in shown
    assert "1 January 2020: in force" in shown


def test_a_printed_rule_says_when_it_is_stale(write_pack: WritePack) -> None:
    shown = show_rule(load_pack(write_pack()), "ruritania.declared", date(2027, 11, 23), KNOWN_AT)
    assert "22 November 2027; past, so answers are stale" in shown


def test_a_rule_that_is_not_there_names_those_that_are(write_pack: WritePack) -> None:
    with pytest.raises(LawError, match=r"has no rule `x.y`. It has: `base.blockers`") as caught:
        show_rule(load_pack(write_pack()), "x.y", date(2026, 4, 1), KNOWN_AT)
    assert caught.value.code == "law-no-rule"


@pytest.mark.parametrize("code", list_packs())
def test_a_pack_is_printed_with_every_rule_and_lifecycle(code: str) -> None:
    pack = load_pack(code)
    shown = show_pack(pack, KNOWN_AT).splitlines()
    listed = [rule.id for rule in pack.rules] + ["", "Lifecycles of cases:", *list_lifecycles(pack)]
    assert listed == [line.split("  ")[0] for line in shown[3:-2]]


@pytest.mark.parametrize("code", list_shipped())
def test_the_docs_have_an_entry_for_every_rule(code: str) -> None:
    page = (DOCS / f"reference/rules-{code}.md").read_text(encoding="utf-8")
    assert [rule for rule in sorted(load_pack(code).own) if f"## `{rule}`\n" not in page] == []


@pytest.mark.parametrize("code", list_shipped())
def test_the_pages_of_the_packs_are_found_from_the_page_of_the_rules(code: str) -> None:
    assert f"(rules-{code}.md)" in index_page([load_pack(code)])
    assert f"reference/rules-{code}.md" in (DOCS.parent / "mkdocs.yml").read_text(encoding="utf-8")


def test_the_page_of_the_rules_has_every_role_blocker_and_offence_type() -> None:
    page = index_page([])
    named = [*(f"`{role.name}`" for role in ROLES), *BLOCKER_CODES, *(f"`{name}`" for name in OFFENCE_TYPES)]
    assert [name for name in named if f"| {name} |" not in page] == []


@pytest.mark.parametrize("code", list_packs())
def test_every_rule_has_a_citation_a_source_and_dates(code: str) -> None:
    rules = load_pack(code).rules
    assert [rule.id for rule in rules if not rule.citation or not rule.source or rule.check_by <= rule.checked_on] == []
