"""The figures in words: their tables, their codes, and how each is to be read."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sojourn.law.clock_words import CLOCKS
from sojourn.register.door.verbs import PURPOSES


@dataclass(frozen=True)
class Share:
    """A share that is drawn by month: of which counts (``line/column``; an empty part: all) above which."""

    words: Promise
    above: tuple[str, ...]
    below: tuple[str, ...]


@dataclass(frozen=True)
class Told:
    """What a table is called and how it is read; its share, where it has one."""

    title: Promise
    note: Promise
    share: Share | None = None


TOLD: dict[str, Told] = {
    "questions_opened": Told(
        _("Questions opened"), _("A question about records accuses nobody: a departure or an arrival is not on file.")
    ),
    "questions_ended": Told(
        _("Questions ended, and how"),
        _("Withdrawn: the answer changed, and nothing is asked any more. The column says what changed it."),
        Share(_("Withdrawn, of those that ended"), ("withdrawn/",), ("/",)),
    ),
    "notices": Told(
        _("Notices: was there an answer, and how did it end?"),
        _("Cases with a notice that came to their first end: closed in the person’s favour, or a determination."),
        Share(_("Closed in the person’s favour, of those that answered"), ("answered/favour",), ("answered/",)),
    ),
    "determinations": Told(_("Determinations"), _("Reasoned decisions about one stay, each by two people.")),
    "reversals": Told(_("Reversals"), _("Steps by which something was put right, when they were taken.")),
    "corrections": Told(
        _("Corrections: from the request to the decision"),
        _("Requests to correct a record that were decided in the month, by the days that they took."),
        Share(_("Within 45 days"), ("/days_7", "/days_30", "/days_45"), ("/",)),
    ),
    "clocks": Told(
        _("Clocks of ours that ended: kept or missed"),
        _("Clocks that this service has to keep, in the month in which they ended."),
        Share(_("Missed, of those that ended"), ("/missed",), ("/",)),
    ),
    "accesses": Told(
        _("Records opened with a purpose, and what came of it"),
        _("Used: whoever opened the record did something about the person within 14 days. A look that is not used is "
          "no misuse by itself."),
        Share(_("Not used, of those opened"), ("/unused",), ("/",)),
    ),
}  # fmt: skip
CODES: dict[str, str | Promise] = {
    "": _("All"),
    "unexplained": _("No departure on file"),
    "orphan_departure": _("A departure without an arrival"),
    "withdrawn": _("Withdrawn"),
    "reviewed": _("Reviewed by a person"),
    "records": _("A record that came in"),
    "day": _("The day alone"),
    "decision": _("A decision on whose records these are"),
    "feed": _("The quarantine of a feed"),
    "first": _("The first answer to all records"),
    "other": _("Others"),
    "settled": _("Settled by a record"),
    "sent_to_match": _("Sent to compare records"),
    "still_open": _("Still a question"),
    "answered": _("Answered"),
    "unanswered": _("Not answered"),
    "favour": _("Closed in the person’s favour"),
    "determined": _("Determined"),
    "rescind": _("Rescinded"),
    "reopen": _("Reopened"),
    "return_facilitation": _("Helped to come back"),
    "days_7": _("Up to 7 days"),
    "days_30": _("8 to 30 days"),
    "days_45": _("31 to 45 days"),
    "longer": _("Longer"),
    "kept": _("Kept"),
    "missed": _("Missed"),
    "used": _("Used"),
    "unused": _("Not used"),
    "request_answer": _("Reply to an answer of the person"),
    "request_correction": _("Reply to a request for correction"),
    "request_complaint": _("Reply to a complaint"),
    "request_declaration": _("Reply to a declared departure"),
    "reversed": _("Determined, then reversed"),
    "open": _("Open"),
    "not_known": _("Not known"),
    "under_18": _("Under 18"),
    "18_29": _("18 to 29"),
    "30_44": _("30 to 44"),
    "45_64": _("45 to 64"),
    "65_and_more": _("65 and more"),
    "F": _("Female"),
    "M": _("Male"),
    "X": _("Not told"),
    **{code.value: words for code, words in PURPOSES.items()},
}
TRAITS: dict[str, Promise] = {
    "nationality": _("By nationality"),
    "sex": _("By sex"),
    "age": _("By age on the last authorised day"),
}
MEASURED: dict[str, Promise] = {
    "answer": _("Answers found wrong when looked at afresh"),
    "determination": _("Determinations found wrong when looked at afresh"),
    "same": _("False matches: joined, and not by the second look"),
    "different": _("Missed matches: kept apart, and joined by the second look"),
}
SIMULATED: dict[str, Promise] = {
    "false_unexplained": _("In simulation: lawful stays about which a question was asked"),
    "false_left": _("In simulation: people still here who were answered as having left, of all stays"),
    "false_links": _("In simulation: automatic links of two different people"),
}


def words_of(code: str) -> str:
    """Say a code: of the closed lists here, or a clock of the law; another stands as it is (a country, a lifecycle)."""
    if code in CODES:
        return str(CODES[code])
    return gettext(CLOCKS[code]) if code in CLOCKS else code.replace("_", " ")
