"""United States, authorised periods: what facts may and may not do to an answer, on random persons."""

from __future__ import annotations

import random
from typing import Any

from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from stays_records import Book, Row, arrival, departure, fact
from stays_run import Found, answer_book

from sojourn.engine import Engine

PERSONS = 50
AS_OF = "2026-12-31"
ACCUSING = ("unexplained", "left_after_end")
Facts = list[Row]


def day(number: int) -> str:
    """Give a day of 2026 by its number, from 0."""
    return f"2026-{1 + number // 28:02}-{1 + number % 28:02}"


def student_or_worker(chance: random.Random) -> Row:
    """Give an arrival: a student for as long as the programme lasts, a worker, or a visitor."""
    made = {
        "F1": {"admitted_class": "F1", "duration_of_status": True},
        "H1B": {"admitted_class": "H1B", "admitted_until": day(chance.randint(100, 250))},
        "B2": {"admitted_class": "B2", "admitted_until": day(chance.randint(60, 250))},
    }
    return arrival(day(chance.randint(0, 20)) + "T10:00", **made[chance.choice(sorted(made))])


def random_facts(chance: random.Random) -> Facts:
    """Give facts of every basis, with words that the pack has."""
    first, last = day(chance.randint(25, 120)), day(chance.randint(121, 320))
    reason = chance.choice((None, "completed", "withdrawn", "terminated", "transferred"))
    programme = {"class_": chance.choice(("F1", "H1B")), "valid_from": day(25), "valid_to": last, "end_reason": reason}
    made = (
        fact("programme", **programme, notified_at=chance.choice((None, last))),
        fact("extension", valid_from=first, valid_to=last, decided_at=first),
        fact("decision", benefit="extension", outcome="approved", reference="R1", valid_to=last, decided_at=first),
        fact("voluntary_departure", reference="V1", decided_at=first, valid_to=last),
        fact("removal_stay", reference="V1", decided_at=first, valid_to=chance.choice((last, None))),
        fact("protection", type=chance.choice(("tps", "withholding")), valid_from=first, valid_to=last),
    )
    return chance.sample(made, chance.randint(0, 4))


def worlds(seed: int) -> list[tuple[list[Row], Facts]]:
    """Give invented persons: their movements, and their facts."""
    chance = random.Random(seed)
    return [_person(chance) for _ in range(PERSONS)]


def _person(chance: random.Random) -> tuple[list[Row], Facts]:
    left = [departure(day(chance.randint(130, 330)) + "T10:00")] if chance.random() < 0.4 else []
    return [student_or_worker(chance), *left], random_facts(chance)


def answer(engine: Engine, persons: list[tuple[list[Row], Facts]], as_of: str = AS_OF) -> Found:
    """Answer the persons in one run, in order."""
    book = Book()
    for movements, facts in persons:
        book.person(*movements, *facts)
    return answer_book(engine, book, as_of)


def states(found: Found, persons: int = PERSONS, first: int = 1) -> list[str]:
    """Give the state of each person's one stay, from the person with the number ``first``."""
    return [found.stay(f"k{number}")["state"] for number in range(first, first + persons)]


def periods(found: Found, basis: str, first: int = 1) -> list[Any]:
    """Give the periods of one basis, by person, from the person with the number ``first``."""
    keys = ("valid_from", "valid_to", "rule_id")
    return [
        [tuple(row[key] for key in keys) for row in found.periods(f"k{number}") if row["basis"] == basis]
        for number in range(first, first + PERSONS)
    ]


@settings(max_examples=1, phases=[Phase.explicit, Phase.generate], deadline=None)
@given(st.integers(0, 2**32))
def test_no_fact_in_an_unknown_word_accuses(duckdb_engine: Engine, seed: int) -> None:
    chance, persons = random.Random(seed), worlds(seed)
    unread = (
        fact("protection", type="u_status", valid_from=day(30)),
        fact("programme", class_="F1", valid_from=day(25), valid_to=day(60), end_reason="moved_online"),
        fact("decision", benefit="extension", outcome="shelved", reference="R9", decided_at=day(30)),
        fact("extension", benefit="ten_day_period", valid_from=day(30), valid_to=day(60), decided_at=day(30)),
    )
    more = [(movements, [*facts, chance.choice(unread)]) for movements, facts in persons]
    found = answer(duckdb_engine, persons + more)
    before, after = states(found), states(found, first=PERSONS + 1)
    assert set(ACCUSING) & set(before)
    assert [pair for pair in zip(before, after, strict=True) if pair[1] in ACCUSING and pair[0] not in ACCUSING] == []


