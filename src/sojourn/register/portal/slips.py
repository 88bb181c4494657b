"""The slip with a code, in the person's language; it is shown once, to be printed, and kept nowhere."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext, override

from sojourn.register.components.days import long_day
from sojourn.register.letters.service_told import service_told
from sojourn.register.letters.texts import LANGUAGES, words_of
from sojourn.register.portal.giving import GivenCode


@dataclass(frozen=True)
class Slip:
    """What stands on the slip: its language and direction, sentences before and after the code, and the code."""

    language: str
    direction: str
    title: str
    before: tuple[str, ...]
    code: str
    after: tuple[str, ...]
    help: str


def slip_of(given: GivenCode, language: str) -> Slip:
    """Write the slip of a code; in English where the language is none of the letters'."""
    code = language if language in LANGUAGES else LANGUAGES[0]
    words = words_of(code)
    with override(code):
        return Slip(
            language=code,
            direction=words.direction,
            title=gettext("Your code for your own record"),
            before=(
                gettext("With this code you, or who acts for you, can see your record, who looked at it, and ask us."),
                gettext("You also need the number of your document and your birth date."),
                gettext("Open this address: %(address)s") % {"address": settings.CONFIGURATION.portal_address},
            ),
            code=given.code,
            after=(
                gettext("It holds until %(day)s. We have no copy of it: if it is lost, ask for a new one.")
                % {"day": long_day(given.expires_at)},
                gettext("Do not give it to anybody whom you do not trust. Nobody of us will ever ask you for it."),
                gettext("You can have it ended at any office."),
            ),
            help=f"{service_told().name} · {' · '.join(service_told().address)}",
        )
