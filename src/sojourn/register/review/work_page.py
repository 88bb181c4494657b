"""My work as a page shows it: groups in words, what is next, why it is here. Kinds, numbers and days; nobody's name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from sojourn.register import clock
from sojourn.register.review import words
from sojourn.register.review.assigned import PERMISSIONS, urgency_of
from sojourn.register.review.models import Assignment, Kind
from sojourn.register.review.order import GROUPS, group_of

Cell = dict[str, object] | str
#: The address of each kind of work.
PLACES: dict[str, str] = {
    Kind.PAIR: "pair",
    Kind.SECOND_LOOK: "pair",
    Kind.QUESTION: "question",
    Kind.ORPHAN: "question",
}
#: The kinds that the filter tells apart: a second look is match review like any other.
SHOWN: dict[str, tuple[str, ...]] = {
    "pair": (Kind.PAIR, Kind.SECOND_LOOK),
    "question": (Kind.QUESTION,),
    "orphan": (Kind.ORPHAN,),
}


@dataclass(frozen=True)
class Group:
    """One group of the page: its words and its rows."""

    title: str
    rows: list[list[Cell]]


def head(office: bool) -> list[object]:
    """Give the heads of the columns."""
    last = {"text": gettext("Due"), "numeric": True}
    what = [gettext("Work"), gettext("What is next"), gettext("Why here")]
    return (
        [*what, gettext("With whom"), last, gettext("Put back")] if office else [*what, last, gettext("Not for you?")]
    )


def groups_of(pieces: Iterable[Assignment], *, office: bool) -> list[Group]:
    """Group pieces of work by their clocks; a group without any is left out."""
    rows: dict[str, list[list[Cell]]] = {code: [] for code in GROUPS}
    for piece in pieces:
        rows[group_of(urgency_of(piece), clock.today())].append(_row(piece, office=office))
    return [Group(str(GROUPS[code]), each) for code, each in rows.items() if each]


def name_of(piece: Assignment) -> str:
    """Give what a piece of work is called."""
    return gettext("%(kind)s %(number)s") % {"kind": words.say(words.KINDS, piece.kind), "number": piece.id}


def place_of(piece: Assignment) -> str:
    """Give the address at which a piece of work is done."""
    return reverse(PLACES[piece.kind], args=[piece.id])


def filters(
    given: Mapping[str, list[str]], pieces: Iterable[Assignment], *, may_assign: bool
) -> list[dict[str, object]]:
    """Give the filters with their counts; whose work is asked only of those who may see an office's."""
    counts = {code: sum(piece.kind in kinds for piece in pieces) for code, kinds in SHOWN.items()}
    chosen = given.get("kind", [])
    kinds = [
        {"value": code, "text": words.say(words.KINDS, code), "checked": code in chosen, "count": counts[code]}
        for code in SHOWN
    ]
    groups: list[dict[str, object]] = [{"legend": gettext("Kind of work"), "name": "kind", "options": kinds}]
    if may_assign:
        whose = given.get("whose", ["mine"])[-1]
        options = [
            {"value": "mine", "text": gettext("Assigned to me"), "checked": whose != "office"},
            {"value": "office", "text": gettext("Assigned in my office"), "checked": whose == "office"},
        ]
    else:
        options = [{"value": "mine", "text": gettext("Assigned to me"), "checked": True}]
    return [{"legend": gettext("Show"), "name": "whose", "kind": "radios", "options": options}, *groups]


def keep_kinds(pieces: Iterable[Assignment], chosen: Iterable[str]) -> list[Assignment]:
    """Keep the pieces of the kinds chosen; none chosen: all."""
    wanted = {kind for code in chosen for kind in SHOWN.get(code, ())} or set(PERMISSIONS)
    return [piece for piece in pieces if piece.kind in wanted]


def waiting_sentence(counts: Mapping[str, int]) -> str:
    """Say how many pieces wait that somebody may be given."""
    number = sum(counts.values())
    if not number:
        return gettext("No other piece of work waits that you may do.")
    return ngettext(
        "%(number)s more piece of work waits to be given out.",
        "%(number)s more pieces of work wait to be given out.",
        number,
    ) % {"number": number}


def _row(piece: Assignment, *, office: bool) -> list[Cell]:
    name = name_of(piece)
    why = words.say(words.WHY_HERE, piece.kind)
    due: Cell = {"text": piece.due_on or gettext("No clock runs"), "numeric": True}
    back: Cell = {
        "text": gettext("Put back") if office else gettext("Give back"),
        "url": reverse("work_back", args=[piece.id]),
    }
    if office:
        who = piece.assigned_to.get_username() if piece.assigned_to else ""
        return [name, words.say(words.NEXT, piece.kind), why, who, due, back]
    return [{"text": name, "url": place_of(piece)}, words.say(words.NEXT, piece.kind), why, due, back]
