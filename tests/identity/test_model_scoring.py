"""Weights of pairs: what each comparison sees, that they add up, and that both engines give the same."""

from __future__ import annotations

import json
from typing import Any

import ibis
import pyarrow as pa
import pytest
from ibis import _

from sojourn.engine import Engine
from sojourn.identity.model import splink_run
from sojourn.identity.model.features import RECORD
from sojourn.identity.model.model_file import Model, ModelError, load_model
from sojourn.identity.model.scoring import compared, score_pairs
from sojourn.simulate.doubles import doubles

PERSON = {
    "surname": "KAMINSKI",
    "given_names": "ZOFIA HANNA",
    "birth_date": "1984-03-21",
    "sex": "F",
    "nationality": "POL",
    "document_number": "K11111111",
    "document_issuer": "POL",
}


@pytest.fixture(scope="session")
def model() -> Model:
    return load_model()


def levels(model: Model, **changed: str | None) -> dict[str, str]:
    return {feature.feature: feature.level for feature in compared(PERSON, PERSON | changed, model)}


@pytest.mark.parametrize(
    ("changed", "level"),
    [
        ({}, "same"),
        ({"surname": "ZOFIA HANNA", "given_names": "KAMINSKI"}, "same in another order"),
        ({"given_names": "ZOFIA"}, "surname same, given names in part"),
        ({"given_names": "FNU"}, "surname same, no given names"),
        ({"given_names": None}, "surname same, no given names"),
        ({"given_names": "ZOFIA HANNQ"}, "surname same, given names one letter off"),
        ({"surname": "KAMINQKI"}, "given names same, surname one letter off"),
        ({"given_names": "PETRA"}, "surname same, given names differ"),
        ({"surname": "OYELARAN", "given_names": "TUNDE"}, "different"),
    ],
)
def test_names_are_judged_by_one_word(changed: dict[str, str | None], level: str, model: Model) -> None:
    assert levels(model, **changed)["name"] == level


@pytest.mark.parametrize(
    ("born", "level"),
    [
        ("1984-03-21", "same"),
        ("1984-03-22", "one digit different"),
        ("1984-03-12", "two digits exchanged"),
        ("1984-03", "one begins the other"),
        ("2527-03-21", "same in another calendar"),
        ("1984-11-05", "year same"),
        ("1951-07-08", "different"),
    ],
)
def test_birth_dates_are_judged_by_one_word(born: str, level: str, model: Model) -> None:
    assert levels(model, birth_date=born)["birth_date"] == level


def test_day_and_month_swapped_is_a_word_of_its_own(model: Model) -> None:
    first, second = PERSON | {"birth_date": "1984-03-07"}, PERSON | {"birth_date": "1984-07-03"}
    assert {f.feature: f.level for f in compared(first, second, model)}["birth_date"] == "day and month swapped"


@pytest.mark.parametrize(
    ("changed", "level"),
    [
        ({"document_number": "K11111117"}, "one character off, same issuer"),
        ({"document_number": "k 1111-1111"}, "same"),
        ({"document_issuer": "DEU"}, "same, other issuer"),
        ({"document_number": "K11111117", "document_issuer": "DEU"}, "different"),
    ],
)
def test_numbers_are_judged_with_their_issuer(changed: dict[str, str | None], level: str, model: Model) -> None:
    assert levels(model, **changed)["document_number"] == level


@pytest.mark.parametrize("column", ["birth_date", "sex", "nationality", "document_number"])
def test_what_one_record_lacks_is_not_compared(column: str, model: Model) -> None:
    assert column not in levels(model, **{column: None})


def test_an_explanation_shows_the_values_as_given(model: Model) -> None:
    found = {feature.feature: feature for feature in compared(PERSON, PERSON | {"nationality": "DEU"}, model)}
    assert (found["nationality"].a, found["nationality"].b, found["nationality"].level) == ("POL", "DEU", "different")


def test_a_common_name_weighs_less_than_a_rare_one(model: Model) -> None:
    common = {"surname": "SMITH", "given_names": "MARY"}
    weigh = lambda person: sum(f.weight for f in compared(person, person, model))  # noqa: E731
    assert weigh(PERSON | common) < weigh(PERSON | {"surname": "QUORVATH", "given_names": "ILZEMAR"}) - 4


