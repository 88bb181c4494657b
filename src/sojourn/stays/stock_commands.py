"""``sojourn identity stock`` and ``sojourn identity add``: folders of evidence into a stock, and a line about each."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from sojourn.engine import Engine
from sojourn.evidence.folder import load_evidence
from sojourn.identity.options import IdentityOptions, read_options
from sojourn.law.pack import load_pack
from sojourn.stays.stock import build_stock, open_stock
from sojourn.stays.stock_add import add_records


def make_stock(
    engine: Engine, evidence: Path, law: str, known_at: datetime, options: IdentityOptions, out: Path
) -> str:
    """Make a stock from a folder of evidence; says what it holds.

    Raises:
        EvidenceError: the evidence or the decisions cannot be used as they stand; ``stock-exists``.
        LawError: the law pack cannot be loaded.
        ModelError: the model cannot be used.
    """
    whose, pack = read_options(options, known_at), load_pack(law).as_known_at(known_at)
    found = load_evidence(engine, evidence)
    tables = (found.movements, found.facts)
    stock = build_stock(engine, out, *tables, pack, known_at, found.rights, whose.decisions, whose.matching)
    people = stock.people()
    records, persons = engine.count(people), engine.count(people.select("person_id").distinct())
    stock.close()
    return f"{records:,} records of {persons:,} persons are in {out}. Next: `sojourn identity add {out} EVIDENCE`."


def add_evidence(
    engine: Engine, path: Path, evidence: Path, law: str, known_at: datetime, options: IdentityOptions
) -> str:
    """Add a folder of evidence to a stock; says what changed.

    Raises:
        EvidenceError: as ``make_stock``; ``stock-missing``, ``stock-unreadable``, ``stock-differs``, ``stock-earlier``.
        LawError: the law pack cannot be loaded.
        ModelError: the model cannot be used.
    """
    whose, pack = read_options(options, known_at), load_pack(law).as_known_at(known_at)
    stock = open_stock(engine, path, pack, whose.matching)
    found = load_evidence(engine, evidence)
    decisions = None if options.links is None else whose.decisions
    added = add_records(stock, found.movements, found.facts, known_at, decisions)
    stock.close()
    return (
        f"{added.records:,} records added; {added.touched:,} looked at. Persons: {len(added.made):,} made, "
        f"{len(added.changed):,} changed, {len(added.gone):,} gone. "
        f"{len(added.moved):,} records on file have another person now."
    )
