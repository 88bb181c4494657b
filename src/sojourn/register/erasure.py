"""Forgetting a person: the values in the store and what people wrote about them; the proofs stay."""

from __future__ import annotations

from sojourn.register.bundle.keeping import forget_bundles
from sojourn.register.cases.events import forget_texts
from sojourn.register.controls.delays import forget_delay_notes
from sojourn.register.controls.glass import forget_glass_notes
from sojourn.register.door.acting import Acting
from sojourn.register.door.actions import Done, action
from sojourn.register.door.purposes import forget_notes
from sojourn.register.door.verbs import Verb
from sojourn.register.letters.erasing import forget_documents
from sojourn.register.oversight.inquiries import forget_inquiries
from sojourn.register.oversight.rechecking import forget_checks
from sojourn.register.portal.giving import forget_mandates
from sojourn.register.requests.texts import forget_texts as forget_request_texts
from sojourn.register.review.notes import forget_notes as forget_work_notes
from sojourn.register.store.erase import Erased, erase_person
from sojourn.register.store.persons import ids_ever, resolve_person


@action(Verb.ERASED, "erase")
def forget_person(acting: Acting, person_id: str) -> Done[Erased]:
    """Erase the personal values of a person under whatever id was shown.

    Raises:
        RegisterError: ``person-missing``, ``sealed-unreadable``.
    """
    person = resolve_person(person_id)
    ids = ids_ever(person)
    erased = erase_person(person)
    forget_notes([person, *ids])
    forget_work_notes([person, *ids])
    forget_texts([person, *ids])
    forget_documents([person, *ids])
    forget_bundles([person, *ids])
    forget_glass_notes([person, *ids])
    forget_delay_notes([person, *ids])
    forget_request_texts([person, *ids])
    forget_inquiries([person, *ids])
    forget_checks([person, *ids])
    forget_mandates([person, *ids])
    return Done(erased, (person,), {"subjects": erased.subjects, "records": erased.records})
