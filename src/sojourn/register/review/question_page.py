"""A question as its page shows it: what is asked, about whose record, what is on file for each check."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext, ngettext

from sojourn.register.components.days import long_day
from sojourn.register.review.asking import OpenedQuestion
from sojourn.register.review.forms import CheckForm, OutcomeForm
from sojourn.register.review.held import Held
from sojourn.register.review.models import Question

Row = dict[str, object]


def context_of(
    opened: OpenedQuestion, checks: Sequence[CheckForm], outcome: OutcomeForm, problem: str
) -> dict[str, object]:
    """Give everything that the page of a question shows."""
    orphan = opened.question.code == Question.Code.ORPHAN_DEPARTURE
    return {
        "piece_id": opened.piece.id,
        "orphan": orphan,
        "name": " ".join(str(opened.who[part]) for part in ("surname", "given_names") if opened.who.get(part)),
        "identity": _identity(opened.who),
        "rows": _departure_rows(opened) if orphan else _stay_rows(opened),
        "stay_url": "" if orphan else _url("stay", opened.question.stay_id),
        "missing": _texts(opened.answer.get("questions")),
        "came_in": _came_in(opened),
        "checks": [(check, _on_file(opened, check.check_of.code)) for check in checks],
        "outcome": outcome,
        "problem": problem,
        "errors": [
            {"text": error, "url": f"#{field.auto_id}"}
            for form in (*checks, outcome)
            for field in form
            for error in field.errors
        ],
    }


def _came_in(opened: OpenedQuestion) -> list[Row]:
    """Say what the person answered, with the documents that came; they are looked at, and decide nothing by themselves.

    ``requests`` reads questions, so it is asked for here and not above.
    """
    from sojourn.register.requests.opening import list_for_question
    from sojourn.register.requests.texts import ASKED, read_text

    rows: list[Row] = []
    for request, documents in list_for_question(opened.question.pk):
        found: list[Row] = [
            {
                "text": gettext("Document %(number)s") % {"number": each.pk},
                "url": reverse("question_document", args=[opened.piece.id, each.pk]),
            }
            for each in documents
        ]
        on, wrote = long_day(request.received_at), read_text(request, ASKED)
        rows.append({"reference": request.reference, "on": on, "wrote": wrote, "documents": found})
    return rows


def _identity(who: Mapping[str, object]) -> list[Row]:
    terms = (
        (gettext("Born"), who.get("birth_date")),
        (gettext("Nationality"), who.get("nationality")),
        (gettext("Document"), who.get("document_number")),
        (gettext("Issued by"), who.get("document_issuer")),
    )
    return [{"term": term, "value": value} for term, value in terms if value]


def _stay_rows(opened: OpenedQuestion) -> list[Row]:
    answer = opened.answer
    return [
        {"term": gettext("Arrived on"), "value": _day(answer.get("arrived_on")), **_record(opened.record)},
        {"term": gettext("Last authorised day on file"), "value": _day(answer.get("authorised_until"))},
        {"term": gettext("Departure on file"), "value": gettext("None")},
        {"term": gettext("Admitted as"), "value": str(opened.who.get("admitted_class") or gettext("not given"))},
    ]


def _departure_rows(opened: OpenedQuestion) -> list[Row]:
    answer = opened.answer
    return [
        {"term": gettext("Left on"), "value": _day(answer.get("local_date")), **_record(opened.record)},
        {"term": gettext("From"), "value": str(answer.get("port") or gettext("not given"))},
        {"term": gettext("Arrival on file"), "value": gettext("None before it")},
    ]


def _on_file(opened: OpenedQuestion, check: str) -> list[Row]:
    """Say what the register holds for a check, with links; nothing of it is a result."""
    if check == "duplicates":
        number = opened.on_file.pairs
        text = ngettext(
            "%(number)s pair of records of this person waits for match review.",
            "%(number)s pairs of records of this person wait for match review.",
            number,
        ) % {"number": number}
        return [{"text": text}] if number else []
    if check == "coverage":
        return [
            {
                "text": ngettext(
                    "%(feed)s was in quarantine on %(days)s day since then.",
                    "%(feed)s was in quarantine on %(days)s days since then.",
                    each.days,
                )
                % {"feed": each.feed, "days": each.days},
                "url": _url("feed", each.feed),
            }
            for each in opened.on_file.feeds
        ]
    return [_held(each) for each in opened.on_file.records.get(check, [])]


def _held(each: Held) -> Row:
    text = gettext("%(name)s: %(kind)s, %(day)s") % {"name": each.name, "kind": each.kind, "day": long_day(each.day)}
    return {"text": text, "url": _url("record", each.name)}


def _record(name: str) -> Row:
    return {"note": name, "url": _url("record", name), "link": gettext("Open the record")}


def _day(value: object) -> object:
    return date.fromisoformat(value) if isinstance(value, str) else value or gettext("not on file")


def _texts(value: object) -> list[str]:
    return [str(each) for each in value] if isinstance(value, list) else []


def _url(name: str, what: str) -> str:
    try:
        return reverse(name, args=[what])
    except NoReverseMatch:
        return ""
