"""Asked and answered: what may forbid a step, which document shows it, until when the answer may be relied on."""

from __future__ import annotations

from sojourn.errors import RegisterError
from sojourn.law.blockers import BLOCKER_CODES
from sojourn.law.procedure.blockers.asking import ASKED_DAYS, expiry_of
from sojourn.law.procedure.case_file import CaseFile
from sojourn.register import clock
from sojourn.register.cases.events import write_event
from sojourn.register.cases.following import look_again
from sojourn.register.cases.models import AskedBlocker, Case
from sojourn.register.cases.opening import get_case
from sojourn.register.cases.own_word import require_no_own_word
from sojourn.register.cases.reading import read_file
from sojourn.register.door.acting import Acting
from sojourn.register.door.actions import Done, action, refuse
from sojourn.register.door.purposes import require_open
from sojourn.register.door.verbs import Verb
from sojourn.register.letters.models import Document
from sojourn.register.review.who import user_of

CLEARED = "cleared"
ANSWERS = ("no", "yes", CLEARED)


@action(Verb.BLOCKER_ASKED, "work_cases")
def ask_blocker(acting: Acting, case_id: str, blocker: str, answer: str, source: str) -> Done[AskedBlocker]:
    """Note what was asked about a blocker and what the answer was; the answer lapses on its day.

    Raises:
        RegisterError: ``asked-incomplete``, ``asked-source``, ``case-missing``, ``record-declared``.
        Refused: ``cleared`` is said by whoever may approve a step, who is trained for it.
        PurposeNeeded, Restricted.
    """
    if blocker not in ASKED_DAYS or answer not in ANSWERS or not source.strip():
        askable = ", ".join(f"`{code}`" for code in BLOCKER_CODES if code in ASKED_DAYS)
        raise RegisterError(
            "asked-incomplete",
            f"what was asked needs a blocker that can be asked about ({askable}), an answer "
            f"({', '.join(f'`{each}`' for each in ANSWERS)}) and the document that shows it. Next: complete it.",
        )
    case = get_case(case_id, locked=True)
    file = read_file(case)
    person = file.person_id
    require_open(acting, person)
    _require_source(case, file, source.strip())
    if answer != "yes":  # "nothing stands in the way" clears the way for a step against the person
        require_no_own_word([source.strip()])
    if answer == CLEARED and not acting.may("approve_step"):
        refuse(acting, "approve_step", person)
    now = clock.now()
    AskedBlocker.objects.filter(case=case, blocker=blocker, withdrawn_at__isnull=True).update(withdrawn_at=now)
    asked = AskedBlocker.objects.create(
        case=case, blocker=blocker, answer=answer, source=source.strip(), asked_by_id=user_of(acting), asked_at=now,
        expires_on=expiry_of(blocker, clock.today()),
    )  # fmt: skip
    write_event(acting, case, "asked", records=[source.strip()], about={"blocker": blocker, "answer": answer})
    look_again([case])
    return Done(asked, (person,), {"case": case_id, "blocker": blocker, "answer": answer})


def _require_source(case: Case, file: CaseFile, source: str) -> None:
    """Refuse a source that is no record of the person and no document kept in the case.

    Raises:
        RegisterError: ``asked-source``.
    """
    names = {*(fact.name for fact in file.facts), *(crossed.name for crossed in file.crossings)}
    if source not in names and not Document.objects.filter(case=case, digest=source).exists():
        raise RegisterError(
            "asked-source",
            "what shows the answer is a record of this person, or a document kept in this case. Next: keep the "
            "document in the case first, then choose it.",
        )
