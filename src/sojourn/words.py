"""The words a reader meets in reports: every state, code and fate of ``sojourn.tables`` with its meaning.

Each closed list of ``sojourn.tables`` has its words here, in the order in which they are shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Tone = Literal["calm", "wait", "ask", "open"]


@dataclass(frozen=True)
class StateWords:
    """A state's short title, its meaning in one or two sentences, the group of its headline, and its tone."""

    title: str
    meaning: str
    group: str
    tone: Tone


@dataclass(frozen=True)
class CodeWords:
    """What is unknown under a code, and the record or decision that would settle it."""

    title: str
    missing: str
    settles: str


STATE_WORDS: dict[str, StateWords] = {
    "left_in_time": StateWords(
        "Left in time", "A departure is on file, on or before the last authorised day.", "left", "calm"
    ),
    "left_after_end": StateWords(
        "Left after end",
        "The departure on file is later than the last authorised day on file. A record may be missing.",
        "left",
        "calm",
    ),
    "left_date_unknown": StateWords(
        "Left, day not known", "A later record proves that the person had left, but not by which day.", "left", "calm"
    ),
    "in_status": StateWords("In status", "A status held on that day covers it.", "here", "calm"),
    "authorised": StateWords(
        "Authorised",
        "No status, but an application, an appeal or a departure period keeps it lawful to stay.",
        "here",
        "calm",
    ),
    "removal_barred": StateWords(
        "Removal barred",
        "A protection forbids removal. That is neither a status nor a permission to stay.",
        "here",
        "calm",
    ),
    "resident": StateWords("Resident", "The person became a resident; the stay has no end.", "here", "calm"),
    "not_subject": StateWords(
        "Not subject",
        "Limits on stays do not apply: nationals, free movement, refused entries.",
        "not_subject",
        "calm",
    ),
    "awaiting_records": StateWords(
        "Awaiting records",
        "The last authorised day passed a short while ago. Departures often come late, so nothing is asked yet.",
        "waiting",
        "wait",
    ),
    "unexplained": StateWords(
        "Unexplained",
        "The last authorised day on file has passed, no departure is known, and nothing found explains it. "
        "A question for a human being.",
        "question",
        "ask",
    ),
    "unknown": StateWords(
        "Unknown", "The records do not suffice to say. A code says what is missing.", "unknown", "open"
    ),
}

GROUPS: dict[str, tuple[str, str]] = {
    "left": ("Left", "left in time, after the end, or on a day not known"),
    "here": ("Here, and accounted for", "in status, authorised, removal barred, or resident"),
    "not_subject": ("Not subject to a limit", "nationals, free movement, refused entries"),
    "waiting": ("Awaiting records", "too early to ask"),
    "question": ("Questions", "unexplained by the records on file"),
    "unknown": ("Unknown", "the records do not suffice to say"),
}

UNKNOWN_WORDS: dict[str, CodeWords] = {
    "no_end_date": CodeWords(
        "No last day on file",
        "The admission carries no last day, or one that cannot be read.",
        "The admission record with its last day, or the record of the programme that the stay lasts for.",
    ),
    "feed_quarantined": CodeWords(
        "A feed is in quarantine",
        "The answer rests on a feed whose records of those days look wrong or are missing.",
        "The feed's corrected records, or another source's record of the departure.",
    ),
    "declared": CodeWords(
        "Only the person's own word",
        "The person says that they left; no other record says so yet.",
        "An officer who examines their documents and accepts them, a consulate that saw them, or the other country's "
        "record of their entry.",
    ),
    "contradiction": CodeWords(
        "Two records contradict each other",
        "A departure is on file, and after it a sign of presence.",
        "A reviewer who opens both records, or a correction from the source that was wrong.",
    ),
    "identity_review": CodeWords(
        "Whose record it is",
        "A record may belong to this person; the evidence does not decide it.",
        "A reviewer's decision on the pair: same or different.",
    ),
    "arrival_unknown": CodeWords(
        "No arrival on file",
        "A departure or a status is on file with no arrival before it.",
        "The arrival record, or the passport under which the person arrived.",
    ),
    "coverage": CodeWords(
        "Departures there are seldom recorded",
        "So few departures by this way reach us that silence says nothing.",
        "Departure records for this way out, the other country's entry records, or a later arrival.",
    ),
    "principal_ended": CodeWords(
        "The status it follows has ended",
        "The stay follows another person's status, and that status has ended.",
        "A record of the person's own: a status, an application, or a departure.",
    ),
    "rule_not_in_force": CodeWords(
        "The rule was not in force",
        "The rule that would decide was halted, or not in force on the day, as far as was known.",
        "The decision of the court or the legislature about the rule.",
    ),
    "inspection_deferred": CodeWords(
        "The inspection was put off",
        "The inspection on arrival was deferred and no result is on file.",
        "The result of the deferred inspection.",
    ),
    "citizenship_claimed": CodeWords(
        "A claim of citizenship is open", "The person claims citizenship.", "The decision on the claim."
    ),
    "days_unknown": CodeWords(
        "How many days were used is not known",
        "The last day of an earlier stay is not on record, and the answer depends on it.",
        "A record of the day on which the person left after the earlier stay.",
    ),
}

