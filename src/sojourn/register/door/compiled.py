"""The Cedar policies as SQL: the principal is known and folded away, what remains asks about the columns of a row.

Only the operators that the policies use are known here (``== != ! && || has in .``); another is an error when the
policies are compiled, never a rule that is silently left out.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import cast

from cedarpy import policies_to_json_str
from psycopg import sql

from sojourn.errors import RegisterError

Value = bool | str | int | None


@dataclass(frozen=True)
class Principal:
    """Who asks, as far as the policies look at them."""

    roles: frozenset[str]
    office: str
    feed: str
    number: int | None


@dataclass(frozen=True)
class Same:
    """A value that an attribute has in all rows of a list."""

    value: Value


#: Where an attribute stands: the name of a column, its table's and its name, or one value for all rows.
Column = str | tuple[str, ...] | Same


@dataclass(frozen=True)
class Attribute:
    """An attribute of the row."""

    name: str


@dataclass(frozen=True)
class Operation:
    """``and``, ``or``, ``not``, ``equal`` or ``has`` over what remains."""

    name: str
    parts: tuple[Term, ...]


Term = Value | Attribute | Operation
Json = Mapping[str, object]


def compile_predicate(policies: str, principal: Principal, permission: str, groups: frozenset[str]) -> Term:
    """Fold the principal and the permission into the policies; what remains asks about the row only."""
    permits: list[Term] = []
    forbids: list[Term] = []
    for policy in _policies(policies):
        if not _in_scope(policy, principal, permission, groups):
            continue
        kept = [_condition(cast(Json, part), principal) for part in cast(list[object], policy["conditions"])]
        (permits if policy["effect"] == "permit" else forbids).append(_joined("and", kept))
    return _joined("and", [_joined("or", permits), _negated(_joined("or", forbids))])


@lru_cache(maxsize=4)
def _policies(text: str) -> tuple[Json, ...]:
    return tuple(json.loads(policies_to_json_str(text))["staticPolicies"].values())


def _in_scope(policy: Json, principal: Principal, permission: str, groups: frozenset[str]) -> bool:
    who, what, which = (cast(Json, policy[part]) for part in ("principal", "action", "resource"))
    if which["op"] != "All":
        raise _unknown(f"a scope on the resource: {which}")
    if who["op"] not in ("All", "in") or what["op"] not in ("All", "in", "=="):
        raise _unknown(f"a scope `{who['op']}` or `{what['op']}`")
    if who["op"] == "in" and cast(Json, who["entity"])["id"] not in principal.roles:
        return False
    named = cast(list[Json], what.get("entities") or ([what["entity"]] if "entity" in what else []))
    return what["op"] == "All" or any(one["id"] == permission or one["id"] in groups for one in named)


def _condition(condition: Json, principal: Principal) -> Term:
    body = _folded(cast(Json, condition["body"]), principal)
    return body if condition["kind"] == "when" else _negated(body)


def _folded(expression: Json, principal: Principal) -> Term:
    """Fold one expression of the policies' JSON form; it has one key, the operator."""
    ((operator, raw),) = expression.items()
    body = cast(Json, raw)
    if operator == "Value":
        return cast(Value, raw)
    if operator in (".", "has"):
        return _attribute(operator, body, principal)
    if operator == "!":
        return _negated(_folded(cast(Json, body["arg"]), principal))
    if operator == "in":
        return _in_role(body, principal)
    if operator not in ("==", "!=", "&&", "||"):
        raise _unknown(f"the operator `{operator}`")
    left, right = (_folded(cast(Json, body[side]), principal) for side in ("left", "right"))
    if operator in ("&&", "||"):
        return _joined("and" if operator == "&&" else "or", [left, right])
    equal = _equal(left, right)
    return equal if operator == "==" else _negated(equal)


def _attribute(operator: str, body: Json, principal: Principal) -> Term:
    variable = cast(Json, body["left"]).get("Var")
    name = str(body["attr"])
    if variable == "resource":
        return Attribute(name) if operator == "." else Operation("has", (Attribute(name),))
    if variable != "principal":
        raise _unknown(f"an attribute of {body['left']}")
    value = cast(Value, getattr(principal, name))
    return value is not None if operator == "has" else value


def _in_role(body: Json, principal: Principal) -> bool:
    entity = cast(Json, cast(Json, cast(Json, body["right"])["Value"])["__entity"])
    if cast(Json, body["left"]).get("Var") != "principal" or entity["type"] != "Role":
        raise _unknown(f"`in` about {body}")
    return entity["id"] in principal.roles


def _joined(name: str, terms: list[Term]) -> Term:
    """Join by ``and`` or ``or``, leaving out what decides nothing."""
    decides = name == "or"
    open_terms = tuple(term for term in terms if not isinstance(term, bool))
    if any(term is decides for term in terms):
        return decides
    if not open_terms:
        return not decides
    return open_terms[0] if len(open_terms) == 1 else Operation(name, open_terms)


def _negated(term: Term) -> Term:
    return not term if isinstance(term, bool) else Operation("not", (term,))


def _equal(left: Term, right: Term) -> Term:
    if isinstance(left, (Attribute, Operation)) or isinstance(right, (Attribute, Operation)):
        return Operation("equal", (left, right))
    return left == right


def _unknown(what: str) -> RegisterError:
    return RegisterError(
        "policy-not-compiled",
        f"a policy uses {what}, which cannot be asked of a list. Allowed are `== != ! && || has in .`. "
        "Next: write the policy with these, or teach door/compiled.py.",
    )


def render(term: Term, columns: Mapping[str, Column]) -> sql.Composed:
    """Write what remains as SQL; a row whose attribute is null has none, as Cedar means it.

    Raises:
        RegisterError: ``predicate-column``, naming the attribute that is not told.
    """
    if isinstance(term, Attribute):
        return sql.Composed([_column(term.name, columns)])
    if not isinstance(term, Operation):
        return sql.Composed([sql.Literal(term)])
    parts = [render(part, columns) for part in term.parts]
    if term.name == "has":
        return sql.SQL("({} IS NOT NULL)").format(*parts)
    if term.name == "not":
        return sql.SQL("(NOT {})").format(*parts)
    if term.name == "equal":
        return sql.SQL("COALESCE({} = {}, FALSE)").format(*parts)
    return sql.SQL("({})").format(sql.SQL(f" {term.name.upper()} ").join(parts))


def _column(name: str, columns: Mapping[str, Column]) -> sql.Composable:
    if name not in columns:
        raise RegisterError(
            "predicate-column",
            f"the rules look at `{name}`, and this list does not say where it stands. "
            "Next: name its column, or the value that holds for all rows.",
        )
    column = columns[name]
    if isinstance(column, Same):
        return sql.Literal(column.value)
    return sql.Identifier(*((column,) if isinstance(column, str) else column))
