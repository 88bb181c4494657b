"""A stock: what new records change, what waits, and what is refused."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from stays_records import Row, arrival, departure, fact
from stock_worlds import KNOWN_AT, in_batches, loaded, outputs

from sojourn.engine import Engine, open_engine
from sojourn.errors import EvidenceError
from sojourn.identity.decisions import DECISIONS, NO_DECISIONS, Decisions
from sojourn.identity.links import link_digest
from sojourn.identity.model.model_file import load_model
from sojourn.identity.options import Matching
from sojourn.law.pack import load_pack
from sojourn.simulate import simulate
from sojourn.stays.in_memory import answer_in_memory
from sojourn.stays.stock import Stock, build_stock, open_stock
from sojourn.stays.stock_add import add_records

OLD, NEW = "N0000001", "N0000002"
LAW = load_pack("us").as_known_at(KNOWN_AT)


@pytest.fixture(scope="module")
def opened() -> Iterator[Engine]:
    """One engine for all tests of this module: statements are compiled once."""
    with open_engine(memory="1GB", threads=1) as engine:
        yield engine


@pytest.fixture
def engine(opened: Engine) -> Iterator[Engine]:
    """The engine, without a stock before and after."""
    opened.restart()
    yield opened
    opened.con.con.execute("DETACH DATABASE IF EXISTS stock")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The file of a stock."""
    return tmp_path / "people.stock"


def passport(number: str, name: str, **given: object) -> Row:
    """Give the columns of a record with a passport."""
    return {"document_number": number, "document_issuer": "NLD", "birth_date": "1980-05-17", **given} | (
        {"movement_id": name} if name.startswith("m") else {"fact_id": name}
    )


CAME = arrival("2026-01-10", **passport(OLD, "m1"))
LEFT = departure("2026-02-10", **passport(NEW, "m2"))
RENEWED = fact("document", outcome="new", valid_from="2026-02-01", **passport(NEW, "f1", other_document_number=OLD))


def stock_of(engine: Engine, path: Path, *movements: Row, known_at: datetime = KNOWN_AT) -> Stock:
    """Build a stock of movements, without a model."""
    return build_stock(engine, path, *loaded(engine, (list(movements), [])), LAW, known_at)


def decision(verdict: str, first: Row, second: Row) -> Decisions:
    """Give a reviewer's decision on two movements."""
    names = sorted(f"{row['feed']}/{row['movement_id']}" for row in (first, second))
    row: Row = {"link_id": link_digest(verdict), "record_a": names[0], "record_b": names[1], "verdict": verdict}
    row |= {"by": "reviewer", "recorded_at": datetime(2026, 5, 1, tzinfo=UTC)}
    return Decisions(pa.Table.from_pylist([row], DECISIONS))


def test_a_fact_that_joins_two_documents_tells_who_is_gone(engine: Engine, path: Path) -> None:
    stock = stock_of(engine, path, CAME, LEFT)
    added = add_records(stock, *loaded(engine, ([], [RENEWED])), KNOWN_AT)
    (person,) = {row["person_id"] for row in outputs(stock)["people"]}
    assert (added.records, added.made, added.changed) == (1, (), (person,))
    assert (len(added.gone), added.moved) == (1, (f"{LEFT['feed']}/m2",))


def test_strangers_are_not_looked_at(engine: Engine, path: Path) -> None:
    strangers = [arrival("2026-01-10", **passport(f"S{number:07}", f"m9{number}")) for number in range(50)]
    stock = stock_of(engine, path, CAME, *strangers)
    added = add_records(stock, *loaded(engine, ([departure("2026-02-01", **passport(OLD, "m3"))], [])), KNOWN_AT)
    assert added.touched == 2


def test_records_wait_until_they_are_known(engine: Engine, path: Path) -> None:
    early = datetime(2026, 1, 20, tzinfo=UTC)
    stock = stock_of(engine, path, CAME, LEFT, known_at=early)
    before = len(outputs(stock)["people"])
    added = add_records(stock, *loaded(engine, ([], [])), KNOWN_AT)
    assert (before, len(outputs(stock)["people"]), len(added.made)) == (1, 2, 1)