FATE_WORDS: dict[str, tuple[str, str]] = {
    "accepted": ("Accepted", "It stands, and the answers rest on it."),
    "replaced": ("Replaced", "A later correction took its place."),
    "retraction": ("Retraction", "It says that another record never happened."),
    "retracted": ("Retracted", "Its source withdrew it."),
    "duplicate": ("Duplicate", "The same record came again."),
    "quarantined": ("Quarantined", "It could not be read or used. It is kept, with the reason."),
    "later": ("Later", "It reached us after the time this run looks back from, so it does not exist for this run."),
}

BASIS_WORDS: dict[str, str] = {
    "inspection": "An officer at the border saw the person leave",
    "manifest": "A carrier reported the person on board",
    "neighbour": "The other country recorded the entry",
    "consular": "The person was seen abroad by a consulate",
    "stamp": "A stamp in a passport",
    "attested": "An officer examined and accepted the person's documents",
    "returned": "A later arrival proves that the person had left",
    "none": "No record named",
}

CERTAINTY_WORDS: dict[str, tuple[str, str]] = {
    "confirmed": (
        "Confirmed",
        "The answer rests on records that settle it: an officer saw the person, or another country recorded the entry.",
    ),
    "likely": (
        "Likely",
        "The answer rests on a record that is usually right, such as a carrier's list, or on such a join of records.",
    ),
    "open": ("Open", "The records leave the answer open."),
}

DEFINITIONS: dict[str, str] = {
    "Movement": "One source's record that one person crossed the border in one direction. It is never changed; a later one "
    "may correct or retract it.",
    "Fact": "One source's dated record about status or procedure: an application, a grant, a new passport, a court's "
    "order.",
    "Feed": "Where records come from: one carrier, one border post, one neighbour country, one agency, one court.",
    "Crossing": "One real crossing of the border, reported by one or more movements.",
    "Stay": "From an arrival to the departure that ends it, or still open. A person may have several.",
    "Authorised period": "Days on which presence is authorised, with the reason: a status, an application or a departure "
    "period that keeps it lawful to stay, or a protection that forbids removal. Three different legal things.",
    "Answer": "The result for one stay: its state, the reasons, the records, and the open questions, for one day and with "
    "what was known at one time.",
    "Unexplained": "The last authorised day on file has passed, no departure is known, and nothing found explains it. "
    "A question for a human being, not a finding.",
    "Determination": "A named officer's reasoned decision about one stay, after notice to the person and time to answer. "
    "Nothing in this report is one.",
    "Restricted": "Records that only a few may open. They are counted here, and shown nowhere in this report.",
}

QUESTION_WORDS: dict[str, str] = {
    "departure_record": "A record of the departure: a border post, a carrier's close-out list, the other country's entry "
    "record, or a stamp that an officer accepted.",
    "status_record": "A record that made the stay lawful for longer: an extension, an application filed in time, a "
    "protection, a residence.",
    "carrier_close_out": "A carrier reported that the person was not aboard; its close-out list or the boarding pass would "
    "show whether that is right.",
    "admission_record": "The admission record with its last day.",
    "own_status_record": "A record of the person's own status with its own last day: a programme, a decision, an "
    "extension.",
    "programme_record": "The record of the programme that the stay lasts for.",
    "decision_record": "The decision in words that the law pack knows, with its last day, and if it was revoked, the day on "
    "which the person was told.",
    "notice_record": "The record of the day on which the person was told that the permission to stay was ended.",
    "unread_record": "What the record gives, and to which day, in words that the law pack knows.",
    "proof_of_departure": "A proof of the departure that the person declared.",
    "departure_or_presence": "A decision which of the two records is right: the departure, or the sign of presence.",
    "identity_decision": "A reviewer's decision whose records these are.",
    "inspection_outcome": "The result of the inspection that was put off.",
    "citizenship_decision": "The decision on the claim of citizenship.",
    "earlier_law": "The law in force on that day, with its citation.",
    "earlier_departure": "A record of the day on which an earlier stay ended: a border record, a stamp, a ticket that an "
    "officer accepted.",
    "visa_record": "The visa on which the person entered: those on file have no entry or no day left.",
    "rule_check_due": "A check of the rule named above against the text of the law: the day by which that was due has passed, "
    "and until then no notice can be issued from this answer.",
    "feed_records": "The records of those days from the feed that is in quarantine, delivered again; or the feed's release "
    "after someone has looked.",
    "feed_doubtful": "The arrival or the departure rests on a feed that is in quarantine on that day: a second source's "
    "record would confirm it.",
    "application_timely": "A record of the day on which the application was filed, or of the decision to excuse a late "
    "one: whether it was filed in time is open.",
    "denial_ground": "The ground of the refusal, or what the withdrawal was about: the record of the decision does not "
    "say it.",
    "application_decision": "The decision on the application.",
    "finding_or_order": "A decision that says whether it holds a formal finding, or an order: nothing else starts the "
    "count here.",
    "voluntary_departure_record": "What became of the period to leave by oneself: a motion was filed in it.",
    "birth_date": "A record of the full birth date.",
    "exception_records": "Records that only a few may open: an exception of the law may hold.",
}
