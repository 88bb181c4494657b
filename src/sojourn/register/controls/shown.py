"""What forbids steps against the person of a case now, as its pages say it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from sojourn.register.cases.gates import Desk
from sojourn.register.controls.stopping import list_in_the_way
from sojourn.register.controls.words import stop_title


def stopped_words(desk: Desk) -> list[str]:
    """Say, a sentence for each, what is stopped that this case rests on; nothing where nothing is."""
    said = []
    for each in list_in_the_way(desk):
        if each.stop is None:
            said.append(_("Answers are being worked out again after a stop; that takes a while."))
        else:
            told = {"what": stop_title(each.stop), "why": each.stop.why}
            said.append(_("Stopped for the whole register: %(what)s. Reason: %(why)s") % told)
    return said
