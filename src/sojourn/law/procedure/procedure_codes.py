"""The closed list of what a step of a lifecycle may require; ``requirements.py`` looks at each."""

from __future__ import annotations

REQUIREMENTS: dict[str, str] = {
    "two_sources": "the officer relies on records of two different feeds",
    "records_opened": "the officer opened the records in this case",
    "contact_known": "an address for letters is on file",
    "notice_served": "a notice reached the person or counsel, and service on file is none",
    "answer_weighed": "every answer that came was weighed",
    "determination_made": "a determination stands",
    "charge_issued": "a charging document was issued and not cancelled",
    "charge_served": "the charging document was served",
    "charge_filed": "the charging document was filed with the court",
    "hearing_time_and_place": "the hearing has a time and a place",
    "order_on_file": "an order is on file and stands",
    "order_final": "the order is final",
    "travel_document": "a travel document for the country of return is on file",
    "destination": "one country of return is named",
    "departure_confirmed": "a record confirms the departure",
    "request_of_the_person": "the person asked for it",
    "counsel_served": "counsel, where there is one, was served too",
    "court_messages_read": "every message of a court about this person was read",
    "reasons": "at least one reason of the list is given, and the record that it speaks of",
    "error_shown": "a record shows the error",
    "receipt_given": "the person has a receipt",
    "warrant": "a warrant is on file",
}
"""What a step may require, in a few words."""
