"""Recording what a court or an authority did, in a case, from a document that somebody holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sojourn.errors import RegisterError
from sojourn.law.procedure.papers_on_file import is_cancelled
from sojourn.register.cases.law_of_case import lifecycle_of
from sojourn.register.cases.models import Case
from sojourn.register.cases.opening import get_case
from sojourn.register.cases.reading import person_of, read_file
from sojourn.register.cases.recording import record_fact
from sojourn.register.court.record_words import RECORDED
from sojourn.register.door.acting import Acting
from sojourn.register.door.actions import Done, action
from sojourn.register.door.purposes import require_open
from sojourn.register.door.verbs import Verb

PERMISSION = "record_procedure"
#: Hearings that need no charge before the court: custody is heard on its own (8 CFR 1003.14(a)).
NEEDS_NO_CHARGE = frozenset({"custody"})
#: Outcomes of a hearing that put it on nobody's calendar.
_OFF = frozenset({"vacated"})


@action(Verb.PROCEDURE_RECORDED, PERMISSION)
def record_procedure(
    acting: Acting,
    case_id: str,
    kind: str,
    values: Mapping[str, object],
    token: str,
    document: str = "",
    stated: Iterable[str] = (),
) -> Done[str]:
    """Put an act on file about the person of a case; gives the record's name. Sent twice it is recorded once.

    Args:
        values: columns of the fact, with ``received_at``, the time at which it reached the office.
        document: digest of the document of the case that it was taken from, or what the paper is.
        stated: codes of what was stated of a conviction; the log keeps them.

    Raises:
        RegisterError: ``case-missing``, ``fact-kind``, ``hearing-before-charge``, ``no-office``, ``person-unnamed``.
        PurposeNeeded, Restricted: as with every look at a person.
    """
    require_kind(kind)
    case = get_case(case_id)
    person = person_of(case)
    require_open(acting, person)
    if kind == "hearing":
        require_charge(case, str(values.get("type") or ""), str(values.get("outcome") or ""))
    name = record_fact(acting, person, kind, values, token, document)
    about: dict[str, object] = {"case": case_id, "record": name, "kind": kind}
    said = sorted(stated)
    return Done(name, (person,), {**about, "stated": said} if said else about)


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
    file = read_file(case)
    if not any(not is_cancelled(file, charge, "charge") for charge in file.of("charge_filed")):
        raise RegisterError(
            "hearing-before-charge",
            "no charge is filed with the court in this case, so no court has it and no hearing can be set. Allowed is "
            "a hearing after the filing, or one on custody alone. Next: record the filing of the charge first.",
        )
