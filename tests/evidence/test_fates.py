"""One fate a row: duplicates, conflicts, corrections, retractions, cycles, and what is not known yet."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from evidence_fates import find_fates
from fates_oracle import content_digest
from invented_rows import END, NOON, fact, movement, table_of

from sojourn.engine import Engine
from sojourn.errors import EvidenceError
from sojourn.evidence.canonical import content_digest as engine_digest
from sojourn.evidence.fates import decide_fates, names_known
from sojourn.tables import FACTS

HOUR = timedelta(hours=1)


def test_a_plain_row_is_accepted_under_its_own_name(duckdb_engine: Engine) -> None:
    found = find_fates(duckdb_engine, [movement("8a12", surname="Okonkwo")])
    assert found.lines == {"carrier:KL/8a12": ("carrier:KL/8a12", NOON)}
    assert found.rows[0]["surname"] == "Okonkwo"
    assert found.counts["accepted"] == 1


def test_a_row_recorded_after_the_cut_off_does_not_exist(duckdb_engine: Engine) -> None:
    rows = [movement("1"), movement("2", corrects="carrier:KL/1", recorded_at=NOON + HOUR)]
    found = find_fates(duckdb_engine, rows, known_at=NOON)
    assert found.fates() == {"carrier:KL/1": "accepted", "carrier:KL/2": "later"}


def test_equal_rows_of_one_name_are_duplicates_of_the_first(duckdb_engine: Engine) -> None:
    found = find_fates(duckdb_engine, [movement("1"), movement("1"), movement("1")])
    assert found.exceptions == {("carrier:KL/1", "duplicate", None): 2}
    assert len(found.lines) == 1


def test_of_unequal_rows_the_one_recorded_first_stands(duckdb_engine: Engine) -> None:
    rows = [movement("1", port="LAX", recorded_at=NOON + HOUR), movement("1", port="JFK")]
    found = find_fates(duckdb_engine, rows)
    assert found.rows[0]["port"] == "JFK"
    assert found.exceptions == {("carrier:KL/1", "quarantined", "id_conflict"): 1}


def test_of_unequal_rows_of_one_moment_the_smallest_digest_stands(duckdb_engine: Engine) -> None:
    rows = [movement("1", port="JFK"), movement("1", port="LAX"), movement("1", port="MIA")]
    found = find_fates(duckdb_engine, rows)
    assert found.rows[0]["port"] == min(rows, key=content_digest)["port"]
    assert found.exceptions == {("carrier:KL/1", "quarantined", "id_conflict"): 2}


def test_a_copy_of_a_conflicting_row_is_a_duplicate_too(duckdb_engine: Engine) -> None:
    rows = [movement("1", port="JFK"), movement("1", port="JFK", recorded_at=NOON + HOUR)]
    found = find_fates(duckdb_engine, [*rows, rows[1]])
    name = "carrier:KL/1"
    assert found.exceptions == {(name, "quarantined", "id_conflict"): 1, (name, "duplicate", None): 1}


def test_one_id_in_two_feeds_is_two_records(duckdb_engine: Engine) -> None:
    found = find_fates(duckdb_engine, [movement("1"), movement("1", feed="post:JFK")])
    assert found.counts["accepted"] == 2


def test_the_digest_is_that_of_the_documented_text(duckdb_engine: Engine) -> None:
    row = movement("1", references=["i94:1,2", "ä:3"], sequence=7, boarded=False, surname="", birth_date="1990-05")
    table = duckdb_engine.load(table_of([row]), "digest")
    assert duckdb_engine.arrow(table.select(digest=engine_digest(table)))["digest"].to_pylist() == [content_digest(row)]


def test_a_correction_replaces_the_whole_record_and_keeps_its_line(duckdb_engine: Engine) -> None:
    late = movement("2", corrects="carrier:KL/1", recorded_at=NOON + HOUR, surname=None)
    found = find_fates(duckdb_engine, [movement("1", surname="Okonkwo"), late])
    assert found.lines == {"carrier:KL/2": ("carrier:KL/1", NOON)}
    assert found.rows[0]["surname"] is None
    assert found.fates()["carrier:KL/1"] == "replaced"


def test_a_long_chain_of_corrections_stands_with_its_last(duckdb_engine: Engine) -> None:
    chain = [movement(str(at), corrects=f"carrier:KL/{at - 1}") for at in range(1, 41)]
    found = find_fates(duckdb_engine, [movement("0"), *reversed(chain)])
    assert found.lines == {"carrier:KL/40": ("carrier:KL/0", NOON)}
    assert found.counts["replaced"] == 40


def test_of_several_corrections_the_one_recorded_last_counts(duckdb_engine: Engine) -> None:
    late = movement("2", corrects="carrier:KL/1", recorded_at=NOON + 2 * HOUR)
    early = movement("3", corrects="carrier:KL/1", recorded_at=NOON + HOUR)
    found = find_fates(duckdb_engine, [movement("1"), late, early])
    assert found.fates() == {"carrier:KL/1": "replaced", "carrier:KL/2": "accepted", "carrier:KL/3": "replaced"}


def test_of_several_corrections_of_one_moment_the_greatest_id_counts(duckdb_engine: Engine) -> None:
    rows = [movement("1"), movement("b", corrects="carrier:KL/1"), movement("a", corrects="carrier:KL/1")]
    assert find_fates(duckdb_engine, rows).standing() == {"carrier:KL/1": "carrier:KL/b"}


def test_a_retraction_removes_the_line(duckdb_engine: Engine) -> None:
    found = find_fates(duckdb_engine, [movement("1"), movement("2", corrects="carrier:KL/1", retracted=True)])
    assert found.fates() == {"carrier:KL/1": "retracted", "carrier:KL/2": "retraction"}
    assert found.lines == {}


def test_a_later_correction_of_the_record_does_not_undo_its_retraction(duckdb_engine: Engine) -> None:
    retraction = movement("2", corrects="carrier:KL/1", retracted=True)
    later = movement("3", corrects="carrier:KL/1", recorded_at=NOON + HOUR)
    found = find_fates(duckdb_engine, [movement("1"), retraction, later])
    assert found.fates() == {"carrier:KL/1": "retracted", "carrier:KL/2": "retraction", "carrier:KL/3": "retracted"}


def test_a_correction_of_the_retraction_restores_the_line(duckdb_engine: Engine) -> None:
    retraction = movement("2", corrects="carrier:KL/1", retracted=True)
    restored = movement("3", corrects="carrier:KL/2", recorded_at=NOON + HOUR)
    found = find_fates(duckdb_engine, [movement("1"), retraction, restored])
    assert found.lines == {"carrier:KL/3": ("carrier:KL/1", NOON)}


def test_a_retraction_of_a_record_that_never_came_removes_nothing(duckdb_engine: Engine) -> None:
    found = find_fates(duckdb_engine, [movement("1"), movement("2", corrects="carrier:KL/9", retracted=True)])
    assert found.fates() == {"carrier:KL/1": "accepted", "carrier:KL/2": "retraction"}


def test_a_correction_of_a_record_that_never_came_stands(duckdb_engine: Engine) -> None:
    found = find_fates(duckdb_engine, [movement("2", corrects="carrier:KL/9")])
    assert found.lines == {"carrier:KL/2": ("carrier:KL/2", NOON)}


def test_a_cycle_is_quarantined_and_what_corrects_it_stands(duckdb_engine: Engine) -> None:
    rows = [movement("1", corrects="carrier:KL/2"), movement("2", corrects="carrier:KL/1")]
    tail = [movement("3", corrects="carrier:KL/1"), movement("4", corrects="carrier:KL/3")]
    found = find_fates(duckdb_engine, [*rows, *tail])
    cycle = {(f"carrier:KL/{at}", "quarantined", "correction_cycle"): 1 for at in (1, 2)}
    assert found.exceptions == cycle | {("carrier:KL/3", "replaced", None): 1}
    assert found.standing() == {"carrier:KL/3": "carrier:KL/4"}


def test_a_record_that_corrects_itself_is_a_cycle(duckdb_engine: Engine) -> None:
    found = find_fates(duckdb_engine, [movement("1", corrects="carrier:KL/1")])
    assert found.exceptions == {("carrier:KL/1", "quarantined", "correction_cycle"): 1}


def test_another_feeds_record_needs_the_right_to_be_set_aside(duckdb_engine: Engine) -> None:
    rows = [movement("1"), movement("2", feed="authority:review", corrects="carrier:KL/1")]
    found = find_fates(duckdb_engine, rows)
    assert found.exceptions == {("authority:review/2", "quarantined", "no_right_to_set_aside"): 1}
    assert found.standing() == {"carrier:KL/1": "carrier:KL/1"}


def test_a_feed_with_the_right_sets_another_feeds_record_aside(duckdb_engine: Engine) -> None:
    rows = [movement("1"), movement("2", feed="authority:review", corrects="carrier:KL/1")]
    rights = {"authority:review": frozenset({"set_aside"}), "post:JFK": frozenset({"replay"})}
    assert find_fates(duckdb_engine, rows, rights=rights).standing() == {"carrier:KL/1": "authority:review/2"}


def test_the_right_to_replay_sets_nothing_aside(duckdb_engine: Engine) -> None:
    rows = [movement("1"), movement("2", feed="post:JFK", corrects="carrier:KL/1")]
    found = find_fates(duckdb_engine, rows, rights={"post:JFK": frozenset({"replay"})})
    assert found.counts["quarantined"] == 1


def test_a_fact_with_a_movements_name_is_quarantined(duckdb_engine: Engine) -> None:
    movements = duckdb_engine.load(table_of([movement("1"), movement("2", recorded_at=END)]), "movements")
    taken = names_known(movements, "movement_id", NOON)
    rows = [fact("1", feed="carrier:KL"), fact("1", feed="carrier:KL"), fact("2", feed="carrier:KL")]
    found = find_fates(duckdb_engine, rows, columns=FACTS, names_taken=taken)
    name = "carrier:KL/1"
    assert found.exceptions == {(name, "quarantined", "id_conflict"): 1, (name, "duplicate", None): 1}
    assert found.standing() == {"carrier:KL/2": "carrier:KL/2"}


def test_a_cut_off_without_zone_is_refused(duckdb_engine: Engine) -> None:
    table = duckdb_engine.load(table_of([movement("1")]), "rows")
    with pytest.raises(EvidenceError, match="has no zone") as refusal:
        decide_fates(duckdb_engine, table, "movement_id", datetime(2024, 3, 1), {})  # noqa: DTZ001
    assert refusal.value.code == "time-without-zone"
