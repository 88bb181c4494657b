"""The words of bundles on the pages: why one is made, and what will be in it."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

#: Why a bundle is made; the structured reason comes before anything written.
REASONS: dict[str, Promise] = {
    "court_ordered": _("A court ordered it"),
    "filed_with_court": _("It is filed with a court in a case about this person"),
    "asked_by_counsel": _("The person's counsel asked for it"),
    "asked_by_person": _("The person asked for it"),
    "oversight": _("Oversight asked for it"),
}
#: Reasons for which a bundle goes to the person or to whoever speaks for them; the others are of courts and oversight.
FOR_THE_PERSON = frozenset({"asked_by_counsel", "asked_by_person"})
#: What a bundle has, in the order of its sections.
CONTENTS: tuple[Promise, ...] = (
    _("The answers in all their versions, with what changed each, and the explanation in words"),
    _("All records of the person, with the part of each message that is about this person"),
    _("Decisions on whose records these are: accepted, rejected and undecided"),
    _("The feeds on the days that touch the answers, their quarantines and coverage"),
    _("How often such answers are wrong, or plainly that nobody knows"),
    _("The law as on the day and as known then, the lifecycle and the clocks"),
    _("Decisions, approvals, reasons, and the gates as they stood"),
    _("Letters with the proof of service, the person's answers, and documents"),
    _("Who looked (role, office, purpose), and to whom answers were told"),
    _("Proofs that these rows stand in the log, and how to check them without Sojourn"),
    _("A list of what is withheld, and on which ground"),
)
#: What a bundle never has.
NEVER: tuple[Promise, ...] = (
    _("What messages say about other people"),
    _("What another person's record says that was compared with this person's"),
    _("The names of those who looked"),
    _("Looks that oversight decided to show later"),
    _("Documents that you mark as privileged"),
    _("What was erased, with the word “erased” in its place"),
)
