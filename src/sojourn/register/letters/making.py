"""Letters of a case: looked at first, then made. A notice is made by one officer at the screen, for one person."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sojourn.errors import RegisterError
from sojourn.law.procedure.case_file import Proposed
from sojourn.law.procedure.lifecycle import Step
from sojourn.law.procedure.own_word import without_own_word
from sojourn.law.rule import Law, Rule
from sojourn.register import clock
from sojourn.register.cases.gates import Desk, gate_of, lay_out, stands_in_the_way
from sojourn.register.cases.law_of_case import law_now
from sojourn.register.cases.models import Event
from sojourn.register.cases.opened_by import opened_by
from sojourn.register.cases.opening import get_case
from sojourn.register.cases.own_word import require_no_own_word
from sojourn.register.cases.standing_rows import name_of
from sojourn.register.controls.stopping import require_no_stop
from sojourn.register.door.acting import Acting, Refused
from sojourn.register.door.actions import Done, action
from sojourn.register.door.interactive import Interactive
from sojourn.register.door.purposes import require_open
from sojourn.register.door.verbs import Verb
from sojourn.register.letters.composing import Composed, compose, require_content, untellable
from sojourn.register.letters.contacts import find_contact, find_counsel
from sojourn.register.letters.file_told import StayTold, is_fresh, rows_of, stay_told
from sojourn.register.letters.keeping import keep_letter
from sojourn.register.letters.models import Letter
from sojourn.register.letters.references import new_reference
from sojourn.register.letters.rendering import pictures_of
from sojourn.register.letters.service_told import service_told
from sojourn.register.letters.texts import DECISION, LANGUAGES, NOTICE, RECEIPT

#: Letters that are made in a case, each with a step of its lifecycle (``Step.letter``).
OF_A_CASE = (NOTICE, DECISION, RECEIPT)


@dataclass(frozen=True)
class Asked:
    """A letter that somebody wants.

    Attributes:
        language: empty: the one that the `contact` fact says.
        records: names of the records relied on. A decision relies on what its step relied on, and takes none here.
        grounds: codes of the step's closed list; as with the records.
    """

    kind: str
    language: str = ""
    records: tuple[str, ...] = ()
    grounds: tuple[str, ...] = ()


@dataclass(frozen=True)
class Draft:
    """A letter as it would be made now."""

    desk: Desk
    step: Step
    composed: Composed
    grounds: tuple[str, ...]


@action(Verb.LETTER_PREVIEWED, "work_cases")
def preview_letter(acting: Acting, case_id: str, asked: Asked) -> Done[list[bytes]]:
    """Give the pages of a letter as pictures, marked as not sent; nothing is kept.

    Raises:
        RegisterError: as ``make_letter``, but that a preview needs no address.
        PurposeNeeded, Restricted: where it is not one's own work.
    """
    draft = _draft(acting, case_id, asked)
    pages = pictures_of(compose(replace(draft.composed, preview=True)))
    return Done(pages, (draft.desk.file.person_id,), {"case": case_id, "kind": asked.kind})


@action(Verb.LETTER_MADE, "decide_step")
def make_notice(acting: Acting, interactive: Interactive, case_id: str, asked: Asked) -> Done[Letter]:
    """Make the notice of a case. It starts no clock by itself: being served does.

    Raises:
        RegisterError: ``letter-kind``, ``letter-not-from-here``, ``letter-no-facts``, ``letter-record``,
            ``record-declared``, ``letter-language``, ``letter-no-contact``, ``letter-stale-answer``,
            ``letter-stale-rule``, ``letter-blocked``, ``stopped``, ``letter-content``, ``letter-service-unset``,
            ``case-missing``.
        Refused: another person's session.
        PurposeNeeded, Restricted: where it is not one's own work.
    """
    if asked.kind != NOTICE:
        raise _wrong_kind(asked.kind, (NOTICE,))
    if interactive.user_id != acting.user_id:
        raise Refused("not-allowed", "a notice is made by whoever is at the screen. Next: sign in yourself.")
    draft = _draft(acting, case_id, asked)
    require_no_stop(draft.desk, draft.step, draft.composed.records)
    _require_fresh(draft)
    _require_gate(acting, draft)
    return _made(acting, draft)


@action(Verb.LETTER_MADE, "work_cases")
def make_letter(acting: Acting, case_id: str, asked: Asked) -> Done[Letter]:
    """Make the letter that tells of a step that was taken: a decision or a receipt.

    Raises:
        RegisterError: as ``make_notice``, without those of freshness and gate: the step is taken already.
        PurposeNeeded, Restricted: where it is not one's own work.
    """
    if asked.kind not in (DECISION, RECEIPT):
        raise _wrong_kind(asked.kind, (DECISION, RECEIPT))
    draft = _draft(acting, case_id, asked)
    if asked.kind == DECISION:
        require_no_stop(draft.desk, draft.step, draft.composed.records)
    return _made(acting, draft)


def letters_from(desk: Desk) -> dict[str, Step]:
    """Give the letters that can be made from where a case stands, each with the step that it goes with."""
    found: dict[str, Step] = {}
    for taken in desk.standing.taken:
        step = desk.standing.lifecycle.step(taken.step)
        if step.letter in OF_A_CASE:
            found[step.letter] = step
    for step in desk.steps:
        if step.letter == NOTICE:
            found[NOTICE] = step
    return found


def _draft(acting: Acting, case_id: str, asked: Asked) -> Draft:
    case = get_case(case_id, locked=True)
    desk = lay_out(case)
    person = desk.file.person_id
    require_open(acting, person)
    if asked.kind not in OF_A_CASE:
        raise _wrong_kind(asked.kind, OF_A_CASE)
    step = letters_from(desk).get(asked.kind)
    if step is None:
        raise RegisterError(
            "letter-not-from-here",
            f"no `{asked.kind}` goes with a step that was taken or leads on from where the case stands. Allowed are "
            "the letters that the case offers. Next: open the case and see its next step.",
        )
    if asked.language not in ("", *LANGUAGES):
        raise RegisterError(
            "letter-language",
            f"letters are not written in `{asked.language[:20]}`. Allowed: {', '.join(LANGUAGES)}. Next: choose one.",
        )
    return _filled(desk, step, asked)


def _filled(desk: Desk, step: Step, asked: Asked) -> Draft:
    today, law, rows = clock.today(), law_now(), rows_of(desk.file.person_id)
    records, codes, grounds = _relied_on(desk, step, asked)
    names = {name_of(row) for row in rows}
    if asked.kind == NOTICE:  # a fact that a letter may not tell is nothing that the person could answer to
        names -= untellable(rows)
    if asked.kind != RECEIPT:
        require_no_own_word(records)
    _require_records(records, names)
    stay = stay_told(desk.case.stay_id)
    contact, notice, challenge = find_contact(rows, today), law.find("notice"), _challenge(step, law)
    version = notice.on(today) if notice else None
    composed = Composed(
        kind=asked.kind,
        language=asked.language or (contact.language if contact else ""),
        reference=new_reference(asked.kind),
        made_on=today,
        rows=rows,
        records=records,
        contact=contact,
        counsel=find_counsel(rows, today),
        service=service_told(),
        arrived=stay.arrived if stay else None,
        until=stay.until if stay else None,
        answer_days=(version.values["answer_days"] if version else None) if asked.kind == NOTICE else _days(challenge),
        challenged_by=challenge if asked.kind == DECISION else None,
        grounds=grounds,
        step=step.title,
        rules=_rules(asked.kind, step, law, stay, notice, challenge),
    )
    return Draft(desk, step, composed, codes)


def _relied_on(desk: Desk, step: Step, asked: Asked) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Give records, codes and reasons in words: of a notice as asked, of other letters as their step had them."""
    if asked.kind == NOTICE:
        unknown = [code for code in asked.grounds if code not in step.grounds]
        if unknown:
            raise RegisterError(
                "letter-no-facts",
                "a reason is not in the list of the step. Allowed are the reasons that the page offers. "
                "Next: choose again.",
            )
        return asked.records, asked.grounds, tuple(step.grounds[code] for code in asked.grounds)
    event = Event.objects.filter(case=desk.case, kind="step", step=step.id).select_related("text").order_by("-id")[0]
    said = [step.grounds.get(code, code) for code in event.grounds]
    written = getattr(event, "text", None)
    said += [written.text] if written is not None else []
    own = [name for name in event.records if name in {*_names(desk)}] or list(_answer_records(desk))
    return tuple(own), tuple(event.grounds), tuple(said)


