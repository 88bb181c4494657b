"""Which entries of the log an item may take along, worked out by the service before the database deletes anything.

What the service notes as destroyed, the log vouches for. So it notes only rows of which it saw itself that they belong
to the item: somebody who changed the function, or added a trigger, gets no other row away under cover of a disposal.
"""

from __future__ import annotations

from collections.abc import Mapping

from sojourn.register.retention.models import Item
from sojourn.register.store.statements import select

_LINKS = "SELECT link_id FROM store_link_decision WHERE record_a = ANY(%(names)s) OR record_b = ANY(%(names)s)"
_GLASS = "SELECT id FROM controls_glassopening WHERE person_id = ANY(%(persons)s)"
_DELAYS = "SELECT id FROM controls_lookdelay WHERE person_id = ANY(%(persons)s)"
_REQUESTS = (
    "SELECT reference FROM requests_request"
    " WHERE case_id = ANY(%(cases)s) OR stay_id = ANY(%(stays)s) OR person_id = ANY(%(persons)s)"
)
#: By the log's name of the table: the keys of the rows that belong to an item of records. Other tables lose no row.
_OF_RECORDS: Mapping[str, str] = {
    "record": "SELECT record_id FROM store_record WHERE name = ANY(%(names)s) AND record_id = ANY(%(record_ids)s)",
    "membership": "SELECT membership_id FROM store_membership WHERE name = ANY(%(names)s)",
    "link": _LINKS,
    "link_withdrawal": f"SELECT link_id FROM store_link_withdrawal WHERE link_id IN ({_LINKS})",
    "answer": "SELECT answer_id FROM store_answer WHERE stay_id = ANY(%(stays)s)",
    "case_event": "SELECT id FROM cases_event WHERE case_id = ANY(%(cases)s)",
    "bundle": "SELECT reference FROM bundle_made WHERE case_id = ANY(%(cases)s) OR person_id = ANY(%(persons)s)",
    "request_event": f"SELECT id FROM requests_event WHERE request_id IN ({_REQUESTS})",
    "glass": _GLASS,
    "glass_review": f"SELECT id FROM controls_glassreview WHERE opening_id IN ({_GLASS})",
    "look_delay": _DELAYS,
    "look_delay_decision": f"SELECT id FROM controls_lookdelaydecision WHERE delay_id IN ({_DELAYS})",
}
_OF_LOOKS: Mapping[str, str] = {
    "event": "SELECT event_id FROM door_event WHERE subject = ANY(%(about)s)",
}


class Beyond(Exception):  # noqa: N818 - it says what happened
    """The database deleted more than belongs to the item; what was begun is taken back."""


def entries_of(item: Item) -> set[tuple[str, str]]:
    """Give source and key of each entry of the log whose row belongs to an item."""
    told = {
        "about": [*item.about, *item.stays, *item.cases],
        "persons": item.about if item.whole else [],
        "stays": item.stays,
        "cases": item.cases,
        "names": item.names,
        "record_ids": item.record_ids,
    }
    asked = _OF_LOOKS if item.what == "access" else _OF_RECORDS
    return {(source, str(key)) for source, statement in asked.items() for (key,) in select(statement, told)}
