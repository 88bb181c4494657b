"""Records added in any batches give the same people, links and review as all at once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from stock_worlds import KNOWN_AT, batches, decisions, in_batches, worlds

from sojourn.engine import Engine, open_engine
from sojourn.identity.model.model_file import load_model
from sojourn.identity.options import Matching
from sojourn.law.pack import load_pack
from sojourn.law.rule import Law

MANY = settings(max_examples=2, suppress_health_check=list(HealthCheck))
FEW = settings(max_examples=1, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def law() -> Law:
    """The law of the United States, as known at the cut-off of the tests."""
    return load_pack("us").as_known_at(KNOWN_AT)


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    """One engine for all worlds: statements are compiled once."""
    with open_engine(memory="1GB", threads=1) as opened:
        yield opened


@pytest.fixture(scope="module")
def matching() -> Matching:
    """The model that Sojourn ships."""
    return Matching(load_model(None))


@MANY
@given(data=st.data())
def test_batches_change_nothing_by_rules_and_reviewers(
    data: st.DataObject, engine: Engine, law: Law, tmp_path_factory: pytest.TempPathFactory
) -> None:
    world = data.draw(worlds())
    made, parts = data.draw(decisions(world)), data.draw(batches(world))
    path = tmp_path_factory.getbasetemp() / "rules.stock"
    found = in_batches(engine, path, parts, law, made, None)
    assert found == in_batches(engine, path, [world], law, made, None)


@FEW
@given(data=st.data())
def test_batches_change_nothing_with_the_model(
    data: st.DataObject,
    engine: Engine,
    law: Law,
    matching: Matching,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    world = data.draw(worlds())
    made, parts = data.draw(decisions(world)), data.draw(batches(world))
    path = tmp_path_factory.getbasetemp() / "model.stock"
    found = in_batches(engine, path, parts, law, made, matching)
    assert found == in_batches(engine, path, [world], law, made, matching)
