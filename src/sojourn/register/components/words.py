"""Every code of the closed lists in words, ready to be translated; a state is a heading, an unexplained one a question.

The lists are those of ``sojourn.tables``; a test holds the two against each other.
"""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

STATES: dict[str, Promise] = {
    "in_status": _("In status"),
    "authorised": _("Authorised, without a status"),
    "removal_barred": _("Removal is barred by a protection"),
    "left_in_time": _("Left in time"),
    "left_after_end": _(
        "The departure on file is later than the last authorised day on file: a question about records"
    ),
    "left_date_unknown": _("Left, on a day that is not known"),
    "resident": _("Resident"),
    "not_subject": _("Not subject to a limit on stays"),
    "awaiting_records": _("Waiting for records that often come late"),
    "unexplained": _("No departure is recorded: a question about records"),
    "unknown": _("Not known: the records do not suffice to say"),
}

#: ok: settled and lawful · know: known in part · ask: a question for a human being. No state is `stop`.
STATE_TONES: dict[str, str] = {
    "in_status": "ok",
    "authorised": "ok",
    "removal_barred": "know",
    "left_in_time": "ok",
    "left_after_end": "ask",
    "left_date_unknown": "know",
    "resident": "ok",
    "not_subject": "ok",
    "awaiting_records": "know",
    "unexplained": "ask",
    "unknown": "know",
}

UNKNOWN_CODES: dict[str, Promise] = {
    "no_end_date": _("No last authorised day is on file"),
    "feed_quarantined": _("A feed on which this rests is in quarantine"),
    "declared": _("The person says that they left; no other record says so yet"),
    "contradiction": _("Two records contradict each other"),
    "identity_review": _("A record may be this person's; a reviewer has not decided yet"),
    "arrival_unknown": _("No arrival is on file"),
    "coverage": _("Departures by this way are seldom recorded"),
    "principal_ended": _("The status that this stay follows has ended"),
    "rule_not_in_force": _("The rule that would decide was not in force on that day"),
    "inspection_deferred": _("The inspection on arrival was put off, and no result is on file"),
    "citizenship_claimed": _("The person claims citizenship, and the claim is open"),
    "days_unknown": _("How many days were used before is not known"),
}

CERTAINTIES: dict[str, Promise] = {
    "confirmed": _("Confirmed"),
    "likely": _("Likely"),
    "open": _("Open"),
}

CERTAINTY_TONES: dict[str, str] = {"confirmed": "ok", "likely": "know", "open": "ask"}

CERTAINTY_MEANINGS: dict[str, Promise] = {
    "confirmed": _(
        "It rests on records that settle it: an officer saw the person, or another country recorded the entry."
    ),
    "likely": _("It rests on a record that is usually right, or on a join of records that is."),
    "open": _("The records leave it open."),
}

BASES: dict[str, Promise] = {
    "status": _("A status held"),
    "authorised_only": _("Authorised without a status: an application, an appeal or a departure period"),
    "removal_barred": _("A protection forbids removal"),
}

DEPARTURE_BASES: dict[str, Promise] = {
    "inspection": _("An officer at the border saw the person leave"),
    "manifest": _("A carrier reported the person on board"),
    "neighbour": _("The other country recorded the entry"),
    "consular": _("A consulate saw the person abroad"),
    "stamp": _("A stamp in a passport"),
    "attested": _("An officer examined and accepted the person's documents"),
    "returned": _("A later arrival proves that the person had left"),
    "none": _("No record"),
}
