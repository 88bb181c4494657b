"""Automatic letters: each made once, to contact facts alone, never to restricted people, in the language told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from letter_people import begin, make_person, tell, text_of

pytestmark = pytest.mark.usefixtures("db")


def make_due() -> list[Any]:
    from sojourn.register import clock
    from sojourn.register.letters.automatic import make_due as make
    from sojourn.register.letters.models import Letter

    make(clock.today())
    return list(Letter.objects.order_by("made_at"))


def of(person_id: str, letters: list[Any]) -> list[str]:
    return [each.kind for each in letters if each.person_id == person_id]


def test_a_reminder_is_made_once_before_the_last_authorised_day() -> None:
    from sojourn.register.letters.documents import read_body

    soon, later = make_person("soon", back=60, until=-10), make_person("later", back=60, until=-60)
    for each in (soon, later):
        tell(each, "contact", feed="agency:TEST", place="1 Example Street", type="language:fr")
    once, twice = make_due(), make_due()
    assert (of(soon.person_id, once), of(later.person_id, once), len(twice)) == (["reminder"], [], len(once))
    letter = next(each for each in once if each.person_id == soon.person_id)
    assert (letter.language, letter.about_on) == ("fr", _today() + timedelta(days=10))
    assert "Votre séjour autorisé prend fin" in text_of(read_body(letter.document)[1])


def test_an_enquiry_is_made_once_when_the_records_leave_a_question() -> None:
    from sojourn.register.letters.documents import read_body

    asked = make_person("asked")
    tell(asked, "contact", feed="agency:TEST", place="1 Example Street")
    once, twice = make_due(), make_due()
    assert (of(asked.person_id, once), of(asked.person_id, twice)) == (["enquiry"], ["enquiry"])
    text = text_of(read_body(once[-1].document)[1])
    assert "no legal effect" in text
    assert "línea de ayuda" in text  # nobody said a language: English, with help in every language


def test_silence_after_an_enquiry_changes_nothing() -> None:
    from sojourn.register.store.models import CurrentAnswer

    asked = make_person("silent")
    tell(asked, "contact", feed="agency:TEST", place="1 Example Street")
    before = CurrentAnswer.objects.filter(person_id=asked.person_id).values().get()
    make_due()
    assert CurrentAnswer.objects.filter(person_id=asked.person_id).values().get() == before


def test_nobody_without_a_contact_fact_in_force_gets_a_letter() -> None:
    none, ended = make_person("nowhere"), make_person("moved")
    tell(ended, "contact", feed="agency:TEST", place="1 Example Street")
    tell(ended, "contact", feed="agency:TEST", place="1 Example Street", end_reason="moved")
    letters = make_due()
    assert of(none.person_id, letters) + of(ended.person_id, letters) == []


def test_restricted_people_are_left_out() -> None:
    from sojourn.register.store.models import CurrentAnswer

    hidden = make_person("hidden")
    tell(hidden, "contact", feed="agency:TEST", place="1 Example Street")
    CurrentAnswer.objects.filter(person_id=hidden.person_id).update(restricted=True)
    assert of(hidden.person_id, make_due()) == []


def test_whoever_has_an_open_case_about_the_stay_hears_from_the_case(acting: Any) -> None:
    heard = make_person("heard")
    tell(heard, "contact", feed="agency:TEST", place="1 Example Street")
    begin(acting("officer", office="centre"), heard, "us.overstay")
    assert of(heard.person_id, make_due()) == []


def test_serving_an_automatic_letter_puts_no_fact_on_file(acting: Any) -> None:
    from letter_people import Noticed

    from sojourn.register.desk.current import read_rows
    from sojourn.register.door.purposes import state_purpose

    asked = make_person("served")
    contact = tell(asked, "contact", feed="agency:TEST", place="1 Example Street")
    (letter,) = [each for each in make_due() if each.person_id == asked.person_id]
    officer = acting("officer", office="centre")
    state_purpose(officer, asked.person_id, "legal_proceeding", "a letter")
    attempt = Noticed(officer, asked, None, contact).served(letter)  # type: ignore[arg-type]  # no case
    assert attempt.record == ""
    assert [row for row in read_rows([asked.person_id])[asked.person_id] if row.get("kind") == "service"] == []


def _today() -> Any:
    from sojourn.register import clock

    return clock.today()