def pairs_of(engine: Engine, people: int) -> tuple[Any, Any]:
    table = doubles(77, people)
    records = engine.load(table.rename_columns(["node", *table.column_names[1:]]).select(["node", *RECORD]), "records")
    first = [row["record_id"] for row in table.to_pylist() if row["source"] == "a"]
    second = [row["record_id"] for row in table.to_pylist() if row["source"] == "b"]
    count = min(len(first), len(second), 150)
    near = [(f"a{row[1:]}", row) for row in second if f"a{row[1:]}" in set(first)][:150]
    far = list(zip(first[:count], second[count - 1 :: -1], strict=False))
    both = sorted({*near, *far})
    columns = {"node_a": [a for a, _b in both], "node_b": [b for _a, b in both], "kind": ["departure"] * len(both)}
    return records, engine.load(pa.table(columns), "pairs")


def scored_rows(engine: Engine, model: Model, people: int = 400) -> list[dict[str, Any]]:
    records, pairs = pairs_of(engine, people)
    found = score_pairs(engine, records, pairs, model, "default")
    return engine.arrow(found).sort_by([("node_a", "ascending"), ("node_b", "ascending")]).to_pylist()


def test_the_weights_of_the_features_and_the_prior_are_the_weight(duckdb_engine: Engine, model: Model) -> None:
    rows = scored_rows(duckdb_engine, model)
    prior = model.prior("default", "departure")
    sums = [sum(part["weight"] for part in json.loads(row["features"])) + prior for row in rows]
    assert [row["weight"] for row in rows] == pytest.approx(sums, abs=1e-5)


def test_the_features_hold_words_of_levels_only(duckdb_engine: Engine, model: Model) -> None:
    words = {word for name in model.comparisons for word in model.weights(name)}
    parts = [part for row in scored_rows(duckdb_engine, model) for part in json.loads(row["features"])]
    assert {part["a"] for part in parts} | {part["b"] for part in parts} <= words
    assert [part["feature"] for part in parts[:7]] == sorted(model.comparisons)


def test_two_runs_give_the_same_rows(duckdb_engine: Engine, model: Model) -> None:
    assert scored_rows(duckdb_engine, model) == scored_rows(duckdb_engine, model)


def test_splink_leaves_no_table_behind(duckdb_engine: Engine, model: Model) -> None:
    scored_rows(duckdb_engine, model)
    names = duckdb_engine.con.con.execute("SELECT table_name FROM duckdb_tables()").fetchall()
    assert [name for (name,) in names if "splink" in name] == []


def test_no_pairs_cost_nothing(duckdb_engine: Engine, model: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(splink_run, "splink_api", None)
    records, pairs = pairs_of(duckdb_engine, 20)
    found = score_pairs(duckdb_engine, records, pairs.filter(ibis.literal(False)), model, "default")
    assert duckdb_engine.count(found) == 0


def test_agreements_count_surname_nationality_and_number(duckdb_engine: Engine, model: Model) -> None:
    other = PERSON | {"document_number": "Z99", "nationality": "DEU"}
    table = pa.Table.from_pylist([{"node": "a", **PERSON}, {"node": "b", **other}, {"node": "c", **PERSON}])
    records = duckdb_engine.load(table, "records")
    pairs = duckdb_engine.load(
        pa.table({"node_a": ["a", "a"], "node_b": ["b", "c"], "kind": ["return", "return"]}), "pairs"
    )
    found = duckdb_engine.arrow(score_pairs(duckdb_engine, records, pairs, model, "default").order_by(_.node_b))
    assert found["agreements"].to_pylist() == [1, 3]


def test_a_warning_of_splink_is_an_error() -> None:
    import logging

    with pytest.raises(ModelError) as caught, splink_run.strict_warnings():
        logging.getLogger("splink.internals.linker").warning("comparison `name` has untrained levels")
    assert caught.value.code == "model-warning"


def test_splink_itself_refuses_a_level_that_nobody_trained(duckdb_engine: Engine, model: Model) -> None:
    content = json.loads(json.dumps(model.content))
    row = next(row for row in content["comparisons"]["comparisons"] if row["output_column_name"] == "sex")
    row["comparison_levels"][1]["m_probability"] = "level not observed in training dataset"
    patterns = duckdb_engine.load(
        pa.table({"pattern": ["x"], **{name: ["missing"] for name in model.comparisons}}), "p"
    )
    with pytest.raises(ModelError) as caught:
        splink_run.score_patterns(duckdb_engine, patterns, Model(content, ""))
    assert caught.value.code == "model-warning"


@pytest.mark.spark
def test_spark_gives_the_same_rows(duckdb_engine: Engine, spark_engine: Engine, model: Model) -> None:
    assert scored_rows(spark_engine, model) == scored_rows(duckdb_engine, model)