def _require_records(records: tuple[str, ...], known: set[str]) -> None:
    """Refuse a letter that relies on no record, or on one that may not be told in it."""
    if not records:
        raise RegisterError(
            "letter-no-facts",
            "the letter relies on no record. Allowed are records that stand in the case. "
            "Next: choose the facts that it relies on.",
        )
    if not set(records) <= known:
        raise RegisterError(
            "letter-record",
            "the letter relies on a record that is not the person's, no longer stands or may not be told in a letter. "
            "Allowed are records that stand in the case. Next: choose the facts again.",
        )


def _names(desk: Desk) -> set[str]:
    return {fact.name for fact in desk.file.facts} | {crossed.name for crossed in desk.file.crossings}


def _answer_records(desk: Desk) -> tuple[str, ...]:
    known = without_own_word(_names(desk))
    answered = desk.file.answer.records if desk.file.answer else ()
    return tuple(name for name in answered if name in known) or tuple(sorted(known)[:1])


def _challenge(step: Step, law: Law) -> Rule | None:
    """Find the rule that says within which days a step can be challenged: of a clock that it starts."""
    today = clock.today()
    for rule in law.all("clock"):
        version = rule.on(today)
        if version is not None and version.values.get("clock") in step.starts and version.values.get("days"):
            return rule
    return None


