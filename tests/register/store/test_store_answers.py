"""Answers in versions, and messages and quarantined rows, which are kept sealed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest

from sojourn.errors import RegisterError
from tests.register.store.store_rows import MARCH

pytestmark = pytest.mark.usefixtures("db")


def an_answer(stay: str = "s1", **told: object):  # type: ignore[no-untyped-def]
    from sojourn.register.store.answers import NewAnswer

    base = NewAnswer(
        stay_id=stay,
        person_id="p1",
        state="in_status",
        body={"stay_id": stay, "arrived_on": date(2026, 3, 1), "known_at": MARCH, "reasons": []},
        periods=[{"valid_from": date(2026, 3, 1)}],
        crossings=[],
        further={"days": []},
        as_of=date(2026, 3, 2),
        known_at=MARCH,
        cause={"why": "records", "names": ["carrier:ZZ/1"]},
        arrived_on=date(2026, 3, 1),
    )
    return replace(base, **told)


def test_versions_are_kept_and_the_last_one_is_current() -> None:
    from sojourn.register.store.answers import append_answers, current_answer, list_versions

    first, second = append_answers([an_answer()]), append_answers([an_answer(state="left_in_time")])
    assert [(v.answer_id, v.state) for v in list_versions("s1")] == [
        (first[0], "in_status"),
        (second[0], "left_in_time"),
    ]
    now = current_answer("s1")
    assert now is not None
    assert (now.answer_id, now.body["arrived_on"], now.cause["why"]) == (second[0], "2026-03-01", "records")


def test_a_stay_that_is_no_more_keeps_its_versions_and_has_no_current_answer() -> None:
    from sojourn.register.store.answers import append_answers, current_answer, list_current, list_versions

    append_answers([an_answer(), an_answer("s2", arrived_on=date(2025, 1, 1))])
    assert [a.stay_id for a in list_current("p1")] == ["s2", "s1"]
    append_answers([an_answer(gone=True)])
    assert current_answer("s1") is None
    assert [a.stay_id for a in list_current("p1")] == ["s2"]
    assert [v.gone for v in list_versions("s1")] == [False, True]


def test_the_digest_tells_whether_two_versions_say_the_same() -> None:
    from sojourn.register.store.answers import answer_digest, append_answers, current_answer

    append_answers([an_answer()])
    now = current_answer("s1")
    assert now is not None
    assert now.digest == answer_digest(an_answer(cause={"why": "day"}, as_of=date(2026, 5, 1)))
    assert now.digest != answer_digest(an_answer(state="unknown"))


def test_no_answers_are_no_work() -> None:
    from sojourn.register.store.answers import append_answers

    assert append_answers([]) == []


def test_the_pointer_tells_what_lists_need() -> None:
    from sojourn.register.store.answers import append_answers
    from sojourn.register.store.models import CurrentAnswer

    append_answers([an_answer(restricted=True, unknown_code="coverage", next_change_on=date(2026, 9, 1), orphan=True)])
    found = CurrentAnswer.objects.get(stay_id="s1")
    assert (found.restricted, found.unknown_code, found.next_change_on, found.orphan) == (
        True,
        "coverage",
        date(2026, 9, 1),
        True,
    )


def test_a_message_is_kept_once_and_read_back() -> None:
    from sojourn.register.store.messages import keep_message, read_message

    digest = keep_message(b"UNA:+.? 'UNB", "carrier:ZZ", "application/edifact", MARCH)
    assert keep_message(b"UNA:+.? 'UNB", "carrier:ZZ", "application/edifact", MARCH) == digest
    assert read_message(digest) == b"UNA:+.? 'UNB"
    with pytest.raises(RegisterError, match="message-missing"):
        read_message(b"none")


def a_row(raw: str):  # type: ignore[no-untyped-def]
    from sojourn.register.store.quarantine import NewQuarantined

    return NewQuarantined("carrier:ZZ", uuid4(), 7, "movement", ("bad-date",), "a day that is none", raw, MARCH)


def test_a_quarantined_row_is_read_back_and_settled_once() -> None:
    from sojourn.register.store.quarantine import read_row, record_outcome, set_apart

    first, second = set_apart([a_row("one"), a_row("tšo")])
    assert (read_row(first), read_row(second)) == ("one", "tšo")
    record_outcome(second, "discarded", "user:1", "a test of the sender", datetime(2026, 3, 3, tzinfo=UTC))
    with pytest.raises(RegisterError, match="quarantined-row-settled"):
        record_outcome(second, "repaired", "user:1", "again", MARCH, record_id=1)
    with pytest.raises(RegisterError, match="quarantined-row-missing"):
        read_row(10**12)
