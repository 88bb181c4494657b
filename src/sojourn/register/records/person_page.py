"""The page of a person, laid out for its template."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from sojourn.register import clock
from sojourn.register.components.days import instant, long_day
from sojourn.register.components.stay_strip import Period, Stay, Strip, draw_strip
from sojourn.register.records.actions import PersonOpened
from sojourn.register.records.headings import heading_of, sub_of
from sojourn.register.records.identity import Document, Identity, identity_of
from sojourn.register.records.lanes import KINDS, Lane, lanes_of, narrowed
from sojourn.register.records.looks_told import LooksTold, tell_looks
from sojourn.register.records.stay_version import StayVersion
from sojourn.register.records.why import settles_of

Row = dict[str, object]


@dataclass(frozen=True)
class Bar:
    """The identity bar: the name as given, other names, and the rows beside it."""

    name: str
    other_name: str
    rows: list[Row]


@dataclass(frozen=True)
class StayRow:
    """One stay in the list of stays."""

    stay_id: str
    days: str
    heading: str
    state: str
    certainty: str
    current: bool


@dataclass(frozen=True)
class Question:
    """The open questions of a stay: what is missing, and what would settle it."""

    stay: str
    url: str
    missing: list[str]
    settles: list[str]


@dataclass(frozen=True)
class PersonPage:
    """Everything that the template of a person shows."""

    person_id: str
    bar: Bar
    current: StayVersion | None
    heading: str
    sub: str
    strip: Strip | None
    stays: list[StayRow]
    lanes: list[Lane]
    kinds: list[Row]
    documents: tuple[Document, ...]
    questions: list[Question]
    notes: list[Row]
    looks: LooksTold | None
    erased: bool


def lay_out(opened: PersonOpened, kind: str, asked_id: str) -> PersonPage:
    """Lay out the page; ``kind`` narrows the lanes, ``asked_id`` is the id that led here."""
    file, today = opened.file, clock.today()
    identity = identity_of(file.records.values())
    current = file.current
    lanes = lanes_of(file.records.values(), file.stays, opened.versions, today)
    return PersonPage(
        person_id=file.person_id,
        bar=bar_of(file.person_id, identity, erased=file.erased),
        current=current,
        heading=heading_of(current) if current else _("No stay is on file"),
        sub=sub_of(current) if current else "",
        strip=strip_of(file.stays, current.answer["as_of"]) if current else None,
        stays=[_stay_row(stay, stay is current) for stay in reversed(file.stays)],
        lanes=narrowed(lanes, kind),
        kinds=_kinds(kind, lanes),
        documents=identity.documents,
        questions=[_question(stay) for stay in reversed(file.stays) if settles_of(stay)],
        notes=_notes(opened, asked_id),
        looks=tell_looks(opened.looks, clock.now()) if opened.looks is not None else None,
        erased=file.erased,
    )


def bar_of(person_id: str, identity: Identity, *, erased: bool) -> Bar:
    """Say who the page is about: the values seen last, and that there are others."""
    name = _("Personal values are erased") if erased else _("No name on file")
    rows: list[Row] = []
    if identity.birth_dates:
        rows.append({"term": _("Born"), "value": _some(identity.birth_dates)})
    if identity.nationalities:
        rows.append({"term": _("Nationality"), "value": _some(identity.nationalities)})
    if identity.documents:
        rows.append({"term": _("Document"), "value": _some([each.label for each in identity.documents])})
    rows.append({"term": _("Person"), "value": person_id})
    return Bar(identity.names[0] if identity.names else name, " · ".join(identity.names[1:3]), rows)


def strip_of(stays: Sequence[StayVersion], as_of: date) -> Strip | None:
    """Draw stays; a departure without an arrival has no place on the strip."""
    drawn = [stay for stay in stays if not stay.orphan and not stay.gone]
    if not drawn:
        return None
    window = next((row for stay in drawn for row in stay.further.get("days", []) if row["window_from"]), None)
    days = (window["on_day"] - window["window_from"]).days + 1 if window else None
    periods = [Period(row["valid_from"], row["valid_to"], row["basis"]) for stay in drawn for row in stay.periods]
    return draw_strip([_drawn(stay) for stay in drawn], periods, as_of, days)


def days_of(version: StayVersion) -> str:
    """Say from when to when a stay was, as far as records say."""
    answer = version.answer
    if version.orphan:
        return _("Departure on %(day)s") % {"day": long_day(answer["departed_on"])}
    first = long_day(answer["arrived_on"])
    if answer["departed_on"]:
        return _("%(first)s to %(last)s") % {"first": first, "last": long_day(answer["departed_on"])}
    return (
        _("Since %(first)s") % {"first": first}
        if not answer["left_between"]
        else _("From %(first)s") % {"first": first}
    )


def _drawn(stay: StayVersion) -> Stay:
    between = stay.answer["left_between"]
    return Stay(
        stay.answer["arrived_on"],
        stay.answer["departed_on"],
        (between[0], between[1]) if between else None,
        stay.answer["state"],
        reverse("stay", args=[stay.stay_id]),
    )


def _stay_row(stay: StayVersion, current: bool) -> StayRow:
    answer = stay.answer
    return StayRow(stay.stay_id, days_of(stay), heading_of(stay), answer["state"], answer["certainty"], current)


def _kinds(chosen: str, lanes: list[Lane]) -> list[Row]:
    everything: Row = {"text": _("Everything"), "query": "", "count": len(lanes), "current": chosen not in KINDS}
    narrower: list[Row] = [
        {"text": str(text), "query": code, "count": len(narrowed(lanes, code)), "current": chosen == code}
        for code, text in KINDS.items()
    ]
    return [everything, *narrower]


def _question(stay: StayVersion) -> Question:
    rows = settles_of(stay)
    missing = [missing for missing, _settles in rows if missing]
    return Question(
        days_of(stay), reverse("stay", args=[stay.stay_id]), missing, [settles for _missing, settles in rows]
    )


def _notes(opened: PersonOpened, asked_id: str) -> list[Row]:
    """Say what became of ids: that another id led here, and that records were parted from these."""
    person_id = opened.file.person_id
    notes: list[Row] = []
    if asked_id and asked_id != person_id and asked_id in opened.ids_ever:
        notes.append(
            _note(_("You asked for %(asked)s. Its records are held to be this person's now.") % {"asked": asked_id})
        )
    others = [each for each in opened.ids_ever if each not in (person_id, asked_id)]
    if others:
        told = _("These records were shown before under other ids, which lead here: %(ids)s.")
        notes.append(_note(told % {"ids": ", ".join(others)}))
    for each in opened.parted:
        told = _("%(names)s was shown with this person once; since %(time)s it is held to be another's.")
        links = [{"url": reverse("person", args=[each.person_id]), "text": _("Open that person")}]
        notes.append(_note(told % {"names": ", ".join(each.names), "time": instant(each.since)}, links))
    return notes


def _note(text: str, links: list[dict[str, str]] | None = None) -> Row:
    return {"text": text, "links": links or []}


def _some(values: Sequence[str]) -> str:
    shown = [long_day(value) for value in values[:2]]
    rest = len(values) - len(shown)
    return " · ".join(shown) + (_(", and %(count)s more") % {"count": rest} if rest else "")
