"""Letters with the proof of how they were served, what the person answered, papers of courts, and the documents."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from django.db.models import Q
from django.utils.translation import gettext as _

from sojourn.errors import RegisterError
from sojourn.register.bundle.cells import Table, make_table
from sojourn.register.bundle.draft import Draft, Part, shown
from sojourn.register.bundle.reading import CaseRead
from sojourn.register.court.models import Hearing, Message
from sojourn.register.letters.documents import file_name, read_body
from sojourn.register.letters.models import Attempt, Document, Letter, PersonsAnswer
from sojourn.register.letters.service_state import service_of
from sojourn.register.letters.texts import AUTOMATIC
from sojourn.register.letters.words import ABOUT, BROUGHT_BY, KINDS, METHODS, OUTCOMES, STATES
from sojourn.register.requests.models import Evidence, Request
from sojourn.register.requests.texts import ASKED, REPLY, read_text


def tell_letters(read: CaseRead, draft: Draft, privileged: Collection[int]) -> None:
    """Tell the letters, their service, the answers and the documents; ``privileged`` documents stay out."""
    letters = list_letters(read)
    documents = list_documents(read)
    files = dict(_documents(documents, draft, privileged))
    draft.section(
        "letters",
        _("Letters, proof of service and documents"),
        shown(_letters_table(letters, files)),
        shown(_attempts_table(read, letters, files)),
        shown(_answers_table(read, files)),
        shown(_requests_table(read, files)),
        shown(_messages_table(read)),
        shown(_hearings_table(read)),
        shown(_documents_table(documents, files, privileged)),
        Part(
            text=_(
                "The digests are keyed: they show that two documents are the same, and tell nothing of what they say."
            )
        ),
    )


def list_letters(read: CaseRead) -> list[Letter]:
    """List the letters of the case, and the automatic ones about its stay."""
    wanted = Q(case=read.case)
    if read.case.stay_id:
        wanted |= Q(stay_id=read.case.stay_id, case__isnull=True, kind__in=AUTOMATIC)
    found = Letter.objects.filter(wanted, made_at__lte=read.known_at).select_related("document")
    return list(found.order_by("made_at", "reference"))


def list_documents(read: CaseRead) -> list[Document]:
    """List the documents of the case and those of its letters, in the order in which they were kept."""
    wanted = Q(case=read.case) | Q(letter__in=[letter.reference for letter in list_letters(read)])
    sent = Evidence.objects.filter(request__in=list_requests(read)).values_list("document_id", flat=True)
    wanted |= Q(pk__in=list(sent))
    return list(Document.objects.filter(wanted, kept_at__lte=read.known_at).order_by("kept_at", "pk").distinct())


def list_requests(read: CaseRead) -> list[Request]:
    """List what the person asked and told us, the first one first."""
    found = Request.objects.filter(person_id__in=read.ids, received_at__lte=read.known_at)
    return list(found.order_by("received_at", "reference"))


def document_words(document: Document) -> str:
    """Say what a document is, with its number; what it is called lies sealed."""
    told = {"what": ABOUT.get(document.about, document.about), "number": document.pk}
    return _("%(what)s, document %(number)s") % told


def _documents(documents: list[Document], draft: Draft, privileged: Collection[int]) -> Iterator[tuple[int, str]]:
    for document in documents:
        if document.pk in privileged:
            draft.withhold(document_words(document), "privilege", _("The whole document."))
            continue
        try:
            content = read_body(document)[1]
        except RegisterError as error:
            if error.code != "document-gone":
                raise
            draft.withhold(document_words(document), "erased", _("Its content and its name."))
            continue
        path = f"documents/{file_name(document)}"
        draft.files[path] = content
        yield document.pk, path


def _letters_table(letters: list[Letter], files: dict[int, str]) -> Table:
    columns = (
        ("reference", _("what stands on it")),
        ("kind", _("what it is")),
        ("language", _("its language")),
        ("made_at", _("when it was made")),
        ("step", _("the step with which it goes")),
        ("answer_days", _("the days to answer that it gives")),
        ("rule", _("the rule that gives them")),
        ("records", _("the records that it relies on")),
        ("state", _("where its service stands")),
        ("reached_at", _("when it reached the person")),
        ("file", _("the letter itself")),
    )
    rows = []
    for each in letters:
        service = service_of(each)
        rule = " ".join(filter(None, (each.rule_id, each.rule_version)))
        rows.append(
            (
                each.reference, str(KINDS.get(each.kind, each.kind)), each.language, each.made_at, each.step,
                each.answer_days, rule, each.records, str(STATES[service.state]), service.reached_at,
                files.get(each.document_id, ""),
            )
        )  # fmt: skip
    says = _("Every letter of the case, with where its service stands.")
    on_paper = ("reference", "kind", "made_at", "answer_days", "state", "reached_at", "file")
    return make_table("letters", _("Letters"), says, columns, rows, on_paper)


def _attempts_table(read: CaseRead, letters: list[Letter], files: dict[int, str]) -> Table:
    columns = (
        ("reference", _("the letter")),
        ("whom", _("the person or counsel")),
        ("method", _("how")),
        ("outcome", _("what came of it")),
        ("served_at", _("when it happened")),
        ("served_by", _("who brought it")),
        ("recorded_at", _("when it was written down")),
        ("contact", _("the record that gave the address")),
        ("record", _("the record of the service that it put on file")),
        ("proof", _("the proof")),
    )
    tried = Attempt.objects.filter(letter__in=letters, recorded_at__lte=read.known_at).order_by("served_at", "pk")
    rows = [
        (
            each.letter_id, each.whom, str(METHODS.get(each.method, each.method)),
            str(OUTCOMES.get(each.outcome, each.outcome)), each.served_at,
            str(BROUGHT_BY.get(each.served_by, each.served_by)), each.recorded_at, each.contact, each.record,
            files.get(each.proof_id or 0, ""),
        )
        for each in tried
    ]  # fmt: skip
    says = _("Every try to serve a letter, the failed ones too, with its proof.")
    on_paper = ("reference", "whom", "method", "outcome", "served_at", "served_by", "proof")
    return make_table("service", _("Proof of service"), says, columns, rows, on_paper)


def _answers_table(read: CaseRead, files: dict[int, str]) -> Table:
    columns = (
        ("received_on", _("when it reached the service")),
        ("recorded_at", _("when it was written down")),
        ("letter", _("the letter that it answers")),
        ("file", _("the answer itself")),
    )
    found = PersonsAnswer.objects.filter(case=read.case, recorded_at__lte=read.known_at).order_by("recorded_at", "pk")
    rows = [(each.received_on, each.recorded_at, each.letter_id, files.get(each.document_id, "")) for each in found]
    says = _("What the person answered. Until an officer has weighed an answer, the records are disputed.")
    return make_table(
        "persons_answers", _("The person's answers"), says, columns, rows, ("received_on", "letter", "file")
    )


def _requests_table(read: CaseRead, files: dict[int, str]) -> Table:
    columns = (
        ("reference", _("what the receipt says")),
        ("kind", _("answer, correction, complaint or declaration")),
        ("topic", _("what it is about, as a code")),
        ("received_at", _("when it came")),
        ("last_day", _("the last day for a reply")),
        ("rule", _("the rule that sets it")),
        ("state", _("where it stands")),
        ("outcome", _("what came of it, as a code")),
        ("decided_at", _("when that was decided")),
        ("asked", _("what the person wrote")),
        ("reply", _("the reasons that they were given")),
        ("files", _("the documents that came with it")),
    )
    rows = []
    for each in list_requests(read):
        sent = each.evidence.order_by("document_id").values_list("document_id", flat=True)
        rows.append(
            (
                each.reference, each.kind, each.topic, each.received_at, each.last_day, each.rule_id, each.state,
                each.outcome, each.decided_at, read_text(each, ASKED), read_text(each, REPLY),
                [files[number] for number in sent if number in files],
            )
        )  # fmt: skip
    says = _("What the person asked and told us at their own door, and the replies.")
    on_paper = ("reference", "kind", "received_at", "last_day", "state", "outcome", "asked", "reply")
    return make_table("requests", _("What the person asked"), says, columns, rows, on_paper)


def _messages_table(read: CaseRead) -> Table:
    columns = (
        ("record", _("the record that the message put on file")),
        ("feed", _("who sent it")),
        ("kind", _("what it brings")),
        ("received_at", _("when it reached the register")),
        ("acknowledge_by", _("by when it was to be read")),
        ("acknowledged_at", _("when somebody said that they had read it; empty: nobody has")),
    )
    names = [name for name, _says in columns]
    found = Message.objects.filter(case=read.case, received_at__lte=read.known_at).order_by("received_at", "pk")
    rows = [[getattr(each, name) for name in names] for each in found]
    says = _("Messages of courts and counsel in this case, and when they were read.")
    on_paper = ("record", "feed", "kind", "received_at", "acknowledged_at")
    return make_table("messages_of_courts", _("Messages of courts and counsel"), says, columns, rows, on_paper)


def _hearings_table(read: CaseRead) -> Table:
    columns = (
        ("on_day", _("the day")),
        ("at", _("the time, where it is told")),
        ("type", _("what kind of hearing")),
        ("outcome", _("what came of it")),
        ("feed", _("who told it")),
        ("record", _("the record")),
    )
    names = [name for name, _says in columns]
    rows = [
        [getattr(each, name) for name in names]
        for each in Hearing.objects.filter(case=read.case).order_by("on_day", "pk")
    ]
    says = _("Hearings that stand in this case.")
    return make_table("hearings", _("Hearings"), says, columns, rows, ("on_day", "at", "type", "outcome", "feed"))


def _documents_table(documents: list[Document], files: dict[int, str], privileged: Collection[int]) -> Table:
    columns = (
        ("document", _("number of the document")),
        ("what", _("what it is")),
        ("media", _("its media type")),
        ("size", _("bytes")),
        ("received_on", _("when it reached the service")),
        ("kept_at", _("when it was kept")),
        ("digest", _("keyed digest of its content")),
        ("file", _("the document; empty: it is withheld or was erased")),
    )
    rows = [
        (
            each.pk, str(ABOUT.get(each.about, each.about)), each.media, each.size, each.received_on, each.kept_at,
            each.digest, files.get(each.pk, _("withheld") if each.pk in privileged else _("erased")),
        )
        for each in documents
    ]  # fmt: skip
    says = _("Every document of the case.")
    on_paper = ("document", "what", "media", "size", "received_on", "file")
    return make_table("documents", _("Documents"), says, columns, rows, on_paper)
