"""Recording what a court or an authority did, in a case, from a document that somebody holds."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from sojourn.errors import RegisterError
from sojourn.evidence.fact_kinds import fact_kinds
from sojourn.law.procedure.case_records import cancelled
from sojourn.register.cases.law_of_case import law_now, lifecycle_of
from sojourn.register.cases.models import Case
from sojourn.register.cases.opening import get_case
from sojourn.register.cases.reading import person_of, read_file
from sojourn.register.cases.recording import fact_name, record_fact
from sojourn.register.court.record_words import RECORDED, STATEMENTS
from sojourn.register.door.acting import Acting
from sojourn.register.door.actions import Done, action
from sojourn.register.door.purposes import require_open
from sojourn.register.door.verbs import Verb
from sojourn.register.store.person_keys import plain_number
from sojourn.register.store.records import find_record

PERMISSION = "record_procedure"
#: Hearings that need no charge before the court: custody is heard on its own (8 CFR 1003.14(a)).
NEEDS_NO_CHARGE = frozenset({"custody"})
#: Outcomes of a hearing that put it on nobody's calendar.
_OFF = frozenset({"vacated"})


@dataclass(frozen=True)
class Recorded:
    """What was put on file: the record's name, and whether it was recorded already when it was sent this time."""

    name: str
    again: bool


@action(Verb.PROCEDURE_RECORDED, PERMISSION)
def record_procedure(
    acting: Acting,
    case_id: str,
    kind: str,
    values: Mapping[str, object],
    token: str,
    document: str = "",
    stated: Iterable[str] = (),
    paper: str = "",
) -> Done[Recorded]:
    """Put an act on file about the person of a case. Sent twice it is recorded once.

    Args:
        values: columns of the fact, with ``received_at``, the time at which it reached the office.
        document: digest of the document of the case that it was taken from, or what the paper is.
        stated: codes of what was stated of a conviction; the log keeps them.
        paper: of an adverse act the person's document number or reference as the paper has it. It is on the person's
            file, and the act joins them by it alone: choosing the case does not say whose the paper is.

    Raises:
        RegisterError: ``case-missing``, ``fact-kind``, ``hearing-before-charge``, ``no-office``, ``person-unnamed``,
            ``adverse-not-joined``, ``conviction-not-stated``.
        PurposeNeeded, Restricted: as with every look at a person.
    """
    require_kind(kind)
    case = get_case(case_id)
    person = person_of(case)
    require_open(acting, person)
    if kind == "hearing":
        require_charge(case, str(values.get("type") or ""), str(values.get("outcome") or ""))
    said = sorted(set(stated))
    if kind == "conviction":
        require_stated(said)
    again = find_record(fact_name(acting, token)) is not None
    adverse = fact_kinds()[kind].about == "adverse"
    if adverse:
        require_paper(paper)
    name = record_fact(acting, person, kind, values, token, document, paper if adverse else "")
    about: dict[str, object] = {"case": case_id, "record": name, "kind": kind, "again": again}
    return Done(Recorded(name, again), (person,), {**about, "stated": said} if said else about)


def require_stated(stated: Collection[str]) -> None:
    """Refuse a conviction of which not everything is stated that makes it one.

    Raises:
        RegisterError: ``conviction-not-stated``.
    """
    missing = ", ".join(f"`{code}`" for code in STATEMENTS if code not in stated)
    if missing:
        raise RegisterError(
            "conviction-not-stated",
            f"not everything is stated that makes it a conviction: {missing}. Allowed is one of which all of it is so, "
            "as the document shows. Next: where one is not so, or you do not know, record nothing.",
        )


def require_paper(paper: str) -> None:
    """Refuse an adverse act without what its paper calls the person.

    Raises:
        RegisterError: ``adverse-not-joined``.
    """
    if not plain_number(paper):
        raise RegisterError(
            "adverse-not-joined",
            "it is not said what document number or reference of the person the paper has, and what goes against "
            "somebody joins them by nothing else. Allowed is one that is on the person's file. Next: copy it from the "
            "paper; where the paper has none, record nothing.",
        )


def require_kind(kind: str) -> None:
    """Refuse what is no act of a court or an authority about one person.

    Raises:
        RegisterError: ``fact-kind``.
    """
    if kind not in RECORDED:
        allowed = ", ".join(f"`{each}`" for each in sorted(RECORDED))
        raise RegisterError(
            "fact-kind", f"`{kind[:40]}` is not recorded here. Allowed: {allowed}. Next: choose one of them."
        )


def require_charge(case: Case, kind: str, outcome: str) -> None:
    """Refuse a hearing before the charge is filed, where the law of the case opens proceedings by filing one.

    About 200,000 proceedings were once dismissed because a hearing had been set and the charge was never filed.

    Raises:
        RegisterError: ``hearing-before-charge``.
    """
    needs = any("charge_filed" in step.requires for step in lifecycle_of(case).steps)
    if not needs or kind in NEEDS_NO_CHARGE or outcome in _OFF:
        return
    file, zone = read_file(case), law_now().zone
    if all(cancelled(file, charge, zone) for charge in file.of("charge_filed")):
        raise RegisterError(
            "hearing-before-charge",
            "no charge is filed with the court in this case, so no court has it and no hearing can be set. Allowed is "
            "a hearing after the filing, or one on custody alone. Next: record the filing of the charge first.",
        )
