"""Whom an inquiry is about: found by a reference that somebody gave, never by a name, a document or a trait."""

from __future__ import annotations

from collections.abc import Callable

from sojourn.errors import RegisterError
from sojourn.register.cases.models import Case
from sojourn.register.letters.models import Letter
from sojourn.register.letters.references import read_reference
from sojourn.register.requests.models import Request
from sojourn.register.store.models import CurrentAnswer
from sojourn.register.store.persons import resolve_person


def find_named(named_by: str, named: str) -> str:
    """Give the person whom a reference names, under the id that holds the records now.

    Raises:
        RegisterError: ``inquiry-missing``: nothing has this reference. The same words whatever was asked for.
    """
    find = _FINDERS.get(named_by)
    found = find("".join(named.split())) if find else ""
    if not found:
        raise RegisterError(
            "inquiry-missing",
            "nothing in the register has this reference. Allowed are the reference of a case, a letter or a request, "
            "and the id of a stay or a person. Next: ask whoever named it to read it out again.",
        )
    return found


def _of_person(named: str) -> str:
    try:
        return resolve_person(named)
    except RegisterError as error:
        if error.code != "person-missing":
            raise
        return ""


def _of_stay(named: str) -> str:
    return CurrentAnswer.objects.filter(stay_id=named).values_list("person_id", flat=True).first() or ""


def _of_case(named: str) -> str:
    return Case.objects.filter(case_id=named).values_list("person_id", flat=True).first() or ""


def _of_letter(named: str) -> str:
    reference = read_reference(named)
    return Letter.objects.filter(reference=reference).values_list("person_id", flat=True).first() or ""


def _of_request(named: str) -> str:
    return Request.objects.filter(reference=named.upper()).values_list("person_id", flat=True).first() or ""


_FINDERS: dict[str, Callable[[str], str]] = {
    "person": _of_person,
    "stay": _of_stay,
    "case": _of_case,
    "letter": _of_letter,
    "request": _of_request,
}