@settings(max_examples=1, phases=[Phase.explicit, Phase.generate], deadline=None)
@given(st.integers(0, 2**32))
def test_a_rejected_application_leaves_the_answer_as_if_it_was_never_filed(duckdb_engine: Engine, seed: int) -> None:
    chance, persons = random.Random(seed), worlds(seed)
    more = [
        (
            movements,
            [
                *facts,
                fact("application", benefit=benefit, reference="R7", filed_at=day(50)),
                fact("decision", benefit=benefit, reference="R7", outcome="rejected", decided_at=day(80)),
            ],
        )
        for movements, facts in persons
        for benefit in [chance.choice(("extension", "change_of_status", "adjustment", "asylum"))]
    ]
    found = answer(duckdb_engine, persons + more)
    assert states(found, first=PERSONS + 1) == states(found)


@settings(max_examples=1, phases=[Phase.explicit, Phase.generate], deadline=None)
@given(st.integers(0, 2**32))
def test_periods_of_one_basis_do_not_depend_on_facts_of_another(duckdb_engine: Engine, seed: int) -> None:
    persons = worlds(seed)
    orders = ("voluntary_departure", "removal_stay")
    without = [(movements, [each for each in facts if each["kind"] not in orders]) for movements, facts in persons]
    only = [(movements, [each for each in facts if each["kind"] == "removal_stay"]) for movements, facts in persons]
    found = answer(duckdb_engine, persons + without + only)
    assert periods(found, "status") == periods(found, "status", PERSONS + 1)
    barred = [[row for row in rows if row[2] == "us.removal_stay"] for rows in periods(found, "removal_barred")]
    assert any(barred)
    assert periods(found, "removal_barred", 2 * PERSONS + 1) == barred


@settings(max_examples=1, phases=[Phase.explicit, Phase.generate], deadline=None)
@given(st.integers(0, 2**32))
def test_an_end_of_work_takes_nobody_out_of_authorised_stay(duckdb_engine: Engine, seed: int) -> None:
    persons = worlds(seed)
    ended = fact(
        "programme", class_="H1B", valid_from=day(22), valid_to=day(40), end_reason="terminated", notified_at=day(40)
    )
    more = [(movements, [*facts, ended]) for movements, facts in persons]
    found = answer(duckdb_engine, persons + more, "2026-06-01")
    pairs = list(zip(states(found), states(found, first=PERSONS + 1), strict=True))
    assert ("in_status", "authorised") in pairs
    assert [pair for pair in pairs if pair[0] != pair[1] and pair != ("in_status", "authorised")] == []


def test_an_unread_fact_on_a_stay_that_ended_is_a_question_about_the_record(duckdb_engine: Engine) -> None:
    stayed = [arrival("2026-01-10T10:00", until="2026-03-01"), departure("2026-04-01T10:00")]
    unread = fact("protection", type="u_status", valid_from="2026-02-01", valid_to="2026-05-01")
    found = answer(duckdb_engine, [(stayed, []), (stayed, [unread])])
    assert states(found, 2) == ["left_after_end", "unknown"]
    assert found.stay("k2")["questions"] == ["unread_record"]


def test_an_approval_without_a_last_day_asks_for_the_decision(duckdb_engine: Engine) -> None:
    approved = fact("decision", benefit="extension", outcome="approved", reference="R1", decided_at="2026-02-01")
    found = answer(duckdb_engine, [([arrival("2026-01-10T10:00", until="2026-03-01")], [approved])])
    assert (states(found, 1), found.stay("k1")["questions"]) == (["unknown"], ["decision_record"])
    assert "us.approved_application" in [reason["rule"] for reason in found.stay("k1")["reasons"]]


def test_what_facts_change_of_an_admission_stands_once_among_its_periods(duckdb_engine: Engine) -> None:
    admitted = arrival("2026-01-10T10:00", until="2026-12-31", admitted_class="H1B")
    ended = fact("programme", class_="H1B", valid_from="2026-01-15", valid_to="2026-03-31", end_reason="completed")
    found = answer(duckdb_engine, [([admitted], [ended])])
    shown = [(row["rule_id"], row["basis"], str(row["valid_to"])) for row in found.periods("k1")]
    assert shown == [
        ("us.admitted_until", "authorised_only", "2026-12-31"),
        ("us.sixty_days", "status", "2026-05-30"),
    ]
