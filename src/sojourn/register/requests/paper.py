"""The paper of a departure receipt: the same words as on its page, with the signed text beneath."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import typst
from django.utils.translation import get_language, gettext

from sojourn.register.components.days import instant, long_day
from sojourn.register.components.words import DEPARTURE_BASES
from sojourn.register.letters import rendering
from sojourn.register.letters.service_told import service_told
from sojourn.register.letters.texts import LANGUAGES, apart, words_of
from sojourn.register.requests.receipts import Receipt

_TEMPLATE = Path(__file__).parent / "typst" / "receipt.typ"
_FONTS = Path(rendering.__file__).parent / "fonts"
_MADE = threading.local()


def rows_of(receipt: Receipt) -> list[tuple[str, str]]:
    """Give what a receipt says, as terms and values in the language of now; page, paper and check say the same."""
    if receipt.departed_on is not None:
        when = long_day(receipt.departed_on)
    else:
        first, last = receipt.between or ("", "")
        when = gettext("between %(first)s and %(last)s") % {"first": long_day(first), "last": long_day(last)}
    return [
        (gettext("Reference"), receipt.reference),
        (gettext("Departure"), when),
        (gettext("How it is known"), str(DEPARTURE_BASES[receipt.basis])),
        (gettext("On record since"), instant(receipt.recorded_at) if receipt.recorded_at else gettext("not told")),
        (gettext("Document"), receipt.document),
        (gettext("Receipt made"), instant(receipt.made_at)),
    ]


def pdf_of(receipt: Receipt, address: str) -> bytes:
    """Make the PDF of a receipt; ``address`` is the public page on which it can be checked."""
    code = get_language() if get_language() in LANGUAGES else LANGUAGES[0]
    words = words_of(str(code))
    rows = [*rows_of(receipt), (gettext("Check code"), receipt.code)]
    told = {
        "language": words.code,
        "direction": words.direction,
        "service": service_told().name,
        "title": gettext("Receipt: your departure is on record"),
        "rows": [[term, apart(value, words.direction)] for term, value in rows],
        "says": [
            gettext("Anybody can check this paper by its reference and its check code on %(address)s")
            % {"address": apart(address, words.direction)},
            gettext(
                "It decides nothing. A correction of the record can make it void, and the page above then says so."
            ),
        ],
        "signed": gettext("Signed"),
        "note": receipt.note,
        "key": receipt.key,
    }
    made = _compiler().compile(
        format="pdf", sys_inputs={"receipt": json.dumps(told)}, timestamp=receipt.made_at.replace(microsecond=0)
    )
    assert isinstance(made, bytes), "one file was asked for"
    return made


def _compiler() -> typst.Compiler:
    if not hasattr(_MADE, "compiler"):
        _MADE.compiler = typst.Compiler(
            input=_TEMPLATE, root=_TEMPLATE.parent, font_paths=[_FONTS], ignore_system_fonts=True
        )
    compiler: typst.Compiler = _MADE.compiler
    return compiler
