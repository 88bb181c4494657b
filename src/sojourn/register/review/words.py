"""The words of review: kinds of work, verdicts, reasons, outcomes; closed lists, ready to be translated."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

KINDS: dict[str, Promise] = {
    "pair": _("Match review"),
    "question": _("Question"),
    "orphan": _("Departure without an arrival"),
    "second_look": _("Match review"),  # blind: whoever looks again cannot tell that somebody has decided
}

NEXT: dict[str, Promise] = {
    "pair": _("Compare two records"),
    "question": _("Go through the checklist"),
    "orphan": _("Look for the arrival"),
    "second_look": _("Compare two records"),
}

WHY_HERE: dict[str, Promise] = {
    "pair": _("Two records may be of one person, and an answer waits for it"),
    "question": _("The last authorised day on file has passed, and no departure is on file"),
    "orphan": _("A departure is on file, and no arrival before it"),
    "second_look": _("Two records may be of one person, and an answer waits for it"),
}

VERDICTS: dict[str, Promise] = {
    "same": _("The same person"),
    "different": _("Different persons"),
    "unsure": _("I cannot tell"),
}

#: Structured reasons come before free text. They are the reasons of all three verdicts; the form says which fit.
REASONS: dict[str, Promise] = {
    "source_confirms": _("The source of a record confirmed it"),
    "document_confirms": _("A document names both, or shows that they differ"),
    "slip": _("The values differ by a slip: a letter, a digit, day and month"),
    "other_spelling": _("The same name in another spelling, order or script"),
    "clear_contradiction": _("Values contradict each other, and no slip explains it"),
    "crossings_contradict": _("The crossings cannot be of one person: one is elsewhere at the time"),
    "too_little": _("There is too little to go by"),
    "source_not_available": _("A source that would tell is not available"),
}

REASONS_OF: dict[str, tuple[str, ...]] = {
    "same": ("source_confirms", "document_confirms", "slip", "other_spelling"),
    "different": ("source_confirms", "document_confirms", "clear_contradiction", "crossings_contradict"),
    "unsure": ("too_little", "source_not_available"),
}

UNDO_REASONS: dict[str, Promise] = {
    "mistake": _("I decided by mistake"),
    "new_evidence": _("Something new came to light"),
    "reported": _("The person or another office reported it"),
}

RETURN_REASONS: dict[str, Promise] = {
    "know_the_person": _("I know the person, or have an interest"),
    "cannot_read": _("I cannot read the script or language"),
    "no_access": _("I cannot reach a source that is needed"),
    "away": _("I am away before it is due"),
    "other_reason": _("Another reason, in the note"),
}

OUTCOMES: dict[str, Promise] = {
    "settled": _("A record settles it"),
    "sent_to_match": _("Another record may be of the same person: send it to match review"),
    "still_open": _("I cannot tell: it stays an open question"),
}

FEATURES: dict[str, Promise] = {
    "name": _("Surname and given names"),
    "surname_commonness": _("How common the surname is"),
    "given_names_commonness": _("How common the given names are"),
    "birth_date": _("Date of birth"),
    "sex": _("Sex"),
    "nationality": _("Nationality"),
    "document_number": _("Document number"),
}

#: Why a pair is here, by its kind (the closed list of ``sojourn.identity.links``, and ours).
PAIR_KINDS: dict[str, Promise] = {
    "other_birth_date": _("One document or reference carries two dates of birth that differ by more than a slip."),
    "unclear_birth_date": _(
        "One document or reference carries several dates of birth, and one record fits more than one."
    ),
    "crowded_key": _("One document or reference is used with so many dates of birth that it names nobody."),
    "model_pair": _("Names, date of birth and other values nearly agree, but not enough to join the records."),
    "reviewer_unsure": _("A reviewer looked before and could not decide; a record has changed since."),
    "decisions_conflict": _("Decisions say “same” in a chain whose ends a reviewer decided to be different."),
    "lost_document": _("A document was used after it was reported lost, stolen or revoked."),
    "asked_by_reviewer": _("The reviewer of a question thinks that both may be of one person."),
}

SETTLED_BY: dict[str, Promise] = {
    "other_birth_date": _("Compare the dates of birth at the source of both records."),
    "unclear_birth_date": _("Find the full date of birth at the source of the record."),
    "crowded_key": _("Find the person's real document at the source of the record."),
    "model_pair": _("Compare both records at their sources."),
    "reviewer_unsure": _("Find a further record that names both, or ask the person."),
    "decisions_conflict": _("Look at the decisions of the chain together, and withdraw the wrong one."),
    "lost_document": _("Ask the source who showed the document, and on which day the loss was reported."),
    "asked_by_reviewer": _("Compare both records at their sources."),
}


def say(known: dict[str, Promise], code: str) -> str:
    """Give the words of a code; a code without words stands as it is."""
    return str(known.get(code, code))
