"""A stock: records with the people found among them, kept so that new records cost what they touch.

New records change only who hangs together with them: by a correction, a key, a reviewer's decision, or as rivals in
what the model compares. The stock finds these by index, works out who is who among them by the same steps as every
run, and puts the result in the place of the old one. DuckDB only.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import ibis.expr.types as ir
import pyarrow as pa
from ibis import _

from sojourn import tables
from sojourn.engine import Engine
from sojourn.errors import EvidenceError
from sojourn.evidence.fates import Rights
from sojourn.identity.decisions import DECISIONS, NO_DECISIONS, Decisions
from sojourn.identity.options import Matching
from sojourn.law.rule import Law
from sojourn.stays import stock_file as file
from sojourn.stays.stock_found import find_before, find_rest
from sojourn.stays.stock_marks import further_marks, marked_facts, marked_movements


@dataclass
class Stock:
    """An open stock; ``build_stock`` and ``open_stock`` give it.

    Attributes:
        engine: the engine that holds it.
        path: its file.
        terms: with what its people were found.
        known_at: the knowledge cut-off of its people.
        decisions: the reviewers' decisions in force.
    """

    engine: Engine
    path: Path
    terms: file.Terms
    known_at: datetime
    decisions: Decisions

    def people(self) -> ir.Table:
        """Give whose record is whose (``tables.PEOPLE``)."""
        return self._output("people", tables.PEOPLE)

    def links(self) -> ir.Table:
        """Give the link decisions (``tables.LINKS``)."""
        return self._output("links", tables.LINKS)

    def review(self) -> ir.Table:
        """Give the pairs that a human should look at (``tables.REVIEW``)."""
        return self._output("review", tables.REVIEW)

    def close(self) -> None:
        """Close the file."""
        file.detach(self.engine)

    def _output(self, name: str, schema: pa.Schema) -> ir.Table:
        return file.table(self.engine, name).select(*schema.names)


def build_stock(
    engine: Engine,
    path: Path,
    movements: ir.Table,
    facts: ir.Table,
    law: Law,
    known_at: datetime,
    rights: Rights | None = None,
    decisions: Decisions = NO_DECISIONS,
    matching: Matching | None = None,
) -> Stock:
    """Make a stock from evidence, all at once. The file appears under its name when it is whole.

    Args:
        engine: an open DuckDB engine without another stock.
        path: the file to make.
        movements: table with the columns of ``tables.MOVEMENTS``.
        facts: table with the columns of ``tables.FACTS``.
        law: the law as known; it says which reports are one crossing.
        known_at: records learned later wait in the stock.
        rights: which feeds may correct others' records; they stay with the stock.
        decisions: reviewers' decisions in force at ``known_at``.
        matching: the model that compares leftovers; without it nothing is joined by a model.

    Raises:
        EvidenceError: ``stock-exists``; ``time-without-zone``.
    """
    if path.exists():
        raise EvidenceError(
            "stock-exists",
            f"there is a file `{path}` already. Nothing was written. "
            "Next: add records to it with `sojourn identity add`, or name a new file.",
        )
    terms = file.Terms(law, matching, rights or {})
    beside = path.with_name(f".{path.name}.part")
    beside.unlink(missing_ok=True)
    file.attach(engine, beside)
    with contextlib.ExitStack() as undo:
        undo.callback(lambda: beside.unlink(missing_ok=True))
        undo.callback(lambda: file.detach(engine))
        file.create_table(engine, "movements", marked_movements(movements))
        file.create_table(engine, "facts", marked_facts(facts))
        moves, acts = file.table(engine, "movements"), file.table(engine, "facts")
        file.create_table(engine, "further", further_marks(moves, acts))
        before = find_before(engine, moves, acts, terms, known_at, decisions)
        for name, rows in find_rest(engine, before, terms).items():
            file.create_table(engine, name, rows)
            engine.drop(rows)
        file.create_table(engine, "waiting", waiting(moves, acts, known_at))
        file.create_table(engine, "decisions", engine.load(decisions.rows, "decisions"))
        file.create_indexes(engine)
        file.write_about(engine, about(terms, known_at))
        undo.pop_all()
    file.detach(engine)
    beside.rename(path)
    file.attach(engine, path)
    return Stock(engine, path, terms, known_at, decisions)


def open_stock(engine: Engine, path: Path, law: Law, matching: Matching | None = None) -> Stock:
    """Open a stock that was made with the same law and model.

    Raises:
        EvidenceError: ``stock-missing``, ``stock-unreadable`` or ``stock-differs``.
    """
    if not path.is_file():
        raise EvidenceError(
            "stock-missing", f"there is no stock `{path}`. Next: make one with `sojourn identity stock EVIDENCE`."
        )
    file.attach(engine, path)
    with contextlib.ExitStack() as undo:
        undo.callback(lambda: file.detach(engine))
        made_with = file.read_about(engine, path)
        rights = {feed: frozenset(given) for feed, given in made_with["rights"].items()}
        terms = file.Terms(law, matching, rights)
        differ = sorted(name for name, told in terms.told().items() if made_with["terms"].get(name) != told)
        if differ:
            raise EvidenceError(
                "stock-differs",
                f"the stock `{path}` was made with another `{'`, `'.join(differ)}`: its people would not be those of a "
                "run. Next: name the law and the model that it was made with, or make the stock anew.",
            )
        made = engine.arrow(file.table(engine, "decisions")).cast(DECISIONS)
        undo.pop_all()
    return Stock(engine, path, terms, datetime.fromisoformat(made_with["known_at"]), Decisions(made))


def about(terms: file.Terms, known_at: datetime) -> dict[str, Any]:
    """Give what a stock tells of itself."""
    rights = {feed: sorted(given) for feed, given in terms.rights.items()}
    return {"terms": terms.told(), "rights": rights, "known_at": file.moment_text(known_at)}


def waiting(movements: ir.Table, facts: ir.Table, known_at: datetime) -> ir.Table:
    """Give the marks of rows that are not known yet, with the time from which they are: (unit, recorded_at)."""
    both = movements.select("unit", "recorded_at").union(facts.select("unit", "recorded_at"))
    return both.filter(_.recorded_at > known_at)
