"""Requests as staff see them: one's own, those that wait, and one with its evidence. Each look is logged."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from sojourn.law.procedure.deadline import Deadline
from sojourn.register.cases.own import stands_in_for
from sojourn.register.door.acting import Acting
from sojourn.register.door.actions import Done, action
from sojourn.register.door.purposes import require_open, require_unrestricted
from sojourn.register.door.restricted import closed_among
from sojourn.register.door.verbs import Verb
from sojourn.register.letters.documents import OpenedDocument, file_name, read_body
from sojourn.register.letters.models import Document
from sojourn.register.requests.colleagues import PERMISSION
from sojourn.register.requests.deadlines import deadline_of
from sojourn.register.requests.models import Kind, Request, RequestEvent, State
from sojourn.register.requests.own import missing
from sojourn.register.requests.texts import ASKED, REPLY, read_text
from sojourn.register.store.persons import ids_ever, resolve_person

ASSIGNS = "assign_requests"
#: No page is longer; what is due first stands first.
MOST = 100


@dataclass(frozen=True)
class Listed:
    """The requests that somebody is shown: their own, and for who gives them out those that wait."""

    mine: list[Request]
    waiting: list[Request]


@dataclass(frozen=True)
class OpenedRequest:
    """A request as its page shows it.

    Attributes:
        person_id: the person that now holds the records.
        asked, reply: the person's words, and the reasons of the decision.
        documents: what came with it.
        mine: it is with whoever opened it.
    """

    request: Request
    person_id: str
    asked: str
    reply: str
    documents: list[Document]
    events: list[RequestEvent]
    deadline: Deadline | None
    mine: bool


@action(Verb.REQUESTS_OPENED, PERMISSION)
def open_list(acting: Acting) -> Done[Listed]:
    """Open the list: one's own by clock, and for who gives them out those of the office and of no office yet."""
    listed = Listed(_shown(acting, mine_of(acting)), _shown(acting, waiting_for(acting)))
    return Done(listed, (), {"mine": len(listed.mine), "waiting": len(listed.waiting)})


@action(Verb.REQUEST_OPENED, PERMISSION)
def open_request(acting: Acting, reference: str) -> Done[OpenedRequest]:
    """Open one request that is with oneself, or that one may give out.

    Raises:
        RegisterError: ``request-missing``: there is none, or it is not one's own; both read the same.
        Restricted: the record is closed to whoever asks.
    """
    request = find_shown(acting, reference)
    person = resolve_person(request.person_id)
    opened = OpenedRequest(
        request=request,
        person_id=person,
        asked=read_text(request, ASKED),
        reply=read_text(request, REPLY),
        documents=list(Document.objects.filter(pk__in=request.evidence.values("document")).order_by("pk")),
        events=list(request.events.order_by("id")),
        deadline=deadline_of(request),
        mine=is_mine(acting, request),
    )
    return Done(opened, (person,), {"request": reference})


@action(Verb.DOCUMENT_OPENED, PERMISSION)
def open_evidence(acting: Acting, reference: str, document_id: int) -> Done[OpenedDocument]:
    """Open a document that came with a request; to be saved, never shown.

    Raises:
        RegisterError: ``request-missing``, ``document-gone``.
        Restricted: the record is closed to whoever asks.
    """
    request = find_shown(acting, reference)
    return _document(request, document_id)


@action(Verb.DOCUMENT_OPENED, "review_questions")
def open_question_evidence(acting: Acting, piece_id: int, document_id: int) -> Done[OpenedDocument]:
    """Open a document that came with an answer to the question of a piece of one's own work.

    Raises:
        RegisterError: ``work-not-yours``, ``request-missing``, ``document-gone``.
    """
    from sojourn.register.review.assigned import get_own
    from sojourn.register.review.models import Kind as PieceKind

    piece = get_own(acting, piece_id, (PieceKind.QUESTION, PieceKind.ORPHAN))
    found = Request.objects.filter(question=int(piece.subject), evidence__document=document_id).first()
    if found is None:
        raise missing()
    require_unrestricted(acting, resolve_person(found.person_id))
    return _document(found, document_id)


def find_shown(acting: Acting, reference: str, *, locked: bool = False) -> Request:
    """Give a request that somebody may open: it is theirs, or they give it out, or the person's record is open to them.

    Raises:
        RegisterError: ``request-missing``.
        Restricted: the record is closed to whoever asks.
        PurposeNeeded: it is with somebody else, and no purpose is in force for the person.
    """
    rows = Request.objects.select_for_update(of=("self",)) if locked else Request.objects.all()
    found = rows.select_related("assigned_to", "decided_by").filter(pk=reference).first()
    if found is None or _is_hidden(acting, found):
        raise missing()
    person = resolve_person(found.person_id)
    if is_mine(acting, found) or waiting_for(acting).filter(pk=reference).exists():
        require_unrestricted(acting, person)
    else:
        require_open(acting, person)
    return found


def is_mine(acting: Acting, request: Request) -> bool:
    """Say whether an open request is with somebody, or with whom they stand in for."""
    if acting.user_id is None or request.state != State.ASSIGNED:
        return False
    return request.assigned_to_id in stands_in_for(acting.user_id)


def mine_of(acting: Acting) -> QuerySet[Request]:
    """Give the open requests that are with somebody, or with whom they stand in for."""
    if acting.user_id is None:
        return Request.objects.none()
    return Request.objects.filter(state=State.ASSIGNED, assigned_to_id__in=stands_in_for(acting.user_id))


def waiting_for(acting: Acting) -> QuerySet[Request]:
    """Give the requests that wait for somebody to give them out: of one's office, and of none yet.

    A complaint is given out by an office that it is not about.
    """
    if not acting.may(ASSIGNS) or not acting.office:
        return Request.objects.none()
    found = Request.objects.filter(Q(office=acting.office) | Q(office=""), state=State.WAITING)
    return found.exclude(kind=Kind.COMPLAINT, complained_of=acting.office)


def list_of_person(acting: Acting, person_id: str) -> list[Request]:
    """List what a person asked, for a page about them that is open; no complaint about one's own office."""
    if not acting.may(PERMISSION):
        return []
    found = Request.objects.filter(person_id__in=ids_ever(person_id)).order_by("-received_at")
    return [each for each in found if not _is_hidden(acting, each)]


def list_for_question(question_id: int) -> list[tuple[Request, list[Document]]]:
    """List what came in to a question, each with its documents; the caller has opened the question."""
    found = Request.objects.filter(question=question_id).order_by("received_at")
    return [
        (each, list(Document.objects.filter(pk__in=each.evidence.values("document")).order_by("pk"))) for each in found
    ]


def _is_hidden(acting: Acting, request: Request) -> bool:
    """Hide a complaint from the office that it is about."""
    return request.kind == Kind.COMPLAINT and bool(acting.office) and request.complained_of == acting.office


def _shown(acting: Acting, rows: QuerySet[Request]) -> list[Request]:
    """Give the rows that are shown, by clock; what is restricted only to those who may open it."""
    listed = list(rows.select_related("assigned_to").order_by("due_at", "reference")[:MOST])
    if acting.may("open_restricted"):
        return listed
    hidden = closed_among({each.person_id for each in listed})
    return [each for each in listed if each.person_id not in hidden]


def _document(request: Request, document_id: int) -> Done[OpenedDocument]:
    document = Document.objects.filter(pk=document_id, pk__in=request.evidence.values("document")).first()
    if document is None:
        raise missing()
    _name, content = read_body(document)
    opened = OpenedDocument(document, file_name(document), content)
    return Done(opened, (resolve_person(request.person_id),), {"request": request.reference, "document": document.pk})
