"""What each reason and each way to lift means, in plain sentences; the register translates them.

The words accuse nobody, and those of B4 tell nothing about why a record is restricted.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

WHYS: Mapping[str, str] = MappingProxyType(
    {
        # every blocker
        "never_asked": "Nobody has asked about this yet.",
        "asked_expired": "It was asked and answered too long ago to rely on.",
        "asked_before": "It was asked before the last record about it arrived.",
        "asked_by_proposer": "Only the officer who proposes the step has answered; another person must.",
        "asked_without_source": "It was answered without naming the document that shows it.",
        "asked_no": "It was asked, and nothing stands in the way.",
        "answered_yes": "It was asked, and something stands in the way.",
        "imported": "The case came without its history, and nobody has asked since.",
        "lift_without_source": "A record that would lift this names no source document.",
        "lift_by_unknown": "A record that would lift this does not say who recorded it.",
        "lift_by_proposer": "The record that would lift this was made by the officer who proposes the step.",
        "no_answer": "There is no answer about a stay to look at.",
        # B1
        "claim_undecided": "The person claims to be a national, and nobody has decided.",
        "sign_undecided": "A record gives a sign that the person may be a national, and nobody has decided.",
        "own_passport": "A record names a passport of this country, and nobody has decided whether the person is a "
        "national.",
        "is_national": "The person is a national. No step against them is possible.",
        "decided_no_national": "It was decided after the last sign that the person is not a national.",
        # B2
        "pair_open": "Records of this case may belong to another person; a reviewer has not decided.",
        "identity_review": "The answer is unknown, because records may belong to another person.",
        "contradiction": "The answer is unknown, because records contradict each other.",
        "no_open_pair": "No record of this case is in doubt.",
        # B3
        "period_covers_today": "The records say that the person may be here today.",
        "application_pending": "An application is not decided.",
        "application_granted": "An application was granted, and no end of what it gave is on file.",
        "protection": "A protection is in effect.",
        "leave_on_file": "A leave to be here is on file and has not ended.",
        "answer_unknown": "The records do not tell whether the person may be here.",
        # B4
        "restricted": "The records are restricted, and no trained officer has cleared the step.",
        # B5
        "departure_on_record": "A record says that the person left.",
        "answer_says_left": "The answer about the stay says that the person left.",
        "disputed": "The person disputes the records, and the answer is not weighed.",
        "questions_open": "Questions about the records are open.",
        "no_departure": "No record says that the person left, and no question is open.",
        # B6
        "removal_stay": "A removal stay is in effect.",
        "undertaking": "A court was promised that this would not be done.",
        "motion_pending": "A motion that stops a removal is not decided.",
        "appeal_pending": "An appeal is not decided.",
        "asylum_pending": "A request for protection is not decided.",
        "appeal_time": "The time to appeal has not ended, or nobody can say when it does.",
        "unread_messages": "A message of a court about this person has not been read.",
        "no_removal_stay": "No removal stay and no promise to a court is on file, and every message was read.",
        # B7
        "time_runs": "The person still has time to contest the decision.",
        "start_unknown": "Nobody can say when the person's time to contest ends, because its start is not known.",
        "notice_unknown": "Nobody knows when the person was told of the decision.",
        "no_time_runs": "No time to contest a decision is running.",
        # B8
        "no_destination_in_step": "The step takes the person to no country.",
        "no_destination": "No country of return is named.",
        "destination_barred": "The person may not be sent to this country.",
        "every_country_barred": "A protection names no country, so it counts for every country.",
        "destination_not_barred": "Nothing on file bars this country.",
        # B9
        "never_served": "No document has been served on the person.",
        "service_failed": "The document did not reach the person.",
        "no_real_contact": "The document was only put on file or published; that tells the person nothing.",
        "outcome_unknown": "Nobody knows whether the document reached the person.",
        "contact_unknown": "No address for letters is on file.",
        "language_not_asked": "Nobody has asked whether the person understands the language of the document.",
        "served": "The document reached the person, in a language that they understand.",
        # B10
        "died": "The person died.",
        "hold": "There is a reason to wait: for example a medical one, or a minor's.",
        "minor": "The person is a minor.",
        "birth_unknown": "The birth date does not tell whether the person is an adult, and nobody has asked.",
        # B11
        "rule_missing": "The step rests on a rule that the law pack does not have.",
        "rule_vacated": "The rule that the step rests on was set aside by a court.",
        "rule_suspended": "The rule that the step rests on is suspended.",
        "rule_proposed": "The rule that the step rests on is only proposed.",
        "rule_ended": "The rule that the step rests on is not in force today.",
        "rule_stale": "The rule was to be checked again before today; no letter can rest on it.",
        "answer_stale": "The answer rests on a rule that was to be checked again before today; no letter can rest on "
        "it.",
        "rules_in_force": "Every rule that the step rests on is in force.",
        "rests_on_no_rule": "The step rests on no rule of the pack.",
        # B12
        "needs_a_proposal": "This is looked at when an officer proposes the step.",
        "no_person": "The step was not proposed by a person.",
        "no_grounds": "No reason of the step's list is given.",
        "no_source_named": "No source record of this person is named; the engine's answer is none.",
        "no_source_opened": "The officer has not opened any of the records that the step relies on.",
        "officer_saw_records": "The officer gives reasons and opened the records.",
        # B13
        "one_person_decides": "One person decides this step.",
        "approval_awaited": "Nobody has approved the step yet.",
        "approved_by_self": "The same person proposed and approved the step.",
        "approved_by_no_person": "The step was not approved by a person.",
        "approved_by_earlier_taker": "The step was approved by a person who took an earlier step.",
        "approved": "Another officer approved the step.",
    }
)
"""Why a blocker says what it says."""

LIFTS: Mapping[str, str] = MappingProxyType(
    {
        "asked_no": "Ask whoever can know, and record the answer with its document.",
        "citizenship_decision": "A decision on citizenship, made after the last sign, with its document.",
        "correction": "A correction of the record by who made it, or by an authority that may set it aside.",
        "review_decision": "A reviewer decides whether the records are one person's.",
        "new_answer": "A new answer, once the records that it misses have arrived.",
        "decision": "A decision on it, with its document.",
        "end_of_leave": "A record that tells when the leave or the protection ended, with its document.",
        "cleared": "A trained officer, other than the one who proposes the step, clears it.",
        "answer_weighed": "An officer weighs the person's answer.",
        "end_of_removal_stay": "A record from the court that the removal stay ended, with its document.",
        "end_of_undertaking": "A record that the promise to the court ended, with its document.",
        "messages_read": "Somebody reads the message and acknowledges it.",
        "time": "Time: it ends by itself.",
        "told": "A record of when the person was told.",
        "destination": "Name one country of return.",
        "another_destination": "Another country of return, if the law allows it.",
        "end_of_protection": "A record that the protection ended, with its document.",
        "service": "Serve the document in real contact, with proof.",
        "contact": "An address for letters, given by the person or counsel.",
        "end_of_hold": "A record that the reason to wait ended, with its document.",
        "rule_in_force": "A rule that is in force.",
        "rule_checked": "Counsel checks the rule, and the pack says so.",
        "proposal": "An officer proposes the step.",
        "grounds": "Choose the reasons from the list.",
        "records": "Name the records that the step relies on.",
        "open_records": "Open the records that the step relies on.",
        "approval": "Another officer looks at the records and approves.",
    }
)
"""What would lift a blocker."""

QUESTIONS: Mapping[str, str] = MappingProxyType(
    {
        "B1": "Was the person asked, and are there no signs that they may be a national: birth here, a parent who is a "
        "national, adoption, military service?",
        "B2": "Do all records of this case belong to this one person?",
        "B3": "Were the records of the other agencies searched, and is no application, status or protection "
        "pending or in effect?",
        "B4": "Did a trained officer look, and is nothing restricted about this person?",
        "B5": "Were the records of departures searched, and has the person not left?",
        "B6": "Were the courts asked, and is no removal stay in effect and no promise made to a court?",
        "B7": "Is no time to appeal, or to ask for reopening, still running?",
        "B8": "Were the protections looked through, and is the country of return not barred?",
        "B9": "Does the person understand the language of the document, and is the address right?",
        "B10": "Is the person an adult, competent and not in medical care, and is no child left alone?",
    }
)
"""What is asked about a blocker; "no" in the register's words means: nothing stands in the way."""

