"""Who may do what: the Cedar policies in ``policies/``, asked for one thing or, as one SQL predicate, for a list."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from cedarpy import PolicySet, Schema, is_authorized
from psycopg import sql

from sojourn.errors import RegisterError
from sojourn.register.door.acting import Acting
from sojourn.register.door.compiled import Column, Principal, Same, compile_predicate, render

POLICIES = Path(__file__).parent / "policies"
FEED = "feed:"


@dataclass(frozen=True)
class Resource:
    """What is asked for, as far as the policies look at it.

    Attributes:
        kind: what it is, in one word: ``person``, ``pair``, ``question``, ``feed``.
        restricted: only a few may open it.
        office: the office that it belongs to; empty where it belongs to none.
        assigned_to: the number of the user whose work it is.
        feed: the feed that it came from; empty where it came from none.
    """

    kind: str
    restricted: bool = False
    office: str = ""
    assigned_to: int | None = None
    feed: str = ""


@cache
def policy_text() -> str:
    """Give all policies as one text, in the order of their files."""
    return "\n".join(path.read_text("utf-8") for path in sorted(POLICIES.glob("*.cedar")))


@cache
def schema_text() -> str:
    """Give the schema that the policies keep to."""
    return (POLICIES / "schema.cedarschema").read_text("utf-8")


@cache
def permissions() -> dict[str, frozenset[str]]:
    """Give every permission with the groups that it is in, as the schema tells them."""
    found: dict[str, frozenset[str]] = {}
    for names, groups in re.findall(
        r"^action ([\w,\s]+?)(?:\s+in \[([\w,\s]+)\])?\s+appliesTo", schema_text(), re.MULTILINE
    ):
        for name in names.split(","):
            found[name.strip()] = frozenset(group.strip() for group in groups.split(",") if group.strip())
    return found


@cache
def _parsed() -> tuple[PolicySet, Schema]:
    return PolicySet.from_str(policy_text()), Schema.from_str(schema_text())


def allowed(acting: Acting, permission: str, resource: Resource | None = None) -> bool:
    """Say whether the policies allow it; what they do not name is not allowed.

    Raises:
        RegisterError: ``unknown-permission``.
    """
    asked = resource or Resource("nothing", feed=_principal(acting).feed)
    return _decide(_principal(acting), _known(permission), asked)


def predicate(acting: Acting, permission: str, columns: dict[str, Column], kind: str = "person") -> sql.Composed:
    """Give the same rule as one SQL predicate, for a list whose rows are what is asked for.

    ``columns`` says where each attribute of a row stands: ``{"restricted": ("c", "restricted"), "office": "office"}``,
    or a value that holds for all rows (``{"feed": Same("")}``). An attribute that the rules look at and that is not
    told is an error: a list never shows more because it forgot one.

    Raises:
        RegisterError: ``unknown-permission``; ``predicate-column``, naming the attribute.
    """
    groups = permissions()[_known(permission)]
    rule = compile_predicate(policy_text(), _principal(acting), permission, groups)
    return render(rule, {"kind": Same(kind), **columns})


def _known(permission: str) -> str:
    if permission not in permissions():
        raise RegisterError(
            "unknown-permission",
            f"no policy knows the permission `{permission}`. Allowed are those of door/policies/schema.cedarschema. "
            "Next: use one of them, or add the new one there.",
        )
    return permission


def _principal(acting: Acting) -> Principal:
    feed = acting.actor.removeprefix(FEED) if acting.actor.startswith(FEED) else ""
    return Principal(acting.roles, acting.office, feed, acting.user_id)


@lru_cache(maxsize=8192)
def _decide(principal: Principal, permission: str, resource: Resource) -> bool:
    policies, schema = _parsed()
    request = {
        "principal": 'Acting::"acting"',
        "action": f'Action::"{permission}"',
        "resource": 'Thing::"thing"',
        "context": {},
    }
    return is_authorized(request, policies, _entities(principal, resource), schema=schema).allowed


def _entities(principal: Principal, resource: Resource) -> list[dict[str, object]]:
    who: dict[str, object] = {"office": principal.office, "feed": principal.feed}
    if principal.number is not None:
        who["number"] = principal.number
    what: dict[str, object] = {
        "kind": resource.kind,
        "restricted": resource.restricted,
        "office": resource.office,
        "feed": resource.feed,
    }
    if resource.assigned_to is not None:
        what["assigned_to"] = resource.assigned_to
    roles = [{"type": "Role", "id": role} for role in sorted(principal.roles)]
    return [
        {"uid": {"type": "Acting", "id": "acting"}, "attrs": who, "parents": roles},
        {"uid": {"type": "Thing", "id": "thing"}, "attrs": what, "parents": []},
    ]
