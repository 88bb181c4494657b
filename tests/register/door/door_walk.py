"""Every address of the register, read from the resolver, with arguments that stand for something real."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import URLPattern, URLResolver, get_resolver

#: What no role stands before: signing in, second factors, the choice of language, and the first step.
ENTRANCE = ("account_", "mfa_", "set_language", "start")


@dataclass(frozen=True)
class Address:
    """One address: the name of its view, its path with arguments, and the names of the arguments that nobody told."""

    name: str
    path: str
    unknown: tuple[str, ...] = ()


def list_addresses(arguments: Mapping[str, object]) -> list[Address]:
    """List every address of the register; ``arguments`` says what stands for each parameter of a path."""
    return sorted({_address(name, pattern, arguments) for name, pattern in _patterns(get_resolver(), "", "")}, key=str)


def _patterns(resolver: URLResolver, prefix: str, space: str) -> Iterator[tuple[str, str]]:
    for entry in resolver.url_patterns:
        path = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _patterns(entry, path, f"{space}{entry.namespace}:" if entry.namespace else space)
        elif isinstance(entry, URLPattern):
            yield f"{space}{entry.name or path}", path


def _address(name: str, pattern: str, arguments: Mapping[str, object]) -> Address:
    parts, unknown = [], []
    for piece in pattern.replace("^", "").replace("$", "").split("<"):
        parameter, closed, rest = piece.partition(">")
        if not closed:
            parts.append(piece)
            continue
        key = parameter.rpartition(":")[2]
        if key not in arguments:
            unknown.append(key)
        parts.append(f"{arguments.get(key, 1)}{rest}")
    return Address(name, "/" + "".join(parts), tuple(unknown))


@dataclass(frozen=True)
class Walk:
    """A client of one role, every address that it may ask for, and the person whom they are about."""

    visitor: Any
    addresses: list[Address]
    whom: Any


#: Parameters that stand for a number of something that this walk does not make.
NUMBERS = (
    "pair_id",
    "piece_id",
    "question_id",
    "upload_id",
    "quarantined_id",
    "decision_id",
    "grant_id",
    "key_id",
    "pk",
    "event_id",
    "proposal_id",
    "mail_id",
    "message_id",
    "alert_id",
    "document_id",
    "inquiry_id",
    "absence_id",
    "stop_id",
    "opening_id",
    "delay_id",
    "letter",
    "bundle",
    "code_id",
    "request_ref",
    "notice_id",
    "batch_id",
    "hold_id",
    "item_id",
)


def arguments_of(whom: Any, user_id: int, disclosure_id: int, case_id: str) -> dict[str, object]:
    """Say what stands for each parameter of a path; one that is not here fails the walk."""
    return {
        **dict.fromkeys(NUMBERS, 1),
        "changeset_id": UUID(int=1),
        "person_id": whom.person_id,
        "stay_id": whom.stay_id,
        "name": whom.record,
        "reference": whom.record,
        "feed": "post:JFK",
        "component": "tag",
        "user_id": user_id,
        "disclosure_id": disclosure_id,
        "case_id": case_id,
        "step_id": "close_after_review",
        "blocker": "B1",
        "clock_code": "custody_decision",
        "kind": "hearing",
        "rule_id": "us.retention_stay",
    }
