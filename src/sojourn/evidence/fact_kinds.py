"""The table of fact kinds: what each requires, may carry and means. The rules stand in ``fact_kinds.yaml``."""

from __future__ import annotations

import functools
import operator
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any, Literal

import ibis.expr.types as ir
import yaml

from sojourn.evidence.validate import Check
from sojourn.tables import FACT_KINDS

About = Literal["person", "record", "adverse", "nobody"]

JUDGED = (
    "benefit",
    "outcome",
    "type",
    "class",
    "statute",
    "end_reason",
    "days",
    "entries",
    "territory",
    "served_by",
    "principal_reference",
    "other_document_number",
    "other_document_issuer",
)
"""The columns that a kind carries only where the table says so."""

_WHOSE: dict[About, tuple[str, ...]] = {
    "person": ("document_number", "references", "reference", "surname"),
    "record": ("document_number", "references", "reference"),
    "adverse": ("document_number", "references"),
    "nobody": (),
}


@dataclass(frozen=True)
class Words:
    """The words of one column and their meaning; ``closed`` refuses every other word."""

    meanings: Mapping[str, str]
    closed: bool


@dataclass(frozen=True)
class FactKind:
    """One kind of fact.

    Attributes:
        name: its name in the column ``kind``.
        title: one plain sentence.
        about: whose it is, and so what must say whose it is.
        requires: groups of columns; one of each group must have a value.
        carries: further columns of ``JUDGED`` that it may have.
        words: the words of a column, by column.
        notes: how its columns are to be read.
    """

    name: str
    title: str
    about: About
    requires: tuple[tuple[str, ...], ...]
    carries: tuple[str, ...]
    words: Mapping[str, Words]
    notes: str

    @property
    def whose(self) -> tuple[str, ...]:
        """The columns of which one must say whose the fact is; empty where it is about nobody."""
        return _WHOSE[self.about]

    @property
    def not_carried(self) -> tuple[str, ...]:
        """The columns that have no meaning on this kind."""
        required = {name for group in self.requires for name in group}
        return tuple(name for name in JUDGED if name not in required and name not in self.carries)


@functools.cache
def fact_kinds() -> Mapping[str, FactKind]:
    """Give the table of fact kinds by name, in the order of ``tables.FACT_KINDS``."""
    given = _load()["kinds"]
    return {name: _kind(name, given[name]) for name in FACT_KINDS}


@functools.cache
def always_carried() -> tuple[str, ...]:
    """Give the columns that every kind may carry besides those that say whose it is."""
    return tuple(_load()["always"])


def list_fact_checks(facts: ir.Table) -> list[Check]:
    """List the tests that quarantine a fact: what its kind requires, whose it is, closed words, adverse fields."""
    return [*_requirements(facts), *_words_checks(facts, closed=True), *_carried(facts, adverse=True)]


def list_fact_remarks(facts: ir.Table) -> list[Check]:
    """List the tests that are only told: unknown words of an open list, and values that the kind has no meaning for."""
    return [*_words_checks(facts, closed=False), *_carried(facts, adverse=False)]


def _requirements(facts: ir.Table) -> Iterator[Check]:
    """Test each group of required columns once, for all kinds that require it."""
    groups: dict[tuple[str, ...], list[str]] = {}
    for kind in fact_kinds().values():
        for group in kind.requires:
            groups.setdefault(group, []).append(kind.name)
    for group, kinds in groups.items():
        missing = facts.kind.isin(kinds) & ~_any_given(facts, group)
        yield Check(" or ".join(group), "fact-requires", "nothing", "a value, this kind of fact requires it", missing)
    for about, group in _WHOSE.items():
        kinds = [kind.name for kind in fact_kinds().values() if kind.about == about and group]
        if kinds:
            nobody = facts.kind.isin(kinds) & ~_any_given(facts, group)
            allowed = "a value that says whose this kind of fact is"
            yield Check(" or ".join(group), "fact-of-nobody", "nothing", allowed, nobody)


def _words_checks(facts: ir.Table, *, closed: bool) -> Iterator[Check]:
    for kind in fact_kinds().values():
        for column, words in kind.words.items():
            if words.closed == closed:
                other = (facts.kind == kind.name) & facts[column].notnull() & ~facts[column].isin(list(words.meanings))
                allowed = "one of " + ", ".join(f"`{word}`" for word in words.meanings)
                yield Check(column, "fact-word", f"a word that a fact `{kind.name}` does not know", allowed, other)


def _carried(facts: ir.Table, *, adverse: bool) -> Iterator[Check]:
    for column in JUDGED:
        kinds = [
            kind.name
            for kind in fact_kinds().values()
            if column in kind.not_carried and (kind.about == "adverse") == adverse
        ]
        given = facts[column].notnull() & facts.kind.isin(kinds)
        yield Check(column, "fact-carries", "a value that this kind of fact has no place for", "nothing", given)


def _any_given(facts: ir.Table, columns: tuple[str, ...]) -> ir.BooleanValue:
    return functools.reduce(operator.or_, (is_given(facts, column) for column in columns))


def is_given(facts: ir.Table, column: str) -> ir.BooleanValue:
    """Tell whether a column of a fact has a value that says something."""
    value = facts[column]
    if column == "references":
        return (value.length() > 0).fill_null(False)
    if column == "document_number":  # `0` and blank are no document
        return ~value.fill_null("").strip().isin(("", "0"))
    if isinstance(value, ir.StringValue):
        return value.fill_null("").strip() != ""
    return value.notnull()


def _load() -> dict[str, Any]:
    text = resources.files("sojourn.evidence").joinpath("fact_kinds.yaml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = yaml.safe_load(text)
    return loaded


def _kind(name: str, given: dict[str, Any]) -> FactKind:
    requires = tuple(tuple(part.strip() for part in group.split("|")) for group in given["requires"])
    words = {column: _words(said) for column, said in given.get("words", {}).items()}
    carries = tuple(given["carries"])
    return FactKind(name, given["title"], given["about"], requires, carries, words, given.get("notes", ""))


def _words(said: dict[str, Any]) -> Words:
    meanings = {word: meaning for word, meaning in said.items() if word != "closed"}
    return Words(meanings, bool(said.get("closed", False)))
