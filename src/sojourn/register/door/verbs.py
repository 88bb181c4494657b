"""What can happen in the register: a closed list, each verb with the sentence that people read."""

from __future__ import annotations

from enum import StrEnum

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop


class Verb(StrEnum):
    """What was done; the value stands in the log."""

    SIGNED_IN = "signed_in"
    ACCOUNT_MADE = "account_made"
    ACCOUNT_CLOSED = "account_closed"
    REFUSED = "refused"
    PURPOSE_STATED = "purpose_stated"
    SEARCHED = "searched"
    PERSON_OPENED = "person_opened"
    STAY_OPENED = "stay_opened"
    RECORD_OPENED = "record_opened"
    RAW_OPENED = "raw_opened"
    LOOKS_OPENED = "looks_opened"
    LOG_OPENED = "log_opened"
    DESK_ASKED = "desk_asked"
    MOVEMENT_KEYED = "movement_keyed"
    FACT_RECORDED = "fact_recorded"
    ATTESTED = "attested"
    RECEIPT_PRINTED = "receipt_printed"
    RECORDS_TAKEN_IN = "records_taken_in"
    UPLOAD_MADE = "upload_made"
    UPLOAD_PREVIEWED = "upload_previewed"
    UPLOAD_ACCEPTED = "upload_accepted"
    UPLOAD_DISCARDED = "upload_discarded"
    OUTBOX_TAKEN_IN = "outbox_taken_in"
    FEED_KEY_MADE = "feed_key_made"
    FEED_KEY_REVOKED = "feed_key_revoked"
    ANSWERED = "answered"
    WORK_ASSIGNED = "work_assigned"
    WORK_RETURNED = "work_returned"
    PAIR_OPENED = "pair_opened"
    PAIR_DECIDED = "pair_decided"
    DECISION_WITHDRAWN = "decision_withdrawn"
    PAIR_CHECKED_AGAIN = "pair_checked_again"
    QUESTION_OPENED = "question_opened"
    QUESTION_REVIEWED = "question_reviewed"
    QUARANTINE_PROPOSED = "quarantine_proposed"
    QUARANTINE_CHANGED = "quarantine_changed"
    ROW_OPENED = "row_opened"
    ROW_REPAIRED = "row_repaired"
    ROW_DISCARDED = "row_discarded"
    STATISTICS_OPENED = "statistics_opened"
    DISCLOSURE_PROPOSED = "disclosure_proposed"
    DISCLOSED = "disclosed"
    DISCLOSURE_DECLINED = "disclosure_declined"
    DISCLOSURES_OPENED = "disclosures_opened"
    NOTICE_GIVEN = "notice_given"
    EXPORTED = "exported"
    ERASED = "erased"
    GRANT_PROPOSED = "grant_proposed"
    GRANTED = "granted"
    GRANT_ENDED = "grant_ended"
    CASE_BEGUN = "case_begun"
    CASE_OPENED = "case_opened"
    BLOCKER_ASKED = "blocker_asked"
    STEP_PROPOSED = "step_proposed"
    STEP_APPROVED = "step_approved"
    STEP_DECLINED = "step_declined"
    STEP_WITHDRAWN = "step_withdrawn"
    STEP_TAKEN = "step_taken"
    STEP_STOPPED = "step_stopped"
    STOP_ACKNOWLEDGED = "stop_acknowledged"
    CLOCK_EXCEPTED = "clock_excepted"
    CASE_ASSIGNED = "case_assigned"
    CASE_TRANSFERRED = "case_transferred"
    HANDOVER_NOTED = "handover_noted"
    ABSENCE_NOTED = "absence_noted"
    LETTER_PREVIEWED = "letter_previewed"
    LETTER_MADE = "letter_made"
    LETTER_OPENED = "letter_opened"
    LETTER_SERVED = "letter_served"
    MAIL_KEPT = "mail_kept"
    MAIL_MATCHED = "mail_matched"
    DOCUMENT_KEPT = "document_kept"
    DOCUMENT_OPENED = "document_opened"
    PROCEDURE_RECORDED = "procedure_recorded"
    COURT_MESSAGE_OPENED = "court_message_opened"
    COURT_MESSAGE_ACKNOWLEDGED = "court_message_acknowledged"
    COURT_MESSAGE_ESCALATED = "court_message_escalated"
    CALENDAR_OPENED = "calendar_opened"
    ALERT_RAISED = "alert_raised"
    ALERTS_OPENED = "alerts_opened"
    ALERT_SEEN = "alert_seen"
    MAPPING_SIGNED = "mapping_signed"
    BUILT_REVIEWED = "built_reviewed"
    CHECKPOINT_MADE = "checkpoint_made"
    LOG_KEY_CHANGED = "log_key_changed"
    BUNDLE_MADE = "bundle_made"
    CODE_GIVEN = "code_given"
    CODE_ENDED = "code_ended"
    CODES_OPENED = "codes_opened"
    OWN_RECORD_LOCKED = "own_record_locked"
    OWN_RECORD_OPENED = "own_record_opened"
    OWN_RECORD_TAKEN = "own_record_taken"
    REQUEST_MADE = "request_made"
    REQUESTS_OPENED = "requests_opened"
    REQUEST_OPENED = "request_opened"
    REQUEST_ASSIGNED = "request_assigned"
    REQUEST_DECIDED = "request_decided"
    DEPARTURE_DECLARED = "departure_declared"
    DECLARATION_WITHDRAWN = "declaration_withdrawn"
    DEPARTURE_RECEIPT_GIVEN = "departure_receipt_given"
    NOTICE_CONFIRMED = "notice_confirmed"
    LOOK_DELAY_PROPOSED = "look_delay_proposed"
    LOOK_DELAY_DECIDED = "look_delay_decided"
    HOLD_SET = "hold_set"
    HOLD_END_PROPOSED = "hold_end_proposed"
    HOLD_ENDED = "hold_ended"
    RETENTION_OPENED = "retention_opened"
    DISPOSAL_PROPOSED = "disposal_proposed"
    DISPOSAL_DECIDED = "disposal_decided"
    DISPOSED = "disposed"
    OVERSIGHT_OPENED = "oversight_opened"
    INQUIRY_OPENED = "inquiry_opened"
    INQUIRY_CLOSED = "inquiry_closed"
    SAMPLE_DRAWN = "sample_drawn"
    SAMPLE_OPENED = "sample_opened"
    SAMPLE_CHECKED = "sample_checked"
    STOP_SET = "stop_set"
    STOP_LIFTED = "stop_lifted"
    GLASS_BROKEN = "glass_broken"
    GLASS_REVIEWED = "glass_reviewed"
    BACKUP_MADE = "backup_made"
    RESTORED = "restored"
    KEY_ROTATED = "key_rotated"


