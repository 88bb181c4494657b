"""What the desk says of a stay, in words. It accuses nobody: where the records end, it says so and hears the person.

``unexplained`` and ``left_after_end`` are questions about records. Neither is shown here as an overstay, and no last
authorised day is shown that has passed: the wording is one and the same for all that the records leave open.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sojourn.register.components.days import long_day
from sojourn.register.components.words import CERTAINTIES, CERTAINTY_TONES
from sojourn.register.desk.standing import DaysUsed, Standing
from sojourn.words import QUESTION_WORDS, UNKNOWN_WORDS

#: States that are never told at a desk before a determination, and the one that only waits for records.
NOT_TOLD = frozenset({"unexplained", "left_after_end", "awaiting_records"})
_LEFT = frozenset({"left_in_time", "left_date_unknown"})
#: States in which a last authorised day that has passed says nothing, because something else holds.
_HOLDS = frozenset({"in_status", "authorised", "removal_barred", "resident", "not_subject"})


@dataclass(frozen=True)
class Row:
    """A term and its value, as the summary list takes them."""

    term: str
    value: object
    note: str = ""
    tag: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Unclear:
    """What is not clear, and what would settle it."""

    text: str
    settles: str = ""


@dataclass(frozen=True)
class Told:
    """What the desk shows of the last stay on file.

    Attributes:
        heading: the answer in one line.
        sub: what it means, in a sentence.
        tone: ``ok``, ``know`` or ``ask``.
        hear: the person is to be heard before anything is thought of them.
        rows: last authorised day, days used, arrival.
        unclear: what is unclear.
    """

    heading: str
    sub: str
    tone: str
    hear: bool
    rows: tuple[Row, ...]
    unclear: tuple[Unclear, ...]


def tell(stay: Standing, today: date) -> Told:
    """Say what is known of a stay on a day."""
    if hears_first(stay, today):
        heading = _("The records do not show everything about this stay. Hear the person.")
        sub = _(
            "A record may be missing or late. This says nothing about the person. "
            "What they show you is recorded at once."
        )
        return Told(heading, sub, "ask", True, (_arrived(stay),), _unclear(stay))
    heading, sub, tone = _answer(stay)
    hear = stay.state in ("unknown", "left_date_unknown") or bool(stay.questions)
    return Told(heading, sub, tone, hear, _rows(stay, today), _unclear(stay))


def hears_first(stay: Standing, today: date) -> bool:
    """Say whether nothing may be told but what the records do not show."""
    if stay.state in NOT_TOLD:
        return True
    until = stay.authorised_until
    return stay.state not in _HOLDS and until is not None and until < (stay.departed_on or today)


def _answer(stay: Standing) -> tuple[str, str, str]:
    until = stay.authorised_until
    day = {"day": long_day(until), "left": long_day(stay.departed_on)}
    told = {
        "in_status": (
            _("May stay until %(day)s") % day if until else _("May stay. No last day is on file"),
            _("A status held covers the stay on this day.")
            if until
            else _("The status held lasts as long as what it was given for."),
            "ok",
        ),
        "authorised": (
            _("May stay until %(day)s, without a status") % day
            if until
            else _("May stay, without a status. No last day is on file"),
            _("An application, an appeal or a departure period keeps it lawful to stay."),
            "ok",
        ),
        "removal_barred": (
            _("A protection forbids removal"),
            _("That is neither a status nor a permission to stay, and it holds."),
            "know",
        ),
        "resident": (_("Resident. The stay has no last day"), _("No days are counted."), "ok"),
        "not_subject": (_("Limits on stays do not apply"), _("No days are counted."), "ok"),
        "left_in_time": (_("The last stay on file ended on %(left)s") % day, _key_arrival(), "ok"),
        "left_date_unknown": (_("The last stay on file has ended, on a day that is not known"), _key_arrival(), "know"),
    }
    unknown = (
        _("Not known. The records do not suffice to say"),
        _("Hear the person. What they show you is recorded at once."),
        "ask",
    )
    return told.get(stay.state, unknown)


def _key_arrival() -> str:
    return _("If the person is in the country now, their arrival is not on file yet: key it.")


def _rows(stay: Standing, today: date) -> tuple[Row, ...]:
    if stay.state in ("resident", "not_subject"):
        return (_arrived(stay),)
    rows = [] if stay.state in _LEFT else [_last_day(stay, today)]
    if stay.days:
        rows += _counted(stay.days)
    elif stay.state not in _LEFT:
        rows.append(_since(stay, today))
    left = [_left(stay)] if stay.departed_on else []
    return (*rows, _arrived(stay), *left)


def _last_day(stay: Standing, today: date) -> Row:
    until = stay.authorised_until
    if until is None or until < today:
        return Row(_("Last authorised day"), _("Not on file"))
    left = (until - today).days
    note = ngettext("%(n)d day after today", "%(n)d days after today", left) % {"n": left} if left else _("Today")
    return Row(_("Last authorised day"), until, note)


def _counted(days: DaysUsed) -> list[Row]:
    about = {"least": days.least, "most": days.most, "width": (days.on_day - days.window_from).days + 1}
    if days.most is None:
        used = _("At least %(least)d in %(width)d days") % about
    elif days.most == days.least:
        used = _("%(least)d in %(width)d days") % about
    else:
        used = _("Between %(least)d and %(most)d in %(width)d days") % about
    window = {"first": long_day(days.window_from), "last": long_day(days.on_day)}
    rows = [Row(_("Days used"), used, _("Counted from %(first)s to %(last)s, both included") % window)]
    return rows if days.left is None else [*rows, Row(_("Days left"), days.left)]


def _since(stay: Standing, today: date) -> Row:
    days = (today - stay.arrived_on).days + 1
    return Row(_("Days used"), days, _("Since the arrival; the day of arrival is the first, today the last"))


def _arrived(stay: Standing) -> Row:
    if stay.state == "unknown" and stay.unknown_code == "arrival_unknown":
        return Row(_("Arrived"), _("No arrival is on file"))
    return Row(_("Arrived"), stay.arrived_on)


def _left(stay: Standing) -> Row:
    tag, tone = str(CERTAINTIES.get(stay.certainty, "")), CERTAINTY_TONES.get(stay.certainty, "know")
    return Row(_("Left"), stay.departed_on, tag=tag, tone=tone)


def _unclear(stay: Standing) -> tuple[Unclear, ...]:
    """Say what is missing under the code, and what would settle each open question; each sentence once."""
    known = UNKNOWN_WORDS.get(stay.unknown_code or "")
    first = [Unclear(_(known.missing), _(known.settles))] if known else []
    settled = [_(QUESTION_WORDS[code]) for code in stay.questions if code in QUESTION_WORDS]
    return (*first, *(Unclear(text) for text in settled))
