"""What the person's door says of a problem, by its code: in plain words, in the person's language."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sojourn.errors import SojournError
from sojourn.register.components.days import long_day
from sojourn.register.letters.words import KINDS as LETTER_KINDS
from sojourn.register.requests.targets import Target

PROBLEMS: Mapping[str, Promise] = {
    "request-incomplete": gettext_lazy("Something is missing. Say what it is about, and write what you want to tell."),
    "request-files": gettext_lazy("A file cannot be taken. Send up to 5 files: PDF, PNG or JPEG, up to 10 MB each."),
    "request-too-many": gettext_lazy("Many requests came in today, so no more are taken. Come back tomorrow."),
    "request-target-missing": gettext_lazy("Choose which question or letter you answer."),
    "request-decided": gettext_lazy("This was answered or taken back. If you have more to say, make a new request."),
    "document-empty": gettext_lazy("A file is empty. Choose it again."),
    "document-type": gettext_lazy("A file is of a kind that is not taken. Send a PDF, or a picture (PNG or JPEG)."),
    "document-declared": gettext_lazy("A file is not what its name says. Save it again as PDF, PNG or JPEG."),
    "document-too-large": gettext_lazy("A file is too large. Send a picture of less detail."),
    "document-unsafe": gettext_lazy(
        "A file carries something that can act, or is broken. Take a picture of it instead."
    ),
    "declaration-held": gettext_lazy(
        "A departure cannot be declared for somebody who is in custody. Speak to your lawyer or to the duty desk."
    ),
    "declaration-no-stay": gettext_lazy(
        "There is no stay on record to which this departure belongs. If the record is wrong, ask for a correction."
    ),
    "declaration-day": gettext_lazy(
        "This day cannot be declared. It lies before your arrival, more than 90 days ahead, or so far back that saying "
        "it alone changes nothing. In that case ask for a correction, and send what shows that you left."
    ),
    "declaration-again": gettext_lazy(
        "A departure from this stay was declared already. Take the earlier one back first, or send what shows that you "
        "left."
    ),
    "declaration-withdrawn": gettext_lazy("This was taken back already, or is no declared departure."),
    "receipt-missing": gettext_lazy("No departure is on record for this stay."),
}


def problem_words(error: SojournError) -> str:
    """Say a problem to the person; where no words are known for it, as it is told to everybody."""
    known = PROBLEMS.get(error.code)
    return str(known) if known else error.message


def target_words(target: Target) -> str:
    """Say what can be answered."""
    told = {"day": long_day(target.day)}
    if target.letter is None:
        return _("The question about the stay that began on %(day)s") % told
    told |= {"kind": str(LETTER_KINDS[target.letter.kind]), "reference": target.letter.reference}
    return _("%(kind)s of %(day)s, reference %(reference)s") % told