def _days(rule: Rule | None) -> int | None:
    version = rule.on(clock.today()) if rule else None
    return int(version.values["days"]) if version else None


def _rules(
    kind: str, step: Step, law: Law, stay: StayTold | None, notice: Rule | None, challenge: Rule | None
) -> tuple[Rule, ...]:
    of_step = [rule for rule in law.rules if {rule.id, f"role:{rule.role}"} & set(step.rules)]
    extra = [notice] if kind == NOTICE else [challenge]
    cited = [*(stay.rules if stay else ()), *of_step, *(rule for rule in extra if rule is not None)]
    return tuple({rule.id: rule for rule in cited}.values())


def _require_fresh(draft: Draft) -> None:
    """A notice rests on an answer of today and on rules that are in force and were checked in time."""
    today, case = clock.today(), draft.desk.case
    stay = stay_told(case.stay_id)
    answer = draft.desk.file.answer
    if case.stay_id and (stay is None or not stay.fresh or (answer is not None and answer.stale)):
        raise RegisterError(
            "letter-stale-answer",
            "the answer that the notice would rest on no longer holds today, or one of its rules was to be checked "
            "again before. Allowed are notices from a fresh answer. Next: have the answer worked out anew, or the rule "
            "checked.",
        )
    law = law_now()
    stale = [rule.id for rule in draft.composed.rules if not is_fresh(rule, today)]
    if stale or law.find("notice") is None or draft.composed.answer_days is None:
        named = ", ".join(f"`{each}`" for each in stale) or "the rule on notices"
        raise RegisterError(
            "letter-stale-rule",
            f"a rule that the notice would rest on is not in force today, or was to be checked again before: {named}. "
            "Allowed are rules in force and checked in time. Next: have the law pack checked.",
        )


def _require_gate(acting: Acting, draft: Draft) -> None:
    """What forbids the step forbids its letter too; what the step still lacks is looked at when it is taken."""
    case, composed = draft.desk.case, draft.composed
    seen = [draft.desk.file.person_id, case.person_id, case.stay_id]
    proposed = Proposed(
        step=draft.step.id,
        by=acting.actor,
        at=clock.now(),
        grounds=draft.grounds,
        records=composed.records,
        opened=opened_by(acting.actor, seen, case.opened_at),
        document=composed.reference,
    )
    findings = stands_in_the_way(gate_of(draft.desk, draft.step, proposed), before_approval=True)
    if findings:
        named = ", ".join(f"`{each.code}`" for each in findings)
        raise RegisterError(
            "letter-blocked",
            f"something forbids the notice now: {named}. Allowed are notices whose step is not forbidden. "
            "Next: open the case; it says what each of these is and what would lift it.",
        )


def _made(acting: Acting, draft: Draft) -> Done[Letter]:
    composed, case = draft.composed, draft.desk.case
    if composed.contact is None:
        raise RegisterError(
            "letter-no-contact",
            "no `contact` fact of the person is in force, and letters go nowhere else. Allowed are addresses that were "
            "given for letters. Next: record one, or hand the letter over in person and record the contact given then.",
        )
    told = compose(composed)
    if composed.kind == NOTICE:
        require_content(told, law_now(), composed.made_on)
    letter = keep_letter(
        acting, told, composed, draft.desk.file.person_id, case=case, step=draft.step, codes=draft.grounds
    )
    about = {"letter": letter.reference, "case": case.case_id, "kind": letter.kind}
    return Done(letter, (draft.desk.file.person_id,), about)


def _wrong_kind(kind: str, allowed: tuple[str, ...]) -> RegisterError:
    named = ", ".join(f"`{each}`" for each in allowed)
    return RegisterError(
        "letter-kind",
        f"`{kind[:40]}` is not made here. Allowed: {named}. Next: choose one; reminders and enquiries are made by "
        "the service itself.",
    )