def test_decisions_made_and_withdrawn_later_count(engine: Engine, path: Path) -> None:
    stock = stock_of(engine, path, CAME, LEFT)
    apart = outputs(stock)
    add_records(stock, *loaded(engine, ([], [])), KNOWN_AT, decision("same", CAME, LEFT))
    together = outputs(stock)
    add_records(stock, *loaded(engine, ([], [])), KNOWN_AT, NO_DECISIONS)
    assert [row["basis"] for row in together["people"]].count("reviewer") == 1
    assert [row["verdict"] for row in together["links"]] == ["same"]
    assert outputs(stock) == apart


def test_what_fails_while_it_is_written_leaves_the_stock_as_it_was(
    engine: Engine, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stock = stock_of(engine, path, CAME, LEFT)
    before = outputs(stock)
    with monkeypatch.context() as broken:
        broken.setattr("sojourn.stays.stock_file.write_about", _killed)
        with pytest.raises(KeyboardInterrupt):
            add_records(stock, *loaded(engine, ([], [RENEWED])), KNOWN_AT)
    kept = outputs(stock)
    again = add_records(stock, *loaded(engine, ([], [RENEWED])), KNOWN_AT)
    assert kept == before
    assert len(again.gone) == 1


def _killed(*_given: object) -> None:
    raise KeyboardInterrupt


def test_a_closed_stock_goes_on_in_another_engine(engine: Engine, path: Path) -> None:
    stock_of(engine, path, CAME, LEFT).close()
    with open_engine(memory="1GB", threads=1) as other:
        stock = open_stock(other, path, LAW)
        add_records(stock, *loaded(other, ([], [RENEWED])), KNOWN_AT)
        stock.close()
    people = outputs(open_stock(engine, path, LAW))["people"]
    assert len({row["person_id"] for row in people}) == 1


def test_a_stock_of_another_law_is_refused(engine: Engine, path: Path) -> None:
    stock_of(engine, path, CAME).close()
    with pytest.raises(EvidenceError, match="`law`") as refused:
        open_stock(engine, path, load_pack("base").as_known_at(KNOWN_AT))
    assert refused.value.code == "stock-differs"


def test_an_earlier_time_is_refused(engine: Engine, path: Path) -> None:
    stock = stock_of(engine, path, CAME)
    with pytest.raises(EvidenceError) as refused:
        add_records(stock, *loaded(engine, ([], [])), datetime(2026, 1, 1, tzinfo=UTC))
    assert refused.value.code == "stock-earlier"


def test_a_file_that_is_there_is_not_replaced(engine: Engine, path: Path) -> None:
    path.write_text("mine")
    with pytest.raises(EvidenceError) as refused:
        stock_of(engine, path, CAME)
    assert (refused.value.code, path.read_text()) == ("stock-exists", "mine")


def test_what_is_no_stock_is_refused(engine: Engine, path: Path, tmp_path: Path) -> None:
    path.write_text("mine")
    duckdb.connect(str(tmp_path / "other.db")).close()
    codes = [_refusal(engine, file) for file in (path, tmp_path / "other.db", tmp_path / "none")]
    assert codes == ["stock-unreadable", "stock-unreadable", "stock-missing"]


def _refusal(engine: Engine, path: Path) -> str:
    with pytest.raises(EvidenceError) as refused:
        open_stock(engine, path, LAW)
    return refused.value.code


def test_a_simulated_population_in_batches_is_the_same_as_in_one_run(
    engine: Engine, path: Path, tmp_path: Path
) -> None:
    simulate(tmp_path / "evidence", travellers=2_000, seed=5, processes=1)
    rows = [pq.read_table(tmp_path / "evidence" / f"{name}.parquet") for name in ("movements", "facts")]
    cut, start = datetime(2026, 2, 5, tzinfo=UTC), datetime(2000, 1, 1, tzinfo=UTC)
    parts = [(_learned(rows[0], *span), _learned(rows[1], *span)) for span in ((start, cut), (cut, KNOWN_AT))]
    matching = Matching(load_model(None))
    found = in_batches(engine, path, parts, LAW, NO_DECISIONS, matching)
    with open_engine(memory="1GB", threads=1) as other:
        run = answer_in_memory(other, rows[0], rows[1], LAW, date(2026, 12, 1), KNOWN_AT, matching=matching)
    assert found["people"] == run.people.sort_by("record_id").to_pylist()
    assert (found["links"], found["review"]) == (run.links.to_pylist(), run.review.to_pylist())


def _learned(rows: pa.Table, since: datetime, until: datetime) -> list[Row]:
    return [row for row in rows.to_pylist() if since <= row["recorded_at"] < until]
