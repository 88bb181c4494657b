"""One plain sentence for each column of the tables, for the pages of the docs."""

from __future__ import annotations

MOVEMENTS: dict[str, str] = {
    "movement_id": "the record's id, unique within its feed",
    "feed": "where the record comes from: `carrier:KL`, `post:JFK`, `neighbour:CAN`, `consulate:LIS`, `declared`",
    "kind": "how the crossing was seen, see below",
    "direction": "into the country or out of it",
    "outcome": "what the officer decided; on an arrival inspection, null means `admitted`",
    "verified": "how identity was verified; nothing more is kept",
    "occurred_at": "the moment; null when the source has only a day",
    "local_date": "the calendar day at the port; day counts use this",
    "port": "the place of the crossing, with its code system (`IATA:JFK`; bare means IATA); unknown codes are kept",
    "from_port": "where the leg began",
    "to_port": "where the leg ended; a leg inside the territory is no crossing",
    "mode": "air, sea or land",
    "transport": "the number of the voyage",
    "boarded": "on a manifest: what the flight close-out says; false means not on board",
    "surname": "as given, in any script",
    "given_names": "as given, in any script",
    "birth_date": "`YYYY-MM-DD`, or partial: `YYYY-MM` or `YYYY`",
    "sex": "as the document says",
    "nationality": "alpha-3 code",
    "document_type": "type, number and issuer together are the document's key (`I94` for admission numbers)",
    "document_number": "`0` and blank are no document",
    "document_issuer": "alpha-3 code",
    "admitted_class": "the class of admission",
    "admitted_until": "the last day authorised at the border",
    "duration_of_status": "true when admitted for as long as a programme lasts",
    "references": "`scheme:value`, such as `i94:...`, `a-number:...`, `ees-file:...`",
    "recorded_at": "when the record reached us: set at acceptance; only a feed with the right `replay` gives its own",
    "sequence": "the feed's own counter, so that gaps are seen",
    "corrects": "the record (`feed/id`) that this one replaces: its own feed's, or with `set_aside` another's",
    "retracted": "with `corrects`: the corrected record never happened",
    "raw": "digest and position of the original message, which is kept as long as the record",
}

_FACTS_ONLY: dict[str, str] = {
    "fact_id": "the record's id, unique within its feed",
    "feed": "where the record comes from: one agency, one court, one school register",
    "kind": "what the fact is about, see below",
    "document_type": "whose fact it is, by document; null means a passport",
    "references": "whose fact it is, by reference: `scheme:value`",
    "filed_at": "when the person filed",
    "received_at": "when the authority received it",
    "decided_at": "when the authority decided",
    "notified_at": "when the person was told",
    "valid_from": "first day on which the fact holds in the world",
    "valid_to": "last day on which the fact holds in the world",
    "benefit": "what was applied for",
    "outcome": "what was decided",
    "type": "which kind of order, protection or end",
    "class": "the class applied for, granted or held",
    "authority": "who decided",
    "statute": "under which provision",
    "end_reason": "why it ended",
    "days": "a number of days that the record grants or orders",
    "entries": "how many entries a visa allows",
    "territory": "where it holds",
    "place": "where it happened",
    "served_by": "how it was served",
    "reference": "the number of the application, case or docket",
    "principal_reference": "whose status a dependant follows; read one step, never listed or reversed",
    "other_document_number": "on a `document` fact: the other document of the same person",
    "other_document_issuer": "issuer of that other document",
    "restricted": "true when only a few may open the record",
}

FACTS: dict[str, str] = {**MOVEMENTS, **_FACTS_ONLY}

ANSWERS: dict[str, str] = {
    "stay_id": "`s` and 20 hex digits, from the name of the arrival's first record",
    "person_id": "the person, as the link decisions in force hold their records together",
    "arrival_id": "the record that gave the time of arrival",
    "departure_id": "the record that gave the time of departure",
    "arrived_on": "the day of arrival at the port",
    "departed_on": "the day of departure at the port",
    "left_between": "two days, when only bounds of the departure are known",
    "departure_basis": "what the departure rests on; `returned` means that a later arrival proves it",
    "authorised_until": "the last authorised day on file",
    "state": "the answer, see below",
    "unknown_code": "why the answer is `unknown`",
    "certainty": "`confirmed`, `likely` or `open`",
    "days_over_min": "days past the last authorised day, at least; ended stays only",
    "days_over_max": "days past the last authorised day, at most; ended stays only",
    "reasons": "rule ids with record ids; citation and sentence are rendered from the law pack on reading",
    "questions": "codes: what is missing, and what would settle it",
    "next_change_on": "the first day on which the answer changes with no new record",
    "as_of": "the day asked about",
    "known_at": "the knowledge cut-off",
    "law": "the law pack",
    "law_version": "its version",
    "engine_version": "the version of Sojourn",
}

