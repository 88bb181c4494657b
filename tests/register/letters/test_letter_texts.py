"""The words of the letters: the same in every language, and what the floor has a notice say."""

from __future__ import annotations

import pytest

from sojourn.evidence.fact_kinds import fact_kinds
from sojourn.law.floor import NOTICE_SAYS
from sojourn.register.letters.texts import KINDS, LANGUAGES, apart, fill, placeholders_of, words_of


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_sentences_with_the_same_placeholders(language: str) -> None:
    assert dict(placeholders_of(words_of(language).told)) == dict(placeholders_of(words_of("en").told))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_letter_says_what_the_floor_has_a_notice_say(language: str) -> None:
    said = {kind: set(words_of(language).letter(kind)["sections"]) for kind in KINDS}
    assert {kind for kind, sections in said.items() if not sections >= NOTICE_SAYS} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_fact_has_a_word(language: str) -> None:
    assert fact_kinds().keys() - words_of(language).told["facts"].keys() == set()


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "no legal effect"),
        ("es", "ningún efecto jurídico"),
        ("fr", "aucun effet juridique"),
        ("ar", "أي أثر قانوني"),
    ],
)
def test_the_enquiry_says_that_it_has_no_legal_effect(language: str, words: str) -> None:
    assert words in " ".join(words_of(language).letter("enquiry")["opening"])


def test_no_letter_uses_a_word_that_condemns() -> None:
    told = " ".join(str(words_of(language).told) for language in LANGUAGES).lower()
    banned = ("alien", "illegal", "overstay", "ilegal", "illégal", "clandestin", "غير قانوني", "غير شرعي")
    assert [word for word in banned if word in told] == []


def test_a_value_keeps_its_own_direction_inside_a_sentence_of_the_other() -> None:
    assert fill("إلى {name}،", {"name": "Kim 7"}, "rtl") == "إلى \u2068Kim 7\u2069،"
    assert apart("Kim 7", "ltr") == "Kim 7"
    assert apart("محمد", "ltr") == "\u2068محمد\u2069"


def test_a_value_that_looks_like_a_placeholder_stays_a_value() -> None:
    assert fill("Dear {name}", {"name": "{reference} {0}"}, "ltr") == "Dear {reference} {0}"
