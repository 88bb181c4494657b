"""The words of letters and documents on the pages."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sojourn.register.letters.service_state import State

KINDS: dict[str, Promise] = {
    "reminder": _("Reminder"),
    "enquiry": _("Enquiry"),
    "notice": _("Notice"),
    "decision": _("Decision"),
    "receipt": _("Receipt"),
}
STATES: dict[str, Promise] = {
    State.NOT_SERVED: _("Not served yet."),
    State.FAILED: _("It has not reached the person. Next: try again, at another address if there is one."),
    State.COUNSEL_MISSING: _("The person has it; counsel has to be served too."),
    State.PERSON_MISSING: _("Counsel has it; the person has to be served too."),
    State.COMPLETE: _("Served on everybody on whom it has to be."),
}
METHODS: dict[str, Promise] = {
    "in_person": _("Handed over in person"),
    "post": _("By post"),
    "counsel": _("On the representative"),
    "electronic": _("Electronically, to a mailbox that the person chose"),
    "on_file": _("Put on file: it reached nobody, and starts no clock"),
}
OUTCOMES: dict[str, Promise] = {
    "delivered": _("Delivered"),
    "failed": _("Not delivered"),
    "refused": _("Not accepted"),
}
BROUGHT_BY: dict[str, Promise] = {
    "officer": _("An officer"),
    "postal_service": _("The postal service"),
    "mailbox": _("The mailbox itself"),
    "courier": _("A courier"),
}
ABOUT: dict[str, Promise] = {
    "letter": _("A letter of ours"),
    "proof": _("Proof of service"),
    "answer": _("Answer of the person"),
    "evidence": _("Evidence"),
    "court": _("Paper of a court"),
    "mail": _("Mail"),
}
LANGUAGES = {"en": "English", "es": "Español", "fr": "Français", "ar": "العربية"}
