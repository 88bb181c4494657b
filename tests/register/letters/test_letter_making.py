"""Letters of a case: a notice rests on fresh answers and rules, goes to contact facts only, and says what it must."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from letter_people import ADDRESS, Noticed, at_the_screen, put, tell, text_of

from sojourn.errors import RegisterError

Maker = Callable[..., Any]


def pdf_of(noticed: Noticed, reference: str) -> bytes:
    from sojourn.register.letters.opening import open_pdf

    return open_pdf(noticed.officer, reference)


@pytest.mark.parametrize("language", ["en", "es", "fr", "ar"])
def test_the_notice_says_in_each_language_what_it_relies_on_until_when_and_where_help_is(
    acting: Maker, language: str
) -> None:
    from sojourn.register import clock
    from sojourn.register.letters.texts import words_of

    noticed = Noticed.make(acting, language=language)
    letter = noticed.notice()
    words = words_of(language)
    text = text_of(pdf_of(noticed, letter.reference))
    missing = [
        word
        for told in (
            words.letter("notice")["sections"]["where_to_get_help"]["heading"],
            words.letter("notice")["sections"]["how_to_answer"]["heading"],
            words.labels["learned"],
            words.day(clock.today() + timedelta(days=letter.answer_days or 0)),
        )
        for word in told.split()
        if word not in text
    ]
    assert not missing
    assert noticed.made.arrival in text
    assert letter.reference in text
    assert str(letter.answer_days) in text
    assert "000 0000" in text
    assert (letter.language, letter.answer_days >= 14) == (language, True)


def test_a_notice_names_everything_that_the_rule_on_notices_has_it_say(acting: Maker) -> None:
    from sojourn.register.cases.law_of_case import law_now
    from sojourn.register.letters import making

    noticed = Noticed.make(acting)
    draft = making._draft(noticed.officer, noticed.case.case_id, noticed.asked())
    told = making.compose(draft.composed)
    cut = replace(told, sections=tuple(each for each in told.sections if each.id != "deadline"))
    with pytest.raises(RegisterError) as problem:
        making.require_content(cut, law_now(), draft.composed.made_on)
    assert (problem.value.code, "`deadline`" in problem.value.message) == ("letter-content", True)


def test_no_notice_is_made_from_an_answer_that_no_longer_holds(acting: Maker) -> None:
    from sojourn.register import clock
    from sojourn.register.store.models import CurrentAnswer

    noticed = Noticed.make(acting)
    CurrentAnswer.objects.filter(stay_id=noticed.made.stay_id).update(next_change_on=clock.today())
    with pytest.raises(RegisterError) as problem:
        noticed.notice()
    assert problem.value.code == "letter-stale-answer"


def test_no_notice_is_made_from_a_rule_that_was_to_be_checked_before(
    acting: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sojourn.register.letters import making

    noticed = Noticed.make(acting)
    notices = ("notice",)
    monkeypatch.setattr(making, "is_fresh", lambda rule, day: rule.role not in notices)
    with pytest.raises(RegisterError) as problem:
        noticed.notice()
    assert problem.value.code == "letter-stale-rule"


def test_without_a_contact_fact_no_letter_is_made(acting: Maker) -> None:
    noticed = Noticed.make(acting, contact=False)
    with pytest.raises(RegisterError) as problem:
        noticed.notice()
    assert problem.value.code in {"letter-no-contact", "letter-blocked"}


def test_a_claim_to_citizenship_forbids_the_notice(acting: Maker) -> None:
    noticed = Noticed.make(acting)
    tell(noticed.made, "citizenship_claim", feed="agency:TEST")
    with pytest.raises(RegisterError) as problem:
        noticed.notice()
    assert (problem.value.code, "`B1`" in problem.value.message) == ("letter-blocked", True)


def test_a_notice_relies_on_facts_of_this_person_alone(acting: Maker) -> None:
    noticed = Noticed.make(acting)
    with pytest.raises(RegisterError) as nothing:
        noticed.notice(records=())
    with pytest.raises(RegisterError) as strange:
        noticed.notice(records=("post:JFK/somebody-else",))
    assert (nothing.value.code, strange.value.code) == ("letter-no-facts", "letter-record")


PROTECTED = [
    {"kind": "protection", "type": "vawa", "reference": "P-77"},
    {"kind": "application", "benefit": "battered_spouse", "filed_at": None, "reference": "P-77"},
    {"kind": "order", "type": "removal", "restricted": True, "authority": "Sealed Court", "reference": "P-77"},
]


@pytest.mark.parametrize("told", PROTECTED, ids=lambda told: told["kind"])
def test_a_letter_that_lies_open_at_a_shared_address_tells_nothing_protected(told: dict[str, Any]) -> None:
    from letter_rows import composed_of, row_of

    from sojourn.register.letters.composing import compose

    closed, decided = row_of("a1", **told), row_of("a2", kind="decision", outcome="approved", reference="P-77")
    plain = row_of("a3", kind="application", benefit="extension", reference="E-1")
    written = str(compose(composed_of([closed, decided, plain])).facts)
    assert [word in written for word in ("E-1", "P-77", "TEST/a1", "TEST/a2")] == [True, False, False, False]


def test_a_notice_relies_on_nothing_that_it_may_not_tell(acting: Maker) -> None:
    noticed = Noticed.make(acting)
    closed = tell(noticed.made, "programme", feed="agency:TEST", **{"class": "vawa"})
    with pytest.raises(RegisterError) as problem:
        noticed.notice(records=(noticed.made.arrival, closed))
    assert problem.value.code == "letter-record"


def test_a_notice_is_made_by_whoever_is_at_the_screen(acting: Maker) -> None:
    from sojourn.register.door.acting import Refused
    from sojourn.register.letters.making import make_notice

    noticed = Noticed.make(acting)
    other = acting("officer", office="centre")
    with pytest.raises(Refused):
        make_notice(noticed.officer, at_the_screen(other), noticed.case.case_id, noticed.asked())


def test_a_caseworker_makes_no_notice(acting: Maker) -> None:
    from sojourn.register.door.acting import Refused
    from sojourn.register.letters.making import make_notice

    noticed, worker = Noticed.make(acting), acting("caseworker", office="centre")
    with pytest.raises(Refused):
        make_notice(worker, at_the_screen(worker), noticed.case.case_id, noticed.asked())


def test_an_address_stands_on_the_letter_and_in_no_table(acting: Maker) -> None:
    from django.db import connection

    noticed = Noticed.make(acting)
    letter = noticed.notice()
    assert ADDRESS.splitlines()[0] in text_of(pdf_of(noticed, letter.reference))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') "
            "AND (relname LIKE 'letters_%' OR relname LIKE 'cases_%' OR relname = 'door_event')"
        )
        tables = [name for (name,) in cursor.fetchall()]
        found = []
        for table in tables:
            cursor.execute(f"SELECT count(*) FROM {table} t WHERE t::text ILIKE '%Quarrowby Lane%'")
            found += [table] if cursor.fetchone()[0] else []
    assert (len(tables) > 10, found) == (True, [])


def test_a_preview_is_marked_and_keeps_nothing(acting: Maker) -> None:
    from sojourn.register.letters.making import preview_letter
    from sojourn.register.letters.models import Document, Letter

    noticed = Noticed.make(acting)
    pages = preview_letter(noticed.officer, noticed.case.case_id, noticed.asked())
    assert (len(pages) >= 2, pages[0][:4]) == (True, b"\x89PNG")
    case = noticed.case
    assert (Letter.objects.filter(case=case).count(), Document.objects.filter(case=case).count()) == (0, 0)


def test_a_decision_tells_the_facts_and_reasons_of_its_step(acting: Maker) -> None:
    from sojourn.register.letters.making import make_letter

    noticed = Noticed.make(acting)
    put(noticed.case, "closed_in_favour", ("close_in_favour", noticed.officer.actor, ""))
    letter = make_letter(noticed.officer, noticed.case.case_id, noticed.asked(kind="decision", records=()))
    text = text_of(pdf_of(noticed, letter.reference))
    assert "Close in the person" in text
    assert noticed.made.arrival in text


def test_a_letter_for_a_step_that_was_not_taken_is_not_made(acting: Maker) -> None:
    from sojourn.register.letters.making import make_letter

    noticed = Noticed.make(acting)
    with pytest.raises(RegisterError) as problem:
        make_letter(noticed.officer, noticed.case.case_id, noticed.asked(kind="decision"))
    assert problem.value.code == "letter-not-from-here"