PERIODS: dict[str, str] = {
    "stay_id": "the stay",
    "valid_from": "first authorised day",
    "valid_to": "last authorised day; null while it has no end on file",
    "basis": "`status`, `authorised_only` or `removal_barred`: three different legal things",
    "class": "the class of admission or status",
    "rule_id": "the rule of the law pack",
    "record_ids": "the records it rests on",
}

CROSSINGS: dict[str, str] = {
    "crossing_id": "the crossing",
    "person_id": "the person",
    "direction": "into the country or out of it",
    "occurred_at": "the moment, from the strongest record that has one",
    "local_date": "the calendar day at the port",
    "bounds": "two days, when only bounds are known",
    "port": "the place",
    "mode": "air, sea or land",
    "strength": "how much its strongest record proves",
    "record_ids": "the records that report it",
    "stay_id": "the stay that it opens or ends; null for a departure with no arrival",
}

PEOPLE: dict[str, str] = {
    "record_id": "the record",
    "person_id": "the person who holds it",
    "basis": "what joins it: a document, a reference, a model, a reviewer",
    "link_id": "the link decision",
}

LINKS: dict[str, str] = {
    "link_id": "the decision",
    "record_a": "one record",
    "record_b": "the other record",
    "verdict": "`same`, `different` or `unsure`",
    "by": "a rule, a model or a reviewer",
    "version": "which version of it",
    "weight": "the model's weight",
    "features": "the values compared, and the weight of each",
    "recorded_at": "when it was decided",
    "withdrawn_at": "when it was withdrawn; the decision itself is never edited",
}

REVIEW: dict[str, str] = {
    "review_id": "the question",
    "kind": "what kind of question",
    "record_ids": "the records to look at",
    "why": "why a human should look",
    "suggested": "the suggested verdict",
}

FEEDS: dict[str, str] = {
    "feed": "the feed",
    "port": "the port; null also for records that could not be read",
    "day": "the local day; null for records that could not be read",
    "expected": "records expected, by the feed's usual share of what its twin or its kind report; null: nothing tells",
    "seen": "records in force",
    "gaps": "numbers missing from the feed's own counter",
    "share_not_aboard": "share of manifest records with `boarded` false",
    "share_matched": "share of the arrivals reported that a later record ended",
    "delay": "mean hours from crossing to record; null for loads of old records",
    "unreadable": "records that could not be read",
    "status": "`ok`, `quarantined`, `released` (by a decision of two people) or `not_judged` (too few records)",
    "reason": "which measure left its band, its value, the band, and the days looked at; or the decision",
}

TRUTH: dict[str, str] = {
    "record_id": "the record of the arrival",
    "truth": "what really happened",
    "knowable": "whether the records written suffice to know it",
    "causes": "which errors were put into the stay's records",
}

STATES: dict[str, str] = {
    "in_status": "present, and a status covers the day",
    "authorised": "present; an application, appeal or departure period keeps it lawful to stay",
    "removal_barred": "present; a protection forbids removal",
    "left_in_time": "left on or before the last authorised day",
    "left_after_end": "left after the last authorised day on file; a question about records, no finding",
    "left_date_unknown": "left, on a day that the records do not settle",
    "resident": "no longer temporary",
    "not_subject": "a national, free movement or a refused entry: no stay opens",
    "awaiting_records": "the last authorised day passed no longer ago than the pack's waiting time",
    "unexplained": "the last authorised day has passed, no departure is known, nothing explains it: a human is asked",
    "unknown": "the records do not suffice; the code says what would settle it",
}

UNKNOWN: dict[str, str] = {
    "no_end_date": "the record that says until when the stay was authorised",
    "feed_quarantined": "the records of the quarantined days, delivered again",
    "declared": "a record of the departure that the person declares",
    "contradiction": "an officer's look at the two records that contradict each other",
    "identity_review": "a reviewer's decision on the pair of records",
    "arrival_unknown": "a record of the arrival",
    "coverage": "records from the border, the mode or the time that no feed covers",
    "principal_ended": "a record of the dependant's own status",
    "rule_not_in_force": "a law pack whose rules cover the day",
    "inspection_deferred": "the record of the completed inspection",
    "citizenship_claimed": "the decision on the claim",
    "days_unknown": "a record of the day on which an earlier stay ended",
}

FATES: dict[str, str] = {
    "accepted": "stands as a record",
    "replaced": "a later correction took its place",
    "retraction": "says that another record never happened",
    "retracted": "never happened, by a retraction",
    "duplicate": "equal to a record that stands under the same name",
    "quarantined": "cannot be used; kept with its raw line and the reason",
    "later": "recorded after `known_at`, so it does not exist for this run",
}

MOVEMENT_KINDS: dict[str, str] = {
    "inspection": "an officer saw the person",
    "manifest": "a carrier says so",
    "neighbour": "the other country recorded the entry",
    "consular": "seen abroad, at a consulate",
    "stamp": "a stamp in a document",
    "attested": "a named officer examined documents shown by the person and accepted them",
    "declared": "the person says so",
}