WANTING: Mapping[str, str] = MappingProxyType(
    {
        "two_sources": "Records of two different feeds are needed, and this rests on fewer.",
        "records_opened": "Open each record that the step relies on, and name it.",
        "contact_known": "No address for letters to the person or to counsel is on file.",
        "notice_served": "No notice has reached the person or counsel; service on file is none.",
        "answer_weighed": "The person answered, and nobody has weighed the answer yet.",
        "determination_made": "No determination by two officers stands in this case.",
        "charge_issued": "No charging document was issued, or it was cancelled.",
        "charge_served": "The charging document has not reached the person or counsel.",
        "charge_filed": "The charging document is not filed with the court: no court has the case.",
        "hearing_time_and_place": "The hearing has no time or no place on file.",
        "order_on_file": "No order is on file that stands.",
        "order_final": "The order is not final: an appeal is pending, or its time has not ended or cannot be counted.",
        "travel_document": "No valid travel document for the country of return is on file.",
        "destination": "No country of return is named.",
        "departure_confirmed": "No record confirms that the person left.",
        "request_of_the_person": "The person did not ask for this, or took the request back.",
        "counsel_served": "A representative acts for the person, and was not served with the document.",
        "court_messages_read": "A message of a court about this person has not been read.",
        "reasons": "No reason of the list is given.",
        "ground_conviction": "A reason names a conviction, and no final conviction of an offence of the closed list "
        "that still stands is among the records that the step relies on.",
        "ground_letter": "A reason says that the person was called in writing, and no letter that reached them is "
        "among the records that the step relies on.",
        "ground_document": "A reason speaks of what happened, and no record with the document that shows it is among "
        "those that the step relies on.",
        "ground_stay_over": "A reason says that a removal stay has ended, and the record that ended it, with its "
        "document, is not among those that the step relies on.",
        "ground_court_order": "A reason names the final order of a court, and no order or decision is among the "
        "records that the step relies on.",
        "ground_release": "A reason says that the person was released, and no record of a release is among those that "
        "the step relies on.",
        "ground_fear_decision": "A reason says that a judge decided about the fear of return, and no decision is among "
        "the records that the step relies on.",
        "ground_carried_out": "A reason says that an earlier order was carried out; the order and the departure must "
        "both be among the records that the step relies on.",
        "error_shown": "Name the record or the document that shows the error.",
        "receipt_given": "The person has no receipt yet.",
        "warrant": "No warrant is on file that is in force.",
        "not_by": "Another officer must take this step: the same person took an earlier one.",
    }
)
"""What is missing where a requirement of a step is not met, by its code.

``not_by`` is none of the closed list; ``ground_...`` say what a reason speaks of that is not shown (``reasons``)."""
