"""A law with few rules is a law: the engine needs only what every pack must have."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from stays_records import Book, arrival, departure, fact, facts_of, movements_of
from stays_run import LATER

from sojourn.engine import Engine
from sojourn.law.pack import load_pack
from sojourn.stays.in_memory import answer_in_memory

NEEDED = ("proof", "merge", "turn_back", "returned", "not_subject", "entry_until", "waiting_time", "contradiction")


def test_facts_that_no_rule_reads_change_nothing(duckdb_engine: Engine) -> None:
    law = load_pack("base").as_known_at(LATER)
    small = replace(law, rules=tuple(rule for rule in law.rules if rule.role in NEEDED))
    book = Book()
    book.person(arrival("2026-01-10", until="2026-07-09"), fact("protection", type="refugee", valid_from="2026-02-01"))
    book.person(
        arrival("2026-01-10", until="2026-07-09"), departure("2026-03-01"), fact("death", valid_from="2026-02-01")
    )
    book.person(arrival("2026-01-10"), departure("2026-03-01", "declared"))
    movements, facts = movements_of(book.movements), facts_of(book.facts)
    found = answer_in_memory(duckdb_engine, movements, facts, small, date(2026, 6, 1), LATER)
    states = {book.owners[row["arrival_id"]]: (row["state"], row["unknown_code"]) for row in found.answers.to_pylist()}
    assert states == {"k1": ("in_status", None), "k2": ("not_subject", None), "k3": ("unknown", "no_end_date")}


def test_a_law_that_says_nothing_of_coverage_counts_on_no_departure(duckdb_engine: Engine) -> None:
    law = load_pack("base").as_known_at(LATER)
    small = replace(law, rules=tuple(rule for rule in law.rules if rule.role in NEEDED))
    book = Book()
    book.person(arrival("2026-01-10", until="2026-07-09"))
    found = answer_in_memory(duckdb_engine, movements_of(book.movements), facts_of([]), small, date(2026, 12, 1), LATER)
    assert found.answers["unknown_code"].to_pylist() == ["coverage"]
