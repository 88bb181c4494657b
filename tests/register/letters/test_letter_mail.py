"""Mail that is not matched yet, and answers: a reference matches, and the day of receipt counts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from letter_people import PDF, Noticed, put

from sojourn.errors import RegisterError

Maker = Callable[..., Any]


def kept(acting: Any, back: int = 6) -> Any:
    from sojourn.register import clock
    from sojourn.register.letters.documents import Sent
    from sojourn.register.letters.mail import keep_mail

    return keep_mail(acting, Sent("scan.pdf", "application/pdf", PDF), clock.today() - timedelta(days=back))


def match(acting: Any, mail: Any, reference: str, *, is_answer: bool = True) -> Any:
    from sojourn.register.letters.mail import Matched, match_mail

    return match_mail(acting, mail.pk, Matched(reference, is_answer))


def test_mail_is_matched_by_the_reference_of_a_letter_however_it_is_typed(acting: Maker) -> None:
    noticed = Noticed.make(acting)
    letter = noticed.notice()
    mail = kept(noticed.officer)
    typed = letter.reference.lower().replace("l-", " l ")
    assert match(noticed.officer, mail, typed) == noticed.case


def test_an_answer_makes_the_records_disputed_from_the_day_it_reached_us_until_it_is_weighed(acting: Maker) -> None:
    from sojourn.register import clock
    from sojourn.register.cases.reading import read_file
    from sojourn.register.letters.models import PersonsAnswer

    noticed = Noticed.make(acting)
    mail = kept(noticed.officer, back=6)
    before = read_file(noticed.case).disputed
    match(noticed.officer, mail, noticed.case.case_id)
    disputed = read_file(noticed.case).disputed
    received = PersonsAnswer.objects.get(case=noticed.case).received_on
    with clock.set_to(clock.now() + timedelta(days=3)):
        put(noticed.case, "answer_weighed", ("weigh_answer", noticed.officer.actor, ""))
    weighed = read_file(noticed.case).disputed
    assert (before, disputed, weighed) == (False, True, False)
    assert received == clock.today() - timedelta(days=6)


def test_other_mail_is_a_document_of_the_case_and_disputes_nothing(acting: Maker) -> None:
    from sojourn.register.letters.answers import unweighed_among

    noticed = Noticed.make(acting)
    mail = kept(noticed.officer)
    match(noticed.officer, mail, noticed.case.case_id, is_answer=False)
    document = noticed.case.documents.get()
    assert (document.about, document.person_id) == ("evidence", noticed.made.person_id)
    assert not unweighed_among([noticed.case.case_id])


def test_no_name_and_no_passport_matches_mail(acting: Maker) -> None:
    noticed = Noticed.make(acting)
    mail = kept(noticed.officer)
    codes = set()
    for text in ("NAMENOTICED", "TNOTICED0001", noticed.made.person_id, ""):
        with pytest.raises(RegisterError) as problem:
            match(noticed.officer, mail, text)
        codes.add(problem.value.code)
    assert codes == {"mail-reference"}


def test_the_queue_is_that_of_ones_own_office(acting: Maker) -> None:
    from sojourn.register.letters.mail import open_mail, open_queue

    here, there = acting("officer", office="centre"), acting("officer", office="jfk")
    mail = kept(here)
    assert ([each.pk for each in open_queue(here)], open_queue(there)) == ([mail.pk], [])
    with pytest.raises(RegisterError) as problem:
        open_mail(there, mail.pk)
    assert problem.value.code == "mail-missing"


def test_mail_is_matched_once(acting: Maker) -> None:
    noticed = Noticed.make(acting)
    mail = kept(noticed.officer)
    match(noticed.officer, mail, noticed.case.case_id)
    with pytest.raises(RegisterError) as problem:
        match(noticed.officer, mail, noticed.case.case_id)
    assert problem.value.code == "mail-missing"


def test_mail_from_the_future_is_not_kept(acting: Maker) -> None:
    with pytest.raises(RegisterError) as problem:
        kept(acting("officer", office="centre"), back=-1)
    assert problem.value.code == "document-day"


def test_an_answer_that_is_handed_in_has_to_be_weighed_like_one_that_came_by_mail(acting: Maker) -> None:
    from sojourn.register import clock
    from sojourn.register.letters.answers import unweighed_among
    from sojourn.register.letters.documents import Sent, upload_document

    noticed = Noticed.make(acting)
    sent = Sent("answer.pdf", "application/pdf", PDF)
    for _twice in range(2):
        upload_document(noticed.officer, noticed.case.case_id, sent, "answer", clock.today())
    assert unweighed_among([noticed.case.case_id])
    assert (noticed.case.answers.count(), noticed.case.documents.count()) == (1, 1)


def test_an_answer_stops_a_step_that_waits(acting: Maker) -> None:
    from sojourn.register import clock
    from sojourn.register.cases.models import Proposal

    noticed = Noticed.make(acting)
    put(noticed.case, "notified", ("send_notice", noticed.officer.actor, ""))
    proposal = Proposal.objects.create(
        case=noticed.case, step="determine", proposed_by_id=noticed.officer.user_id, proposed_at=clock.now()
    )
    match(noticed.officer, kept(noticed.officer), noticed.case.case_id)
    proposal.refresh_from_db()
    assert proposal.state == "stopped"
