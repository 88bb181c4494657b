"""Rows that the transparency log covers: each is noted in the transaction that writes it.

A row that comes into one of these tables by any other way has no entry, and the verifier names it (``register/log``).
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import connection

from sojourn.proof.field import write_field
from sojourn.register.store.log_entry import SALT, canonical_row, digest_of, told_json, waiting_mac
from sojourn.register.store.row_shape import canonical_json


@dataclass(frozen=True)
class Covered:
    """A table that the log covers.

    Attributes:
        table: its name.
        key: the column that names a row, for good.
        columns: all its columns; a row is noted with each of them.
        json: those that hold JSON.
        beside: columns of ``joined`` that belong to the row as well.
        joined: a join to the table (as ``t``) that gives them.
    """

    table: str
    key: str
    columns: tuple[str, ...]
    json: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    joined: str = ""

    @property
    def noted(self) -> frozenset[str]:
        """Give the names of all that a row is noted with."""
        return frozenset(self.columns + self.beside)


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


#: What the log calls a table, and what of it is noted.
COVERED: Mapping[str, Covered] = {
    "event": Covered(
        "door_event", "event_id", _words("event_id at verb actor office purpose subject about"), ("about",)
    ),
    "case_event": Covered(
        "cases_event",
        "id",
        _words("id case_id at kind step from_state to_state actor approved_by office grounds records about"),
        ("about",),
    ),
    "bundle": Covered(
        "bundle_made",
        "reference",
        _words("reference case_id person_id reason digest size withheld known_at made_by office"),
    ),
    "request_event": Covered(
        "requests_event",
        "id",
        _words("id request_id at kind actor office about"),
        ("about",),
    ),
    "answer": Covered(
        "store_answer",
        "answer_id",
        _words("answer_id stay_id person_id gone state body periods crossings further as_of known_at cause digest"),
        ("body", "periods", "crossings", "further", "cause"),
    ),
    "record": Covered(
        "store_record",
        "record_id",
        _words(
            "record_id received_at source name feed recorded_at subject_id personal_digest body message_digest "
            "batch_id actor"
        ),
        ("body",),
        ("content_digest",),
        "LEFT JOIN store_record_key k ON k.record_id = t.record_id",
    ),
    "link": Covered(
        "store_link_decision",
        "link_id",
        _words("link_id record_a record_b verdict by version weight recorded_at actor reason review_id"),
    ),
    "link_withdrawal": Covered("store_link_withdrawal", "link_id", _words("link_id withdrawn_at actor reason")),
    "membership": Covered(
        "store_membership",
        "membership_id",
        _words("membership_id name subject_id person_id basis link_id known_at"),
    ),
    "message": Covered("store_message", "digest", _words("digest feed received_at media size")),
    "quarantined": Covered(
        "store_quarantined",
        "quarantined_id",
        _words("quarantined_id received_at feed batch_id line source codes reason message_digest"),
    ),
    "quarantine_outcome": Covered(
        "store_quarantine_outcome",
        "quarantined_id",
        _words("quarantined_id outcome record_id actor reason decided_at"),
    ),
    "stop": Covered(
        "controls_stopevent", "id", _words("id at what stop_id kind target since court_order why by_id office")
    ),
    "glass": Covered("controls_glassopening", "id", _words("id person_id by_id office reason opened_at lapses_at")),
    "glass_review": Covered("controls_glassreview", "id", _words("id opening_id by_id at justified")),
    "look_delay": Covered(
        "controls_lookdelay", "id", _words("id event_id looked_at person_id ground shown_from by_id at")
    ),
    "look_delay_decision": Covered("controls_lookdelaydecision", "id", _words("id delay_id approved by_id at")),
    "destroyed": Covered("retention_destroyed", "id", _words("id source key batch destroyed_at")),
    "disposal_batch": Covered(
        "retention_batch", "id", _words("id rule_id due_by reason digest proposed_by_id proposed_at")
    ),
    "disposal_decision": Covered(
        "retention_decision", "id", _words("id batch_id verdict reason digest decided_by_id decided_at")
    ),
    "disposal_certificate": Covered("retention_certificate", "id", _words("id batch_id note signed_at")),
}

_COPY = "COPY log_waiting (source, key, salt, digest, mac) FROM STDIN"


def note_rows(source: str, rows: Iterable[Mapping[str, object]]) -> None:
    """Note rows just written, each with every column of its table, for the log.

    JSON columns take what was written: values, JSON as a text, or canonical JSON marked by ``told_json``.

    Args:
        source: what the log calls the table (``COVERED``).
        rows: the rows as they were written.
    """
    covered = COVERED[source]
    listed = list(rows)
    if not listed:
        return
    salts = os.urandom(SALT * len(listed))
    lines = [_line(source, covered, row, salts[n * SALT : n * SALT + SALT]) for n, row in enumerate(listed)]
    with connection.cursor() as cursor, cursor.copy(_COPY) as copy:
        copy.write("".join(lines))


def key_text(value: object) -> str:
    """Write the key of a row as the log has it."""
    return value.hex() if isinstance(value, (bytes, memoryview)) else str(value)


def _line(source: str, covered: Covered, row: Mapping[str, object], salt: bytes) -> str:
    """Write the entry of a row as a line of COPY."""
    if row.keys() != covered.noted:
        wrong = ", ".join(sorted(row.keys() ^ covered.noted))
        raise ValueError(f"a row of `{source}` is noted with other columns than it has: {wrong}")
    for name in covered.json:
        if isinstance(row[name], str):
            row = {**row, name: told_json(canonical_json(json.loads(str(row[name]))))}
    key = key_text(row[covered.key])
    digest = digest_of(salt, canonical_row(row))
    mac = waiting_mac(source, key, salt, digest)
    return f"{source}\t{write_field(key)}\t\\\\x{salt.hex()}\t\\\\x{digest.hex()}\t\\\\x{mac.hex()}\n"
