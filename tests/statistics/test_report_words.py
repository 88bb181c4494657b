"""Every state, code, fate and basis that an answer can carry has its words."""

from __future__ import annotations

from sojourn import tables, words


def test_every_state_has_its_words() -> None:
    assert sorted(words.STATE_WORDS) == sorted(tables.STATES)


def test_every_state_belongs_to_a_headline_number() -> None:
    assert {said.group for said in words.STATE_WORDS.values()} == set(words.GROUPS)


def test_every_unknown_code_says_what_would_settle_it() -> None:
    assert sorted(words.UNKNOWN_WORDS) == sorted(tables.UNKNOWN_CODES)


def test_every_fate_has_its_words() -> None:
    assert tuple(words.FATE_WORDS) == tables.FATES


def test_every_basis_of_a_departure_has_its_words() -> None:
    assert tuple(words.BASIS_WORDS) == tables.DEPARTURE_BASES


def test_every_certainty_has_its_words() -> None:
    assert tuple(words.CERTAINTY_WORDS) == tables.CERTAINTIES
