"""The documents kept in a case, by what they are, number and day: what they are called lies sealed."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from sojourn.register.cases.models import Case
from sojourn.register.components.days import long_day
from sojourn.register.letters.models import Document
from sojourn.register.letters.words import ABOUT

#: Our own letters are listed by themselves, and show nothing that somebody else said.
_OURS = "letter"


@dataclass(frozen=True)
class DocumentShown:
    """A document of a case: what it is with its number, when it was received, its page, and its digest."""

    title: str
    note: str
    url: str
    digest: str


def list_documents(case: Case) -> list[DocumentShown]:
    """List the documents of a case that can still be read, the one received last first; none of our own letters.

    The caller has checked that it may look, and writes the look down.
    """
    kept = Document.objects.filter(case=case, body__isnull=False).exclude(about=_OURS)
    return [_shown(each) for each in kept.order_by("-received_on", "-pk")]


def _shown(document: Document) -> DocumentShown:
    told = {"what": ABOUT.get(document.about, document.about), "number": document.pk}
    return DocumentShown(
        _("%(what)s, document %(number)s") % told,
        _("Received on %(day)s") % {"day": long_day(document.received_on)},
        reverse("document", args=[document.pk]),
        document.digest,
    )
