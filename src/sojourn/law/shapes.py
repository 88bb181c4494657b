"""Checking the values of a rule against the shape that its role has."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sojourn.law.roles import Field, Role


def shape_problems(role: Role, values: Any) -> list[str]:
    """Say everything that is wrong with the values of a rule; an empty list where they fit the role."""
    if not isinstance(values, Mapping):
        return ["`values` must be a mapping"]
    known = {field.name for field in role.fields}
    problems = [
        f"`{key}` is no value of the role `{role.name}`; allowed: {_listed(known)}"
        for key in values
        if key not in known
    ]
    for field in role.fields:
        if field.name in values:
            problems += [f"`{field.name}` {problem}" for problem in _field_problems(field, values[field.name])]
        elif field.required:
            problems.append(f"`{field.name}` is missing: {field.says}")
    return problems or (role.also(values) if role.also else [])


def _field_problems(field: Field, value: Any) -> list[str]:
    if field.shape == "int":
        return _number_problems(field, value)
    if field.shape == "bool":
        return [] if isinstance(value, bool) else ["must be true or false"]
    if field.shape == "text":
        return _texts_problems(field, [value]) if isinstance(value, str) and value else ["must be text"]
    if field.shape == "texts":
        return _texts_problems(field, value)
    return _mapping_problems(field, value)


def _number_problems(field: Field, value: Any) -> list[str]:
    if isinstance(value, bool) or not isinstance(value, int) or not field.low <= value <= field.high:
        return [f"must be a whole number from {field.low} to {field.high}, not `{value}`"]
    return []


def _texts_problems(field: Field, value: Any) -> list[str]:
    if not isinstance(value, list | tuple) or not all(isinstance(word, str) for word in value):
        return ["must be a list of words"]
    return [
        f"has `{word}`; allowed: {_listed(field.allowed)}"
        for word in value
        if field.allowed and word not in field.allowed
    ]


def _mapping_problems(field: Field, value: Any) -> list[str]:
    if not isinstance(value, Mapping) or not all(isinstance(key, str) for key in value):
        return ["must be a mapping from words"]
    if field.shape == "ints_by_name":
        return [f"`{key}` {problem}" for key, part in value.items() for problem in _number_problems(field, part)]
    if field.shape == "texts_by_name":
        return [f"`{key}` {problem}" for key, part in value.items() for problem in _word_problems(field, part)]
    if not field.allowed:
        return [f"`{key}` must be a day" for key, day in value.items() if type(day) is not date]
    problems = [f"has `{key}`; allowed: {_listed(field.allowed)}" for key in value if key not in field.allowed]
    problems += [f"lacks `{key}`" for key in field.allowed if key not in value]
    return problems + [
        f"`{k}` must be a day or null" for k, day in value.items() if day is not None and type(day) is not date
    ]


def _word_problems(field: Field, part: Any) -> list[str]:
    if not isinstance(part, str) or not part:
        return ["must be text"]
    return [f"has `{part}`; allowed: {_listed(field.allowed)}"] if field.allowed and part not in field.allowed else []


def _listed(words: Any) -> str:
    return ", ".join(f"`{word}`" for word in sorted(words)) or "none"
