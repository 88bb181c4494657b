"""What the version of a rule in force on a day says of a row: a word in its list, a number, yes or no."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ibis
import ibis.expr.types as ir

from sojourn.law.rule import Rule
from sojourn.stays.dated import dated


def word_in(rule: Rule, day: ir.Value, word: ir.Value, name: str) -> ir.Value:
    """Tell whether ``word`` stands in the list ``name`` of the rule on that day; false where no version is in force."""
    found = dated(rule, day, lambda values: word.isin(list(values.get(name, ()))), "boolean")
    return found.fill_null(False)


def number_of(rule: Rule, day: ir.Value, name: str) -> ir.IntegerValue:
    """Give the number ``name`` of the rule on that day; null where it has none or no version is in force."""
    number: ir.IntegerValue = dated(rule, day, lambda values: ibis.literal(values.get(name), type="int64"), "int64")
    return number


def number_for(rule: Rule, day: ir.Value, word: ir.Value, name: str) -> ir.Value:
    """Give the number that the mapping ``name`` has for ``word`` on that day; null where it has none."""
    nothing = ibis.null("int64")
    return dated(rule, day, lambda values: word.cases(*_entries(values.get(name)), else_=nothing), "int64")


def text_for(rule: Rule, day: ir.Value, word: ir.Value, name: str) -> ir.Value:
    """Give the text that the mapping ``name`` has for ``word`` on that day; null where it has none."""
    nothing = ibis.null("string")
    return dated(rule, day, lambda values: word.cases(*_entries(values.get(name)), else_=nothing), "string")


def says(rule: Rule, day: ir.Value, name: str) -> ir.Value:
    """Tell whether the yes-or-no value ``name`` is true on that day."""
    return dated(rule, day, lambda values: ibis.literal(bool(values.get(name, False))), "boolean").fill_null(False)


def class_code(class_: ir.Value) -> ir.Value:
    """Write a class as rules write it: capitals, without a hyphen (``H-1b`` is ``H1B``)."""
    return class_.upper().replace("-", "")


def _entries(mapping: Mapping[str, Any] | None) -> list[tuple[str, Any]]:
    return sorted((mapping or {}).items()) or [("", None)]
