"""Asking at the desk: which person a document belongs to, and what may be told of their last stay."""

from __future__ import annotations

from dataclasses import dataclass

from sojourn.register.desk.current import AtTheDesk, read_person
from sojourn.register.desk.given import Given
from sojourn.register.door.acting import Acting
from sojourn.register.door.actions import Done, action
from sojourn.register.door.purposes import require_open, require_unrestricted
from sojourn.register.door.verbs import Purpose, Verb
from sojourn.register.store.find import find_by_document
from sojourn.register.store.persons import resolve_person

#: The person is at the desk: that is the purpose of every look there, and the log keeps it.
AT_THE_DESK = Purpose.BORDER_CHECK.value


@dataclass(frozen=True)
class Asked:
    """To whom a document belongs.

    Attributes:
        person_id: the one person, where there is one.
        several: more than one person has a document of this number; the issuer tells them apart.
    """

    person_id: str | None = None
    several: bool = False


@action(Verb.DESK_ASKED, "ask_desk")
def find_at_desk(acting: Acting, given: Given) -> Done[Asked]:
    """Find the person of a document; nothing of them is shown yet, so the log names nobody.

    Raises:
        Restricted: where the person is, and whoever asks may not open it.
    """
    found = find_by_document(given.number, given.issuer or None)
    persons = sorted({each.person_id for each in found})
    if len(persons) != 1:
        return Done(Asked(several=len(persons) > 1), about={"found": len(persons)})
    require_unrestricted(acting, persons[0])
    return Done(Asked(persons[0]), about={"found": 1})


@action(Verb.DESK_ASKED, "ask_desk")
def show_at_desk(acting: Acting, person_id: str, *, present: bool) -> Done[AtTheDesk]:
    """Show what the desk knows of a person whose document was given; of anybody else only with a purpose.

    Raises:
        PurposeNeeded: the person's document was not given in this session, and no purpose is in force.
        Restricted: where the person is, and whoever asks may not open it.
    """
    person = open_at_desk(acting, person_id, present=present)
    return Done(read_person(person), (person,), purpose=AT_THE_DESK if present else "")


def open_at_desk(acting: Acting, person_id: str, *, present: bool) -> str:
    """Give the person that an id stands for, where whoever acts may see them at the desk.

    Raises:
        PurposeNeeded, Restricted: as ``show_at_desk``.
    """
    person = resolve_person(person_id)
    if present:
        require_unrestricted(acting, person)
    else:
        require_open(acting, person)
    return person
