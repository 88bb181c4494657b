"""What documents leave over: joined by the model where that is sure, left to a human being where it is not."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from stays_records import Row, arrival, departure, fact, facts_of, movements_of

from sojourn.engine import Engine
from sojourn.identity.decisions import DECISIONS, NO_DECISIONS, Decisions
from sojourn.identity.model.model_file import load_model
from sojourn.identity.options import Matching
from sojourn.law.pack import load_pack
from sojourn.stays.in_memory import MemoryAnswers, answer_in_memory

KNOWN = datetime(2027, 1, 1, tzinfo=UTC)
AS_OF = datetime(2026, 12, 1, tzinfo=UTC).date()


def traveller(number: str, surname: str = "OKONKWO", given_names: str = "CHIDINMA", **more: Any) -> dict[str, Any]:
    """What a record says of whom it is about."""
    who = {"surname": surname, "given_names": given_names, "birth_date": "1987-03-14", "sex": "F", "nationality": "NGA"}
    return who | {"document_type": "P", "document_number": number, "document_issuer": "NGA"} | more


IN = arrival("2026-02-03", until="2026-08-02", movement_id="in", **traveller("A1234567"))
OUT = departure("2026-03-01", movement_id="out", boarded=True, **traveller("B7654321"))


def answered(
    engine: Engine, rows: list[Row], decisions: Decisions = NO_DECISIONS, *, compare: bool = True
) -> MemoryAnswers:
    """Answer rows with the model that Sojourn ships."""
    movements = [row for row in rows if "movement_id" in row]
    facts = [row for row in rows if "fact_id" in row]
    law = load_pack("us").as_known_at(KNOWN)
    matching = Matching(load_model()) if compare else None
    return answer_in_memory(
        engine, movements_of(movements), facts_of(facts), law, AS_OF, KNOWN, decisions=decisions, matching=matching
    )


def state(engine: Engine, *rows: Row) -> str:
    """Give the state (or the code of what is unknown) of the stay that begins with the record ``in``."""
    answers = answered(engine, list(rows)).answers.to_pylist()
    (row,) = [each for each in answers if each["arrival_id"].endswith("/in")]
    return str(row["unknown_code"] or row["state"])


def test_a_departure_on_a_new_passport_ends_the_stay(duckdb_engine: Engine) -> None:
    assert state(duckdb_engine, IN) == "unexplained"
    assert state(duckdb_engine, IN, OUT) == "left_in_time"


def test_without_the_model_it_does_not(duckdb_engine: Engine) -> None:
    found = answered(duckdb_engine, [IN, OUT], compare=False)
    assert found.answers["state"].to_pylist() == ["unexplained"]


def test_an_answer_by_a_join_is_likely_even_if_an_officer_saw_the_departure(duckdb_engine: Engine) -> None:
    seen = departure("2026-03-01", "inspection", movement_id="out", **traveller("B7654321"))
    found = answered(duckdb_engine, [IN, seen])
    assert found.answers.to_pylist()[0]["certainty"] == "likely"


def test_the_link_tells_weight_and_features_without_names(duckdb_engine: Engine) -> None:
    (link,) = answered(duckdb_engine, [IN, OUT]).links.to_pylist()
    assert (link["by"], link["verdict"]) == ("model", "same")
    assert link["weight"] > 0
    assert '"feature":"birth_date"' in link["features"]
    assert "OKONKWO" not in link["features"]


def test_a_twin_who_leaves_ends_no_stay(duckdb_engine: Engine) -> None:
    twin = departure("2026-03-01", movement_id="out", **traveller("B7654321", given_names="NGOZI"))
    assert state(duckdb_engine, IN, twin) != "left_in_time"


def test_a_namesake_of_another_birth_year_ends_no_stay(duckdb_engine: Engine) -> None:
    namesake = departure("2026-03-01", movement_id="out", **traveller("B7654321", birth_date="1961-03-14"))
    assert state(duckdb_engine, IN, namesake) in ("unexplained", "identity_review")


def test_two_people_of_one_name_and_birthday_are_left_to_a_reviewer(duckdb_engine: Engine) -> None:
    other = arrival("2026-02-05", until="2026-08-04", movement_id="other", **traveller("C1112223"))
    found = answered(duckdb_engine, [IN, other, OUT])
    assert {row["state"] for row in found.answers.to_pylist()} == {"unknown"}
    assert {row["unknown_code"] for row in found.answers.to_pylist()} == {"identity_review"}


def test_a_departure_before_the_arrival_ends_no_stay(duckdb_engine: Engine) -> None:
    early = departure("2026-01-20", movement_id="out", **traveller("B7654321"))
    assert state(duckdb_engine, IN, early) == "unexplained"


def test_nobody_is_here_twice_at_once(duckdb_engine: Engine) -> None:
    inside = [
        arrival("2026-01-25", until="2026-07-24", movement_id="again", **traveller("B7654321")),
        departure("2026-02-20", movement_id="left", boarded=True, **traveller("B7654321")),
    ]
    assert state(duckdb_engine, IN, *inside, OUT) == "unexplained"


def test_who_has_an_order_on_file_is_joined_by_a_reviewer_only(duckdb_engine: Engine) -> None:
    order = fact("order", fact_id="order", valid_from="2026-02-20", **traveller("A1234567"))
    assert state(duckdb_engine, IN, OUT, order) == "identity_review"


def test_a_return_on_a_new_passport_proves_a_departure(duckdb_engine: Engine) -> None:
    back = arrival("2026-07-10", until="2027-01-09", movement_id="back", **traveller("B7654321"))
    assert state(duckdb_engine, IN, back) in ("left_in_time", "identity_review")


def test_an_application_without_a_document_explains_the_stay(duckdb_engine: Engine) -> None:
    paper = traveller("") | {"document_type": None, "document_number": None, "document_issuer": None}
    pending = fact("application", fact_id="app", benefit="adjustment", filed_at="2026-06-01", **paper)
    assert state(duckdb_engine, IN, pending) == "authorised"


def test_a_conviction_without_a_document_joins_nobody(duckdb_engine: Engine) -> None:
    paper = traveller("") | {"document_type": None, "document_number": None, "document_issuer": None}
    convicted = fact("conviction", fact_id="c", decided_at="2026-06-01", **paper)
    found = answered(duckdb_engine, [IN, convicted])
    assert len(set(found.people["person_id"].to_pylist())) == 2
    assert found.review.num_rows == 0


def test_a_national_who_leaves_is_nobodys_departure(duckdb_engine: Engine) -> None:
    own = departure("2026-03-01", movement_id="out", **traveller("B7654321", nationality="USA"))
    assert state(duckdb_engine, IN, own) == "unexplained"


def test_whose_record_it_is_does_not_depend_on_the_day_asked_about(duckdb_engine: Engine) -> None:
    law, matching = load_pack("us").as_known_at(KNOWN), Matching(load_model())
    own = departure("2026-05-01", movement_id="own", boarded=True, **traveller("A1234567"))
    rows = movements_of([IN, OUT, own])
    before, after = (
        answer_in_memory(duckdb_engine, rows, facts_of([]), law, day, KNOWN, matching=matching).people
        for day in (datetime(2026, 4, 1, tzinfo=UTC).date(), AS_OF)
    )
    assert before.equals(after)


def decided(verdict: str, withdrawn_at: datetime | None = None) -> Decisions:
    """A reviewer's decision on the two records, in force unless withdrawn."""
    row = {
        "link_id": "l1",
        "record_a": "carrier:XX/out",
        "record_b": "post:JFK/in",
        "verdict": verdict,
        "by": "reviewer",
        "recorded_at": datetime(2026, 11, 1, tzinfo=UTC),
    }
    return Decisions(pa.Table.from_pylist([] if withdrawn_at else [row], DECISIONS))


