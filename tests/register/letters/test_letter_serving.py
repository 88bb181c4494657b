"""Service with proof: each try on file; what is put on file reaches nobody; counsel always gets the letter too."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from letter_people import PDF, Noticed, tell

from sojourn.errors import RegisterError

Maker = Callable[..., Any]


def state_of(letter: Any) -> str:
    from sojourn.register.letters.service_state import service_of

    return str(service_of(letter).state)


def facts_of(noticed: Noticed) -> list[Any]:
    from sojourn.register.cases.reading import read_file

    return list(read_file(noticed.case).of("service"))


def test_service_in_person_is_a_fact_with_its_proof(acting: Maker) -> None:
    from sojourn.register.letters.documents import read_body

    noticed = Noticed.make(acting)
    letter = noticed.notice()
    attempt = noticed.served(letter)
    (fact,) = facts_of(noticed)
    assert (fact.name, fact.get("reference"), fact.get("type"), fact.get("outcome")) == (
        attempt.record,
        letter.reference,
        "in_person",
        "delivered",
    )
    assert fact.get("place") is None
    assert read_body(attempt.proof) == ("receipt.pdf", PDF)
    assert state_of(letter) == "complete"


def test_a_form_that_is_sent_twice_records_once(acting: Maker) -> None:
    noticed = Noticed.make(acting)
    letter = noticed.notice()
    first = noticed.served(letter, token="BCDFGHJKMNPQ")
    assert noticed.served(letter, token="BCDFGHJKMNPQ") == first
    assert len(facts_of(noticed)) == 1


def test_service_on_file_reaches_nobody(acting: Maker) -> None:
    noticed = Noticed.make(acting)
    letter = noticed.notice()
    with pytest.raises(RegisterError) as problem:
        noticed.served(letter, method="on_file")
    noticed.served(letter, method="on_file", outcome="failed", proof=None)
    assert problem.value.code == "letter-served-how"
    assert state_of(letter) == "failed"


def test_service_on_file_begins_no_time_to_answer_and_real_service_does(acting: Maker) -> None:
    from sojourn.register.cases.gates import lay_out

    def began() -> bool:
        clocks = lay_out(noticed.case).clocks
        return any(each.clock == "answer_to_notice" and each.starts_at is not None for each in clocks)

    from letter_people import put

    noticed = Noticed.make(acting)
    letter = noticed.notice()
    put(noticed.case, "notice_sent", ("send_notice", noticed.officer.actor, ""))
    noticed.served(letter, method="on_file", outcome="failed", proof=None)
    noticed.case.refresh_from_db()
    before = (noticed.case.state, began())
    noticed.served(letter)
    noticed.case.refresh_from_db()
    assert (before, (noticed.case.state, began())) == (("notice_sent", False), ("notified", True))


def test_counsel_is_always_served_too(acting: Maker) -> None:
    noticed = Noticed.make(acting)
    tell(noticed.made, "representation", feed="agency:TEST", authority="Example Law Centre", valid_from=None,
         filed_at=None, received_at=noticed.case.opened_at)  # fmt: skip
    letter = noticed.notice()
    noticed.served(letter)
    between = state_of(letter)
    noticed.served(letter, method="counsel")
    assert (between, state_of(letter)) == ("counsel_missing", "complete")


def test_nobody_is_served_as_counsel_who_is_not_on_file(acting: Maker) -> None:
    noticed = Noticed.make(acting)
    letter = noticed.notice()
    with pytest.raises(RegisterError) as problem:
        noticed.served(letter, method="counsel")
    assert problem.value.code == "letter-no-counsel"


def test_after_a_failed_try_the_address_is_doubtful_until_another_is_recorded(acting: Maker) -> None:
    from sojourn.register.letters.service_state import service_of

    noticed = Noticed.make(acting)
    letter = noticed.notice()
    noticed.served(letter, method="post", by="postal_service", outcome="failed", proof=None)
    failed = service_of(letter)
    tell(noticed.made, "contact", feed="agency:TEST", place="2 Other Street")
    mended = service_of(letter)
    assert (failed.contact_doubtful, mended.contact_doubtful) == (True, False)


@pytest.mark.parametrize("days", [-2, 1])
def test_a_letter_is_served_after_it_was_made_and_not_ahead(acting: Maker, days: int) -> None:
    from sojourn.register import clock

    noticed = Noticed.make(acting)
    letter = noticed.notice()
    with pytest.raises(RegisterError) as problem:
        noticed.served(letter, at=clock.now() + timedelta(days=days))
    assert problem.value.code == "letter-served-when"


@pytest.mark.parametrize("outcome", ["delivered", "refused"])
def test_what_was_delivered_or_refused_needs_its_proof(acting: Maker, outcome: str) -> None:
    noticed = Noticed.make(acting)
    letter = noticed.notice()
    with pytest.raises(RegisterError) as problem:
        noticed.served(letter, outcome=outcome, proof=None)
    assert problem.value.code == "letter-proof"
