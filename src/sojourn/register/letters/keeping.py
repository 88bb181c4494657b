"""Keeping a letter: its PDF as a sealed document, and what it relies on as ids and codes."""

from __future__ import annotations

from sojourn.law.procedure.lifecycle import Step
from sojourn.register import clock
from sojourn.register.cases.events import write_event
from sojourn.register.cases.models import Case
from sojourn.register.door.acting import Acting
from sojourn.register.letters.composing import Composed
from sojourn.register.letters.content_check import PDF
from sojourn.register.letters.documents import LETTER, digest_of, seal_body
from sojourn.register.letters.models import Document, Letter
from sojourn.register.letters.rendering import LetterTold, pdf_of
from sojourn.register.letters.texts import AUTOMATIC, NOTICE


def keep_letter(
    acting: Acting,
    told: LetterTold,
    composed: Composed,
    person_id: str,
    *,
    case: Case | None = None,
    stay_id: str = "",
    step: Step | None = None,
    codes: tuple[str, ...] = (),
) -> Letter:
    """Make the PDF of a letter and keep it; the caller is an action and has checked that it may be made."""
    now = clock.now()
    content = pdf_of(told, now)
    document = Document.objects.create(
        digest=digest_of(content),
        person_id=person_id,
        case=case,
        about=LETTER,
        media=PDF,
        size=len(content),
        received_on=composed.made_on,
        kept_at=now,
        kept_by=acting.actor,
    )
    seal_body(document, f"{composed.reference}.pdf", content)
    rule = next((each for each in composed.rules if each.role == NOTICE), None)
    version = rule.on(composed.made_on) if rule else None
    letter = Letter.objects.create(
        reference=composed.reference,
        kind=composed.kind,
        language=told.language,
        person_id=person_id,
        stay_id=stay_id or (case.stay_id if case else ""),
        case=case,
        step=step.id if step else "",
        about_on=composed.until if composed.kind in AUTOMATIC else None,
        answer_days=composed.answer_days,
        rule_id=rule.id if rule else "",
        rule_version=(version.label or version.valid_from.isoformat()) if version else "",
        records=list(composed.records),
        grounds=list(codes),
        contact=composed.contact.record if composed.contact else "",
        counsel=composed.counsel.record if composed.counsel else "",
        document=document,
        made_at=now,
        made_by=acting.actor,
        office=acting.office,
    )
    if case is not None:
        about = {"letter": letter.reference, "kind": letter.kind}
        write_event(acting, case, "letter_made", step=letter.step, records=composed.records, grounds=codes, about=about)
    return letter