def test_different_blocks_the_model(duckdb_engine: Engine) -> None:
    found = answered(duckdb_engine, [IN, OUT], decided("different"))
    assert found.answers["state"].to_pylist() == ["unexplained"]


def test_unsure_blocks_the_model_and_asks_on(duckdb_engine: Engine) -> None:
    found = answered(duckdb_engine, [IN, OUT], decided("unsure"))
    assert found.answers["unknown_code"].to_pylist() == ["identity_review"]


def test_same_joins_what_the_model_would_not(duckdb_engine: Engine) -> None:
    stranger = departure("2026-03-01", movement_id="out", boarded=True, **traveller("B7", "VAN DIJK", "ANNA"))
    found = answered(duckdb_engine, [IN, stranger], decided("same"))
    assert found.answers["state"].to_pylist() == ["left_in_time"]


@pytest.mark.parametrize("verdict", ["same", "different", "unsure"])
def test_a_decision_withdrawn_is_as_if_never_made(duckdb_engine: Engine, verdict: str) -> None:
    before = answered(duckdb_engine, [IN, OUT])
    answered(duckdb_engine, [IN, OUT], decided(verdict))
    after = answered(duckdb_engine, [IN, OUT], decided(verdict, withdrawn_at=KNOWN))
    assert after == before


@settings(max_examples=2, phases=[Phase.explicit, Phase.generate], deadline=None)
@given(st.integers(0, 2**32))
def test_order_and_repetition_change_no_join(duckdb_engine: Engine, seed: int) -> None:
    chance = random.Random(seed)
    rows: list[Row] = []
    for number in range(12):
        name = chance.choice(["ADEYEMI", "BALOGUN", "ESIOBU"])
        who = {"surname": name, "birth_date": f"19{chance.randrange(60, 64)}-04-{chance.randrange(1, 4):02}"}
        rows.append(
            arrival("2026-02-03", until="2026-08-02", movement_id=f"i{number}", **traveller(f"A{number}", **who))
        )
        rows.append(departure("2026-03-09", movement_id=f"o{number}", **traveller(f"B{number}", **who)))
    first = answered(duckdb_engine, rows)
    again = answered(duckdb_engine, chance.sample(rows + rows[:7], len(rows) + 7))
    assert again == first


def test_what_a_rule_puts_to_review_no_model_decides(duckdb_engine: Engine) -> None:
    other_birth = departure("2026-03-01", movement_id="out", **traveller("A1234567", birth_date="1955-11-23"))
    found = answered(duckdb_engine, [IN, other_birth])
    assert [row["kind"] for row in found.review.to_pylist()] == ["other_birth_date"]
    assert found.answers["unknown_code"].to_pylist() == ["identity_review"]