#: The sentence of each verb; ``%(actor)s`` and ``%(subject)s`` are filled in on reading.
SENTENCES = {
    Verb.SIGNED_IN: gettext_noop("%(actor)s signed in."),
    Verb.ACCOUNT_MADE: gettext_noop("%(actor)s made an account for somebody who works here."),
    Verb.ACCOUNT_CLOSED: gettext_noop("%(actor)s closed the account of somebody who worked here."),
    Verb.REFUSED: gettext_noop("%(actor)s asked for what they may not see or do, and was refused."),
    Verb.PURPOSE_STATED: gettext_noop("%(actor)s said why they need the record."),
    Verb.SEARCHED: gettext_noop("%(actor)s searched, and this person was among the results."),
    Verb.PERSON_OPENED: gettext_noop("%(actor)s opened the person's page."),
    Verb.STAY_OPENED: gettext_noop("%(actor)s opened a stay."),
    Verb.RECORD_OPENED: gettext_noop("%(actor)s opened a record."),
    Verb.RAW_OPENED: gettext_noop("%(actor)s opened a record as it was received."),
    Verb.LOOKS_OPENED: gettext_noop("%(actor)s opened the list of who has looked."),
    Verb.LOG_OPENED: gettext_noop("%(actor)s read the log."),
    Verb.DESK_ASKED: gettext_noop("%(actor)s asked at the desk until when the person may stay."),
    Verb.MOVEMENT_KEYED: gettext_noop("%(actor)s keyed a border crossing."),
    Verb.FACT_RECORDED: gettext_noop("%(actor)s recorded a fact."),
    Verb.ATTESTED: gettext_noop("%(actor)s heard the person and recorded what was shown."),
    Verb.RECEIPT_PRINTED: gettext_noop("%(actor)s printed a receipt."),
    Verb.RECORDS_TAKEN_IN: gettext_noop("%(actor)s sent records."),
    Verb.UPLOAD_MADE: gettext_noop("%(actor)s uploaded a file."),
    Verb.UPLOAD_PREVIEWED: gettext_noop("%(actor)s looked at the rows of an uploaded file."),
    Verb.UPLOAD_ACCEPTED: gettext_noop("%(actor)s accepted an uploaded file."),
    Verb.UPLOAD_DISCARDED: gettext_noop("%(actor)s discarded an uploaded file."),
    Verb.OUTBOX_TAKEN_IN: gettext_noop("%(actor)s took in the records of an offline post."),
    Verb.FEED_KEY_MADE: gettext_noop("%(actor)s made a key for a feed."),
    Verb.FEED_KEY_REVOKED: gettext_noop("%(actor)s revoked a feed's key."),
    Verb.ANSWERED: gettext_noop("The answer was worked out anew."),
    Verb.WORK_ASSIGNED: gettext_noop("%(actor)s was given a piece of work."),
    Verb.WORK_RETURNED: gettext_noop("%(actor)s gave a piece of work back."),
    Verb.PAIR_OPENED: gettext_noop("%(actor)s compared records that may be of one person."),
    Verb.PAIR_DECIDED: gettext_noop("%(actor)s decided whether records are of one person."),
    Verb.DECISION_WITHDRAWN: gettext_noop("%(actor)s withdrew a decision on whose records these are."),
    Verb.PAIR_CHECKED_AGAIN: gettext_noop(
        "%(actor)s decided on the same records a second time, without seeing the first decision."
    ),
    Verb.QUESTION_OPENED: gettext_noop("%(actor)s opened a question about records."),
    Verb.QUESTION_REVIEWED: gettext_noop("%(actor)s reviewed a question about records."),
    Verb.QUARANTINE_PROPOSED: gettext_noop("%(actor)s proposed to change the quarantine of a feed."),
    Verb.QUARANTINE_CHANGED: gettext_noop("%(actor)s changed the quarantine of a feed, as a second person."),
    Verb.ROW_OPENED: gettext_noop("%(actor)s opened a row in quarantine."),
    Verb.ROW_REPAIRED: gettext_noop("%(actor)s repaired a row in quarantine."),
    Verb.ROW_DISCARDED: gettext_noop("%(actor)s discarded a row in quarantine."),
    Verb.STATISTICS_OPENED: gettext_noop("%(actor)s opened the published tables."),
    Verb.DISCLOSURE_PROPOSED: gettext_noop("%(actor)s proposed to disclose an answer."),
    Verb.DISCLOSED: gettext_noop("%(actor)s disclosed an answer, as a second person."),
    Verb.DISCLOSURE_DECLINED: gettext_noop("%(actor)s declined to disclose an answer, as a second person."),
    Verb.DISCLOSURES_OPENED: gettext_noop("%(actor)s looked at what was disclosed and to whom."),
    Verb.NOTICE_GIVEN: gettext_noop("%(actor)s noted that a recipient was told that an answer has changed."),
    Verb.EXPORTED: gettext_noop("%(actor)s exported evidence."),
    Verb.ERASED: gettext_noop("%(actor)s erased personal values."),
    Verb.GRANT_PROPOSED: gettext_noop("%(actor)s proposed to give somebody a role."),
    Verb.GRANTED: gettext_noop("%(actor)s gave somebody a role, as a second person."),
    Verb.GRANT_ENDED: gettext_noop("%(actor)s took a role away."),
    Verb.CASE_BEGUN: gettext_noop("%(actor)s began a case."),
    Verb.CASE_OPENED: gettext_noop("%(actor)s opened a case."),
    Verb.BLOCKER_ASKED: gettext_noop("%(actor)s asked about something that may forbid a step, and noted the answer."),
    Verb.STEP_PROPOSED: gettext_noop("%(actor)s proposed a step in a case."),
    Verb.STEP_APPROVED: gettext_noop("%(actor)s approved a step in a case, as a second person."),
    Verb.STEP_DECLINED: gettext_noop("%(actor)s declined a step in a case, as a second person."),
    Verb.STEP_WITHDRAWN: gettext_noop("%(actor)s withdrew a step that they had proposed."),
    Verb.STEP_TAKEN: gettext_noop("%(actor)s took a step in a case."),
    Verb.STEP_STOPPED: gettext_noop("A step in a case was stopped, because something forbids it."),
    Verb.STOP_ACKNOWLEDGED: gettext_noop("%(actor)s noted that a step was stopped."),
    Verb.CLOCK_EXCEPTED: gettext_noop("%(actor)s noted a legal exception to a clock of custody."),
    Verb.CASE_ASSIGNED: gettext_noop("%(actor)s assigned a case."),
    Verb.CASE_TRANSFERRED: gettext_noop("%(actor)s passed a case on to another office."),
    Verb.HANDOVER_NOTED: gettext_noop("%(actor)s left a note for whoever takes a case over."),
    Verb.ABSENCE_NOTED: gettext_noop("%(actor)s noted who stands in for somebody who is away."),
    Verb.LETTER_PREVIEWED: gettext_noop("%(actor)s looked at a letter before it was made."),
    Verb.LETTER_MADE: gettext_noop("%(actor)s made a letter."),
    Verb.LETTER_OPENED: gettext_noop("%(actor)s opened a letter."),
    Verb.LETTER_SERVED: gettext_noop("%(actor)s recorded how a letter was served."),
    Verb.MAIL_KEPT: gettext_noop("%(actor)s kept a letter that came in."),
    Verb.MAIL_MATCHED: gettext_noop("%(actor)s said whose letter that came in is."),
    Verb.DOCUMENT_KEPT: gettext_noop("%(actor)s kept a document in a case."),
    Verb.DOCUMENT_OPENED: gettext_noop("%(actor)s opened a document of a case."),
    Verb.PROCEDURE_RECORDED: gettext_noop("%(actor)s recorded an act of a court or authority."),
    Verb.COURT_MESSAGE_OPENED: gettext_noop("%(actor)s opened a message of a court."),
    Verb.COURT_MESSAGE_ACKNOWLEDGED: gettext_noop("%(actor)s acknowledged a message of a court."),
    Verb.COURT_MESSAGE_ESCALATED: gettext_noop("A message of a court that nobody acknowledged was passed on."),
    Verb.CALENDAR_OPENED: gettext_noop("%(actor)s opened the calendar of hearings."),
    Verb.ALERT_RAISED: gettext_noop("Oversight was told of something."),
    Verb.ALERTS_OPENED: gettext_noop("%(actor)s read what oversight was told."),
    Verb.ALERT_SEEN: gettext_noop("%(actor)s noted that oversight has looked into something."),
    Verb.BUILT_REVIEWED: gettext_noop("%(actor)s looked again at what was built on a record that was corrected."),
    Verb.MAPPING_SIGNED: gettext_noop("%(actor)s signed which statutes are which type of offence."),
    Verb.CHECKPOINT_MADE: gettext_noop("The transparency log was closed for the day with a signed checkpoint."),
    Verb.LOG_KEY_CHANGED: gettext_noop("%(actor)s changed the key that signs the transparency log."),
    Verb.BUNDLE_MADE: gettext_noop("%(actor)s made the bundle of a case for a court."),
    Verb.CODE_GIVEN: gettext_noop("%(actor)s gave the person a code for their own record."),
    Verb.CODE_ENDED: gettext_noop("%(actor)s ended a code for the person's own record."),
    Verb.CODES_OPENED: gettext_noop("%(actor)s looked at which codes were given for the person's own record."),
    Verb.OWN_RECORD_LOCKED: gettext_noop(
        "After wrong tries, the entrance to people's own records was closed for a while."
    ),
    Verb.OWN_RECORD_OPENED: gettext_noop("The person, or who acts for them, opened their own record."),
    Verb.OWN_RECORD_TAKEN: gettext_noop("The person, or who acts for them, took their own record along."),
    Verb.REQUEST_MADE: gettext_noop("The person, or who acts for them, asked or told us something."),
    Verb.REQUESTS_OPENED: gettext_noop("%(actor)s looked at what people have asked."),
    Verb.REQUEST_OPENED: gettext_noop("%(actor)s opened what the person had asked."),
    Verb.REQUEST_ASSIGNED: gettext_noop("%(actor)s said who answers what the person had asked."),
    Verb.REQUEST_DECIDED: gettext_noop("%(actor)s answered what the person had asked, with reasons."),
    Verb.DEPARTURE_DECLARED: gettext_noop("The person, or who acts for them, declared a departure."),
    Verb.DECLARATION_WITHDRAWN: gettext_noop("The person, or who acts for them, took a declared departure back."),
    Verb.DEPARTURE_RECEIPT_GIVEN: gettext_noop("A signed receipt of a departure was given."),
    Verb.NOTICE_CONFIRMED: gettext_noop("%(actor)s noted that a recipient has confirmed a correction."),
    Verb.LOOK_DELAY_PROPOSED: gettext_noop("%(actor)s proposed to show a look to the person later."),
    Verb.LOOK_DELAY_DECIDED: gettext_noop("%(actor)s decided whether a look may be shown to the person later."),
    Verb.HOLD_SET: gettext_noop("%(actor)s set a hold: records are kept beyond their time."),
    Verb.HOLD_END_PROPOSED: gettext_noop("%(actor)s proposed to end a hold, or that it stays."),
    Verb.HOLD_ENDED: gettext_noop("%(actor)s ended a hold."),
    Verb.RETENTION_OPENED: gettext_noop("%(actor)s looked at what is due to be destroyed."),
    Verb.DISPOSAL_PROPOSED: gettext_noop("%(actor)s proposed to destroy records whose time is over."),
    Verb.DISPOSAL_DECIDED: gettext_noop("%(actor)s decided, as a second person, whether records are destroyed."),
    Verb.DISPOSED: gettext_noop("Records whose time is over were destroyed."),
    Verb.OVERSIGHT_OPENED: gettext_noop("%(actor)s read the figures of oversight."),
    Verb.INQUIRY_OPENED: gettext_noop("%(actor)s opened an inquiry of oversight."),
    Verb.INQUIRY_CLOSED: gettext_noop("%(actor)s closed an inquiry of oversight."),
    Verb.SAMPLE_DRAWN: gettext_noop("A sample of answers and determinations was drawn, to be looked at afresh."),
    Verb.SAMPLE_OPENED: gettext_noop("%(actor)s opened records of the sample, to look at them afresh."),
    Verb.SAMPLE_CHECKED: gettext_noop("%(actor)s looked at an answer or a determination afresh."),
    Verb.STOP_SET: gettext_noop("%(actor)s stopped something for the whole register."),
    Verb.STOP_LIFTED: gettext_noop("%(actor)s lifted a stop that they had set."),
    Verb.GLASS_BROKEN: gettext_noop("%(actor)s opened a restricted record in an emergency."),
    Verb.GLASS_REVIEWED: gettext_noop("%(actor)s looked into an opening of a restricted record in an emergency."),
    Verb.BACKUP_MADE: gettext_noop("A backup of the register was made."),
    Verb.RESTORED: gettext_noop("The register was restored from a backup."),
    Verb.KEY_ROTATED: gettext_noop("A key of the register was put in the place of another."),
}


class Purpose(StrEnum):
    """Why a record that is not one's own work is opened."""

    BORDER_CHECK = "border_check"
    APPLICATION = "application"
    CORRECTION = "correction"
    LEGAL_PROCEEDING = "legal_proceeding"
    OVERSIGHT = "oversight"
    EMERGENCY = "emergency"


PURPOSES = {
    Purpose.BORDER_CHECK: _("The person is here: a border check or a visit to the desk"),
    Purpose.APPLICATION: _("An application or request of the person"),
    Purpose.CORRECTION: _("A mistake in the record, reported by the person or found by us"),
    Purpose.LEGAL_PROCEEDING: _("A proceeding before a court or tribunal"),
    Purpose.OVERSIGHT: _("A check of how this register is used"),
    Purpose.EMERGENCY: _("An emergency: a restricted record was opened for half an hour"),
}

#: What may be stated on the page that asks why; an emergency has a page of its own (``controls/glass.py``).
STATED = {code: words for code, words in PURPOSES.items() if code is not Purpose.EMERGENCY}
