"""The words and the shapes that every part of Sojourn shares: the two input tables and the tables of answers.

This module holds names, types and closed lists only; it does nothing. ``evidence`` checks input against it,
``simulate`` writes input by it, ``stays`` writes its outputs by it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import pyarrow as pa

Kind = Literal["text", "date", "timestamp", "bool", "int", "texts", "partial_date"]

_ARROW: dict[str, pa.DataType] = {
    "text": pa.string(),
    "partial_date": pa.string(),
    "date": pa.date32(),
    "timestamp": pa.timestamp("us", tz="UTC"),
    "bool": pa.bool_(),
    "int": pa.int64(),
    "texts": pa.list_(pa.string()),
}


@dataclass(frozen=True)
class Column:
    """One column of an input table.

    ``kind`` is the kind of value (``partial_date`` is text: ``YYYY-MM-DD``, ``YYYY-MM`` or ``YYYY``; ``texts`` is a
    list of text, written with ``;`` in CSV). ``required`` columns may not be null. ``allowed`` closes the list of
    values.
    """

    name: str
    kind: Kind = "text"
    required: bool = False
    allowed: tuple[str, ...] = ()


MOVEMENT_KINDS = ("inspection", "manifest", "neighbour", "consular", "stamp", "attested", "declared")
DIRECTIONS = ("arrival", "departure")
OUTCOMES = ("admitted", "paroled", "refused", "withdrawn", "transit", "crew", "deferred", "not_stated")
VERIFIED = ("none", "document", "biometric")
MODES = ("air", "sea", "land")
SEXES = ("F", "M", "X")

MOVEMENTS: tuple[Column, ...] = (
    Column("movement_id", required=True),
    Column("feed", required=True),
    Column("kind", required=True, allowed=MOVEMENT_KINDS),
    Column("direction", required=True, allowed=DIRECTIONS),
    Column("outcome", allowed=OUTCOMES),
    Column("verified", allowed=VERIFIED),
    Column("occurred_at", "timestamp"),
    Column("local_date", "date", required=True),
    Column("port"),
    Column("from_port"),
    Column("to_port"),
    Column("mode", allowed=MODES),
    Column("transport"),
    Column("boarded", "bool"),
    Column("surname"),
    Column("given_names"),
    Column("birth_date", "partial_date"),
    Column("sex", allowed=SEXES),
    Column("nationality"),
    Column("document_type"),
    Column("document_number"),
    Column("document_issuer"),
    Column("admitted_class"),
    Column("admitted_until", "date"),
    Column("duration_of_status", "bool"),
    Column("references", "texts"),
    Column("recorded_at", "timestamp", required=True),
    Column("sequence", "int"),
    Column("corrects"),
    Column("retracted", "bool"),
    Column("raw"),
)

FACT_KINDS = (
    "application",
    "decision",
    "appeal",
    "motion",
    "programme",
    "visa",
    "extension",
    "residence",
    "exemption",
    "citizenship_claim",
    "citizenship_decision",
    "protection",
    "removal_stay",
    "undertaking",
    "document",
    "death",
    "cancellation",
    "charge_issued",
    "charge_filed",
    "service",
    "hearing",
    "order",
    "voluntary_departure",
    "custody_start",
    "custody_decision",
    "custody_end",
    "hold",
    "representation",
    "contact",
    "travel_document",
    "proceeding",
    "agreement",
    "conviction",
)

FACTS: tuple[Column, ...] = (
    Column("fact_id", required=True),
    Column("feed", required=True),
    Column("kind", required=True, allowed=FACT_KINDS),
    Column("recorded_at", "timestamp", required=True),
    Column("sequence", "int"),
    Column("corrects"),
    Column("retracted", "bool"),
    Column("raw"),
    Column("surname"),
    Column("given_names"),
    Column("birth_date", "partial_date"),
    Column("sex", allowed=SEXES),
    Column("nationality"),
    Column("document_type"),
    Column("document_number"),
    Column("document_issuer"),
    Column("references", "texts"),
    Column("filed_at", "timestamp"),
    Column("received_at", "timestamp"),
    Column("decided_at", "timestamp"),
    Column("notified_at", "timestamp"),
    Column("valid_from", "date"),
    Column("valid_to", "date"),
    Column("benefit"),
    Column("outcome"),
    Column("type"),
    Column("class"),
    Column("authority"),
    Column("statute"),
    Column("end_reason"),
    Column("days", "int"),
    Column("entries", "int"),
    Column("territory"),
    Column("place"),
    Column("served_by"),
    Column("reference"),
    Column("principal_reference"),
    Column("other_document_number"),
    Column("other_document_issuer"),
    Column("restricted", "bool"),
)

STATES = (
    "in_status",
    "authorised",
    "removal_barred",
    "left_in_time",
    "left_after_end",
    "left_date_unknown",
    "resident",
    "not_subject",
    "awaiting_records",
    "unexplained",
    "unknown",
)

UNKNOWN_CODES = (
    "no_end_date",
    "feed_quarantined",
    "declared",
    "contradiction",
    "identity_review",
    "arrival_unknown",
    "coverage",
    "principal_ended",
    "rule_not_in_force",
    "inspection_deferred",
    "citizenship_claimed",
    "days_unknown",
)

BASES = ("status", "authorised_only", "removal_barred")
DEPARTURE_BASES = ("inspection", "manifest", "neighbour", "consular", "stamp", "attested", "returned", "none")
CERTAINTIES = ("confirmed", "likely", "open")
#: What can be true of a stay on the last day of a simulation; ``overstayed``: still here after the last authorised day.
TRUTHS = (
    "in_status",
    "authorised",
    "removal_barred",
    "left_in_time",
    "left_after_end",
    "resident",
    "not_subject",
    "overstayed",
)
FATES = ("accepted", "replaced", "retraction", "retracted", "duplicate", "quarantined", "later")


def _schema(*fields: tuple[str, pa.DataType]) -> pa.Schema:
    return pa.schema([pa.field(name, kind) for name, kind in fields])


_REASONS = pa.list_(pa.struct([("rule", pa.string()), ("records", pa.list_(pa.string()))]))

ANSWERS = _schema(
    ("stay_id", pa.string()),
    ("person_id", pa.string()),
    ("arrival_id", pa.string()),
    ("departure_id", pa.string()),
    ("arrived_on", pa.date32()),
    ("departed_on", pa.date32()),
    ("left_between", pa.list_(pa.date32())),
    ("departure_basis", pa.string()),
    ("authorised_until", pa.date32()),
    ("state", pa.string()),
    ("unknown_code", pa.string()),
    ("certainty", pa.string()),
    ("days_over_min", pa.int32()),
    ("days_over_max", pa.int32()),
    ("reasons", _REASONS),
    ("questions", pa.list_(pa.string())),
    ("next_change_on", pa.date32()),
    ("as_of", pa.date32()),
    ("known_at", pa.timestamp("us", tz="UTC")),
    ("law", pa.string()),
    ("law_version", pa.string()),
    ("engine_version", pa.string()),
)

PERIODS = _schema(
    ("stay_id", pa.string()),
    ("valid_from", pa.date32()),
    ("valid_to", pa.date32()),
    ("basis", pa.string()),
    ("class", pa.string()),
    ("rule_id", pa.string()),
    ("record_ids", pa.list_(pa.string())),
)

#: Days counted in a window of days (EU): one row for each stay of a pack that counts so, on ``on_day`` (the last day of
#: the stay, or the day asked about). ``days_used`` is an interval where an earlier stay has no known last day.
DAYS = _schema(
    ("stay_id", pa.string()),
    ("on_day", pa.date32()),
    ("window_from", pa.date32()),
    ("days_used_min", pa.int32()),
    ("days_used_max", pa.int32()),
    ("days_left", pa.int32()),
    ("first_day_over", pa.date32()),
    ("may_stay_until", pa.date32()),
    ("presumed", pa.bool_()),
    ("erase_on", pa.date32()),
    ("rule_id", pa.string()),
    ("record_ids", pa.list_(pa.string())),
)

#: Unlawful presence, an answer of its own (US): one row for each stay in which a day may count.
UNLAWFUL_PRESENCE = _schema(
    ("stay_id", pa.string()),
    ("starts_on", pa.date32()),
    ("counts_to", pa.date32()),
    ("days_min", pa.int32()),
    ("days_max", pa.int32()),
    ("consequence_min", pa.string()),
    ("consequence_max", pa.string()),
    ("reasons", _REASONS),
    ("questions", pa.list_(pa.string())),
)

#: What a departure does in law by the state of the case: worked out for an officer, it ends nothing by itself.
DEPARTURE_EFFECTS = _schema(
    ("stay_id", pa.string()), ("effect", pa.string()), ("rule_id", pa.string()), ("record_ids", pa.list_(pa.string()))
)

#: The answers beside the answer, by name; each has rows for some stays, and none where the law has no rule for it.
FURTHER: dict[str, pa.Schema] = {
    "days": DAYS,
    "unlawful_presence": UNLAWFUL_PRESENCE,
    "departure_effects": DEPARTURE_EFFECTS,
}

CROSSINGS = _schema(
    ("crossing_id", pa.string()),
    ("person_id", pa.string()),
    ("direction", pa.string()),
    ("occurred_at", pa.timestamp("us", tz="UTC")),
    ("local_date", pa.date32()),
    ("bounds", pa.list_(pa.date32())),
    ("port", pa.string()),
    ("mode", pa.string()),
    ("strength", pa.string()),
    ("record_ids", pa.list_(pa.string())),
    ("stay_id", pa.string()),
)

PEOPLE = _schema(
    ("record_id", pa.string()), ("person_id", pa.string()), ("basis", pa.string()), ("link_id", pa.string())
)

LINKS = _schema(
    ("link_id", pa.string()),
    ("record_a", pa.string()),
    ("record_b", pa.string()),
    ("verdict", pa.string()),
    ("by", pa.string()),
    ("version", pa.string()),
    ("weight", pa.float64()),
    ("features", pa.string()),
    ("recorded_at", pa.timestamp("us", tz="UTC")),
    ("withdrawn_at", pa.timestamp("us", tz="UTC")),
)

REVIEW = _schema(
    ("review_id", pa.string()),
    ("kind", pa.string()),
    ("record_ids", pa.list_(pa.string())),
    ("why", pa.string()),
    ("suggested", pa.string()),
)

FEEDS = _schema(
    ("feed", pa.string()),
    ("port", pa.string()),
    ("day", pa.date32()),
    ("expected", pa.int64()),
    ("seen", pa.int64()),
    ("gaps", pa.int64()),
    ("share_not_aboard", pa.float64()),
    ("share_matched", pa.float64()),
    ("delay", pa.float64()),
    ("unreadable", pa.int64()),
    ("status", pa.string()),
    ("reason", pa.string()),
)

TRUTH = _schema(
    ("record_id", pa.string()),
    ("truth", pa.string()),
    ("knowable", pa.bool_()),
    ("causes", pa.list_(pa.string())),
)


def arrow_schema(columns: tuple[Column, ...]) -> pa.Schema:
    """Give the Arrow schema of an input table, in the order of its columns."""
    return pa.schema([(column.name, _ARROW[column.kind]) for column in columns])
