"""Putting a fact on file about the person of a case: what an officer was shown, or what a step itself brings about."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from sojourn.errors import RegisterError
from sojourn.evidence.fact_kinds import fact_kinds
from sojourn.register import clock
from sojourn.register.answering.recompute import answer_and_follow
from sojourn.register.cases.standing_rows import name_of, standing_rows
from sojourn.register.desk.current import read_rows
from sojourn.register.desk.recording import feed_of
from sojourn.register.door.acting import Acting
from sojourn.register.store.blind import content_digest
from sojourn.register.store.messages import keep_message
from sojourn.register.store.person_keys import plain_number, reference_key
from sojourn.register.store.records import NewRecord, append_records, find_record

_MEDIA = "application/json"
#: The sort of feed under which an office records facts.
AGENCY = "agency"
#: How the column ``raw`` of a fact that somebody recorded begins where they named the document that shows it.
NAMED = "document:"
_PAPER = ("document_type", "document_number", "document_issuer")
_NAMED = ("surname", "given_names", "birth_date", "sex", "nationality")
_WHOSE = frozenset({*_NAMED, *_PAPER, "references"})


def fact_name(acting: Acting, token: str) -> str:
    """Give the name that a fact of this token will have."""
    return f"{feed_of(acting, AGENCY)}/{token}"


def record_fact(
    acting: Acting,
    person_id: str,
    kind: str,
    values: Mapping[str, object],
    token: str,
    document: str = "",
    paper: str = "",
) -> str:
    """Append a fact about a person, answer anew and do what follows; gives the record's name.

    Sent twice with one token it is recorded once. The caller is an action: it has checked that this may be done.

    Args:
        kind: one of the kinds of fact; ``values``: its columns.
        document: digest of the document that it was taken from; without one, what was typed is the source.
        paper: the person's document number or reference as the paper has it; without one, the newest on file.

    Raises:
        RegisterError: ``fact-kind``, ``person-unnamed``, ``no-office``, ``adverse-not-joined``.
    """
    name = fact_name(acting, token)
    if find_record(name) is not None:
        return name
    if kind not in fact_kinds():
        allowed = ", ".join(f"`{each}`" for each in sorted(fact_kinds()))
        raise RegisterError("fact-kind", f"`{kind}` is no kind of fact. Allowed: {allowed}. Next: choose one of them.")
    now, own = clock.now(), {column: value for column, value in values.items() if value not in (None, "")}
    body = {"record": name, "kind": kind, "document": document, "said": {key: _plain(own[key]) for key in own}}
    told = json.dumps(body, ensure_ascii=False, sort_keys=True).encode()
    digest = keep_message(told, feed_of(acting, AGENCY), _MEDIA, now)
    who = whose(person_id, paper)
    if paper:  # whose it is, the paper says and nothing else
        own = {column: value for column, value in own.items() if column not in _WHOSE}
    row = {**who, **own, "kind": kind, "fact_id": token, "feed": feed_of(acting, AGENCY), "recorded_at": now}
    if document:
        row["raw"] = f"{NAMED}{content_digest(document).hex()}"
    new = NewRecord("fact", row, digest)
    (appended,) = append_records([new], batch_id=uuid4(), actor=acting.actor, received_at=now)
    answer_and_follow([appended.subject_id], "records", [name], acting=acting)
    return name


def whose(person_id: str, paper: str = "") -> dict[str, object]:
    """Take what names the person from the newest record with a document or a reference: never from a name alone.

    Args:
        paper: take this document number or reference, and no other; capitals and separators do no harm.

    Raises:
        RegisterError: ``person-unnamed``; ``adverse-not-joined``: no record of the person has what the paper has.
    """
    rows = sorted(standing_rows(read_rows([person_id])[person_id]), key=lambda row: (row["recorded_at"], name_of(row)))
    for row in reversed(rows):
        known = {column: row[column] for column in (*_PAPER, "references") if row.get(column)}
        named = _on_paper(row, paper) if paper else known
        if named.get("document_number") or named.get("references"):
            return {**{column: row[column] for column in _NAMED if row.get(column)}, **named}
    if paper:
        raise RegisterError(
            "adverse-not-joined",
            "no record of this person has the document number or reference that the paper has, and what goes against "
            "somebody joins them by nothing else. Allowed is one that is on the person's file. Next: check it against "
            "the paper; where it is right, this may be somebody else's case.",
        )
    raise RegisterError(
        "person-unnamed",
        "no record of this person has a document or a reference, and a fact joins nobody by a name. Allowed are "
        "persons with either. Next: record a document of the person first.",
    )


def _on_paper(row: Mapping[str, Any], paper: str) -> dict[str, object]:
    """Take from a record the document or the reference that a paper has, and nothing else that names the person."""
    asked = plain_number(paper)
    if asked and plain_number(row.get("document_number")) == asked:
        return {column: row[column] for column in _PAPER if row.get(column)}
    for reference in row.get("references") or ():
        key = reference_key(reference)  # of a kind that names one person; a booking or a household may be shared
        if key and asked and asked in (plain_number(reference), plain_number(key.partition(":")[2])):
            return {"references": [reference]}
    return {}


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date | datetime) else value
