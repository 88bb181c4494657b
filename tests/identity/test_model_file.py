"""The model file is checked as a whole before anything is compared with it."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from sojourn.identity.model.model_file import DEFAULT, KINDS, ModelError, check_model, load_model, write_model


@pytest.fixture
def content() -> Any:
    return json.loads(DEFAULT.read_text(encoding="utf-8"))


def refused(content: Any) -> ModelError:
    with pytest.raises(ModelError) as caught:
        check_model(content, Path("own.json"))
    return caught.value


def test_the_shipped_model_is_trained_and_measured() -> None:
    model = load_model()
    model.require_evaluated()
    assert {model.band("default", kind).link >= model.band("default", kind).review for kind in KINDS} == {True}


def test_the_shipped_bands_carry_error_rates_by_kind_of_change() -> None:
    measured = load_model().measured("default")["departure"]
    assert {"new_passport", "typo", "transliteration", "second_nationality"} <= set(measured["by_kind"])
    assert measured["precision"]["value"] >= 0.995


def test_a_digest_does_not_depend_on_the_order_of_keys(content: Any, tmp_path: Path) -> None:
    write_model(dict(reversed(content.items())), tmp_path / "turned.json")
    assert load_model(tmp_path / "turned.json").digest == load_model().digest


def test_a_digest_changes_with_a_single_probability(content: Any) -> None:
    content["comparisons"]["comparisons"][0]["comparison_levels"][1]["m_probability"] *= 1.001
    assert check_model(content, Path("own.json")).digest != load_model().digest


def test_a_level_without_a_probability_is_untrained(content: Any) -> None:
    del content["comparisons"]["comparisons"][0]["comparison_levels"][3]["u_probability"]
    assert refused(content).code == "model-untrained"


def test_a_comparison_that_is_missing_is_untrained(content: Any) -> None:
    content["comparisons"]["comparisons"].pop()
    assert refused(content).code == "model-untrained"


def test_splinks_own_word_for_untrained_is_untrained(content: Any) -> None:
    level = content["comparisons"]["comparisons"][3]["comparison_levels"][1]
    level["m_probability"] = "level not observed in training dataset"
    assert refused(content).code == "model-untrained"


def test_a_file_of_something_else_is_unreadable(tmp_path: Path) -> None:
    (tmp_path / "other.json").write_text("[1, 2]", encoding="utf-8")
    with pytest.raises(ModelError) as caught:
        load_model(tmp_path / "other.json")
    assert caught.value.code == "model-unreadable"


def test_a_file_that_is_not_there_is_unreadable(tmp_path: Path) -> None:
    with pytest.raises(ModelError) as caught:
        load_model(tmp_path / "none.json")
    assert caught.value.code == "model-unreadable"


def test_a_link_band_below_the_review_band_is_unreadable(content: Any) -> None:
    content["size_classes"]["default"]["kinds"]["fact"]["bands"] = {"link": 1.0, "review": 2.0}
    assert refused(content).code == "model-unreadable"


def test_a_model_that_nobody_measured_is_refused(content: Any) -> None:
    content["size_classes"]["default"]["measured"] = {}
    with pytest.raises(ModelError) as caught:
        check_model(content, Path("own.json")).require_evaluated()
    assert caught.value.code == "model-unevaluated"


def test_an_unknown_size_class_is_named_in_the_error(content: Any) -> None:
    with pytest.raises(ModelError) as caught:
        check_model(copy.deepcopy(content), Path("own.json")).band("huge", "fact")
    assert caught.value.code == "model-size"
    assert "`huge`" in caught.value.message
