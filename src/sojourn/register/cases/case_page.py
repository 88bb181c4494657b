"""The page of a case, laid out for its template: a pure function of what was opened and what stands around it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sojourn.law.procedure.case_file import CaseFile
from sojourn.register.cases.clock_words import ClockShown, clocks_shown
from sojourn.register.cases.confirming import list_to_confirm
from sojourn.register.cases.decisions_shown import Built, DecisionShown, built_on_corrected, built_url, decisions_shown
from sojourn.register.cases.departure_shown import DepartureShown, departure_shown
from sojourn.register.cases.documents_shown import DocumentShown
from sojourn.register.cases.matter import Matter
from sojourn.register.cases.models import Case
from sojourn.register.cases.next_step import Heading, StepTask, heading_of, step_tasks
from sojourn.register.cases.opening import OpenedCase
from sojourn.register.cases.timeline import lanes
from sojourn.register.cases.track import Track, track_of
from sojourn.register.components.days import long_day
from sojourn.register.court.listing import HearingShown, MessageShown
from sojourn.register.door.looks import Look
from sojourn.register.letters.listing import LetterShown
from sojourn.register.records.headings import heading_of as answer_heading
from sojourn.register.records.identity import name_of
from sojourn.register.records.lanes import Lane

Row = dict[str, object]

ORIGINS: dict[str, Promise] = {
    "question_reviewed": gettext_lazy("A question about records, reviewed"),
    "imported_order": gettext_lazy("An order that was made elsewhere and taken in"),
    "refused_application": gettext_lazy("A refused application"),
    "person_came_forward": gettext_lazy("The person came forward"),
    "recorded_encounter": gettext_lazy("A recorded encounter"),
    "error_to_undo": gettext_lazy("An error to put right"),
}


@dataclass(frozen=True)
class CasePage:
    """Everything that the template of a case shows."""

    case: Case
    name: str
    identity: list[Row]
    heading: Heading
    about: list[Row]
    liberty: list[ClockShown]
    clocks: list[ClockShown]
    tasks: list[StepTask]
    lanes: list[Lane]
    decisions: list[DecisionShown]
    built: list[Row]
    to_confirm: int
    departure: DepartureShown | None
    track: Track | None
    papers: list[Row]
    messages: list[Row]
    hearings: list[Row]
    parties: list[Row]
    looks: list[Look]
    looks_url: str


def lay_out(opened: OpenedCase, matter: Matter, now: datetime) -> CasePage:
    """Lay out the page of a case."""
    case, file, lifecycle = opened.case, opened.file, opened.standing.lifecycle
    shown = clocks_shown(opened.clocks, now)
    built = built_on_corrected(case, file, matter.events)
    titles = {step.id: _(step.title) for step in lifecycle.steps} if built else {}
    return CasePage(
        case=case,
        name=name_of(dict(matter.who)) or _("No name on file"),
        identity=identity_rows(matter.who, file.person_id),
        heading=heading_of(opened),
        about=_about(opened, matter),
        liberty=[each for each in shown if each.liberty],
        clocks=[each for each in shown if not each.liberty],
        tasks=[*_review_tasks(case, built, titles), *step_tasks(opened)],
        lanes=lanes(file, matter.events, lifecycle),
        decisions=decisions_shown(matter.events, lifecycle, matter.names),
        built=[_built_row(case, each, titles) for each in built],
        to_confirm=len(list_to_confirm(opened.desk)),
        departure=departure_shown(opened, matter),
        track=track_of(opened.standing, opened.desk.steps),
        papers=[*map(_paper_row, matter.letters), *map(_paper_row, matter.documents)],
        messages=[_message_row(each) for each in matter.messages],
        hearings=[_hearing_row(each) for each in matter.hearings],
        parties=party_rows(file),
        looks=matter.looks or [],
        looks_url=reverse("looks", args=[file.person_id]) if matter.looks is not None else "",
    )


def identity_rows(who: Mapping[str, Any], person_id: str) -> list[Row]:
    """Give the rows of the bar that says who the page is about."""
    document = " ".join(str(who[part]) for part in ("document_issuer", "document_number") if who.get(part))
    terms = (
        (_("Born"), who.get("birth_date")),
        (_("Nationality"), who.get("nationality")),
        (_("Document"), document),
        (_("Person"), person_id),
    )
    return [{"term": term, "value": value} for term, value in terms if value]


def party_rows(file: CaseFile) -> list[Row]:
    """Say that counsel and an address for letters are on file, and by which record; the address stands there only."""
    rows: list[Row] = []
    for fact in file.of("representation"):
        since = long_day(fact.get("valid_from") or fact.get("filed_at") or fact.recorded_at)
        ended = fact.get("valid_to")
        note = _("until %(day)s") % {"day": long_day(ended)} if ended else _("since %(day)s") % {"day": since}
        rows.append(_party(_("Counsel is on file"), note, fact.name))
    rows += [_party(_("An address for letters is on file"), "", fact.name) for fact in file.of("contact")]
    return rows


def _party(text: str, note: str, name: str) -> Row:
    return {"text": text, "note": note, "url": reverse("record", args=[name])}


def _about(opened: OpenedCase, matter: Matter) -> list[Row]:
    case, lifecycle = opened.case, opened.standing.lifecycle
    rows: list[Row] = [
        {"text": str(ORIGINS.get(case.origin, case.origin)), "note": _("Where it comes from")},
        {"text": _(lifecycle.title), "note": lifecycle.citation},
        {"text": long_day(case.opened_at), "note": _("Begun")},
        {"text": case.office, "note": _("Office")},
        {"text": case.case_id, "note": _("Number of the case")},
    ]
    if matter.version:
        url = reverse("stay", args=[case.stay_id])
        rows.insert(0, {"text": answer_heading(matter.version), "note": _("Answer for the stay"), "url": url})
    return [row for row in rows if row["text"]]


def _review_tasks(case: Case, built: Iterable[Built], titles: Mapping[str, str]) -> list[StepTask]:
    return [
        StepTask(
            _("Look again at a step: %(step)s") % {"step": titles.get(each.step, each.step)},
            built_url(case, each),
            _("A record that it was built on was corrected or taken back since"),
            "not_started",
        )
        for each in built
        if each.reviewed_at is None
    ]


def _built_row(case: Case, built: Built, titles: Mapping[str, str]) -> Row:
    return {
        "step": titles.get(built.step, built.step),
        "at": built.at,
        "records": [{"url": reverse("record", args=[name]), "text": name} for name in built.records],
        "reviewed_at": built.reviewed_at,
        "url": built_url(case, built),
    }


def _paper_row(paper: LetterShown | DocumentShown) -> Row:
    return {"text": paper.title, "note": paper.note, "url": paper.url}


def _message_row(message: MessageShown) -> Row:
    row: Row = {"text": message.title, "note": message.note, "url": message.url}
    if message.unread:
        row.update(tag=_("Nobody has acknowledged it"), tone="stop")
    return row


def _hearing_row(hearing: HearingShown) -> Row:
    return {"text": hearing.title, "note": hearing.note, "url": hearing.url}
