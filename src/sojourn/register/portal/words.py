"""What the person reads of their stays: plain sentences to them, which accuse nobody.

``unexplained`` and ``left_after_end`` are questions about records, whatever the days say: before an officer has
decided, after notice and time to answer, nobody may hold them against the person, and so the words do not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class StateTold:
    """One state, told to the person.

    Attributes:
        says: in a few words; ``%(day)s`` is the day that matters, where there is one.
        without: the same where no day is on file.
        means: what follows from it for them.
        tone: ``good`` or ``ask``; there is no bad one.
    """

    says: Promise
    without: Promise
    means: Promise
    tone: str


_QUESTION = _(
    "This is a question about our records. It does not say that you did anything wrong. Records are often late, wrong "
    "or missing. Nothing may follow from it before an officer has written to you, waited for your answer and decided "
    "with reasons."
)
STATES: Mapping[str, StateTold] = {
    "in_status": StateTold(
        _("You may stay until %(day)s"),
        _("You may stay"),
        _("That day counts in full. If you need more time, ask for it before that day."),
        "good",
    ),
    "authorised": StateTold(
        _("You may stay until %(day)s, while something is being decided"),
        _("You may stay while something is being decided"),
        _("An application, an appeal or a period to leave keeps your stay lawful. It is no visa and no status."),
        "good",
    ),
    "removal_barred": StateTold(
        _("A protection forbids that you are removed, until %(day)s"),
        _("A protection forbids that you are removed"),
        _("It is no permission to stay. Ask for advice on what you may apply for."),
        "good",
    ),
    "left_in_time": StateTold(
        _("You left in time, on %(day)s"),
        _("You left in time"),
        _("This stay is closed. There is nothing that you have to do."),
        "good",
    ),
    "left_after_end": StateTold(
        _("We have a question: the departure that we know of is later than the last day that we know of"),
        _("We have a question: the departure that we know of is later than the last day that we know of"),
        _QUESTION,
        "ask",
    ),
    "left_date_unknown": StateTold(
        _("You left. We do not know on which day"),
        _("You left. We do not know on which day"),
        _("If you can show the day, for example with a boarding pass or a stamp, we can write it down."),
        "ask",
    ),
    "resident": StateTold(
        _("You are a resident"), _("You are a resident"), _("Your stay has no last day in this register."), "good"
    ),
    "not_subject": StateTold(
        _("No limit on days holds for you here"),
        _("No limit on days holds for you here"),
        _("For example because you are a national, or may move freely."),
        "good",
    ),
    "awaiting_records": StateTold(
        _("Your last day was %(day)s, and we are waiting for records"),
        _("We are waiting for records"),
        _("Records of departures often come late. Nothing is asked of you now. If you left, you can tell us."),
        "ask",
    ),
    "unexplained": StateTold(
        _("We have a question: did you leave? We have no record of it after %(day)s"),
        _("We have a question: did you leave? We have no record of it"),
        _QUESTION,
        "ask",
    ),
    "unknown": StateTold(
        _("We do not know"),
        _("We do not know"),
        _("Our records are not enough to say. Below is what would settle it."),
        "ask",
    ),
    "orphan_departure": StateTold(
        _("We have a question: we know that you left on %(day)s, and not when you arrived"),
        _("We have a question: we know that you left, and not when you arrived"),
        _QUESTION,
        "ask",
    ),
}
#: What stands before an answer that a determination speaks about; the decision itself says the rest.
DETERMINED = _("An officer has decided about this stay. The decision and its reasons are below.")

ROLES: Mapping[str, Promise] = {
    "post_officer": _("Officer at a border post or desk"),
    "caseworker": _("Caseworker"),
    "officer": _("Officer who decides steps in cases"),
    "reviewer": _("Reviewer of records"),
    "feed_operator": _("Operator of incoming records"),
    "analyst": _("Analyst"),
    "supervisor": _("Supervisor"),
    "counsels_clerk": _("Clerk who makes files for courts and lawyers"),
    "records_officer": _("Records officer"),
    "oversight": _("Oversight: whoever checks how this register is used"),
    "administrator": _("Administrator"),
}
SERVICE, PERSON, OTHER = _("The register itself"), _("You, or who acts for you"), _("A member of staff")

_SEEN, _SEARCHED = _("Looked at your record"), _("Searched for somebody, and you were among the results")
_WROTE, _DECIDED = _("Added to your record, or changed something in it"), _("Worked on a case about you")
_LETTER, _GAVE = _("Made, opened or served a letter to you, or a document"), _("Gave an answer about you to somebody")
_REQUEST, _REFUSED = _("Worked on something that you asked or told us"), _("Asked for your record and was refused")
_CODE = _("Gave or ended a code for your record, or looked at the list of codes")
#: What was done, by the verb of the log.
DONE: Mapping[str, Promise] = {
    **dict.fromkeys(
        (
            "person_opened",
            "stay_opened",
            "record_opened",
            "raw_opened",
            "looks_opened",
            "disclosures_opened",
            "desk_asked",
            "pair_opened",
            "question_opened",
            "row_opened",
            "case_opened",
        ),
        _SEEN,
    ),
    "purpose_stated": _("Said why they need your record"),
    "searched": _SEARCHED,
    **dict.fromkeys(
        (
            "movement_keyed",
            "fact_recorded",
            "attested",
            "records_taken_in",
            "pair_decided",
            "decision_withdrawn",
            "pair_checked_again",
            "question_reviewed",
            "procedure_recorded",
            "row_repaired",
        ),
        _WROTE,
    ),
    **dict.fromkeys(
        (
            "case_begun",
            "blocker_asked",
            "step_proposed",
            "step_approved",
            "step_declined",
            "step_withdrawn",
            "step_taken",
            "step_stopped",
            "clock_excepted",
            "case_assigned",
            "case_transferred",
            "handover_noted",
            "built_reviewed",
        ),
        _DECIDED,
    ),
    **dict.fromkeys(
        (
            "letter_previewed",
            "letter_made",
            "letter_opened",
            "letter_served",
            "mail_matched",
            "document_kept",
            "document_opened",
            "receipt_printed",
        ),
        _LETTER,
    ),
    **dict.fromkeys(("disclosure_proposed", "disclosed", "disclosure_declined", "bundle_made", "exported"), _GAVE),
    **dict.fromkeys(("request_opened", "request_assigned", "request_decided"), _REQUEST),
    **dict.fromkeys(("code_given", "code_ended", "codes_opened"), _CODE),
    "refused": _REFUSED,
    "own_record_opened": _("Opened this record with a code"),
    "own_record_taken": _("Took this record along"),
    "own_record_locked": _("Wrong tries with your code: it was closed for a while"),
    "request_made": _("Asked or told us something"),
    "departure_declared": _("Declared a departure"),
    "departure_receipt_given": _("Got a receipt of a departure"),
    "erased": _("Erased your personal values"),
    "glass_broken": _("Opened your record in an emergency; oversight looks into it"),
    "inquiry_opened": _("Opened an inquiry of oversight"),
}
DONE_OTHERWISE = _("Worked with your record")
PURPOSES: Mapping[str, Promise] = {
    "border_check": _("You were there: a border check or a visit to the desk"),
    "application": _("An application or request of yours"),
    "correction": _("A mistake in the record"),
    "legal_proceeding": _("A proceeding before a court or tribunal"),
    "oversight": _("A check of how this register is used"),
    "emergency": _("An emergency"),
}
ASSIGNED = _("Their own work: it was assigned to them")
ITSELF = _("Part of running the register")

HOW: Mapping[str, Promise] = {
    "post": _("at a border post or desk"),
    "consulate": _("at a consulate"),
    "letter": _("in a letter"),
    "representative": _("through a representative"),
}
