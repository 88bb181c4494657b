"""What a role is: the use that the engine makes of a rule, and the values that such a rule has."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

Shape = Literal["int", "bool", "text", "texts", "ints_by_name", "texts_by_name", "dates_by_name"]


@dataclass(frozen=True)
class Field:
    """One value that a role has. ``allowed`` closes the list of words; ``low`` and ``high`` bound every number."""

    name: str
    shape: Shape
    says: str
    required: bool = True
    allowed: tuple[str, ...] = ()
    low: int = 0
    high: int = 3660


@dataclass(frozen=True)
class Role:
    """A role: what the engine does with a rule that has it. ``several``: a pack may have more than one such rule.

    ``basis`` says whether the rule names the basis of the period it gives: it must, it must not, or (``each``) its
    values do. ``also`` says what is wrong with values that fit each field, and not each other.
    """

    name: str
    says: str
    fields: tuple[Field, ...] = ()
    several: bool = False
    basis: Literal["must", "none", "each"] = "none"
    also: Callable[[Mapping[str, Any]], list[str]] | None = None
