"""Checking a departure receipt by its reference and its check code: what the paper says, or that it does not hold.

Whoever has the paper learns nothing more than stands on it. A reference with a wrong code, and one that does not exist,
are answered alike.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass

from sojourn.errors import RegisterError
from sojourn.register.records.stay_version import read_stored
from sojourn.register.requests.models import DepartureReceipt
from sojourn.register.requests.receipts import Receipt, check_code, read_receipt, still_says
from sojourn.register.store.models import Answer

_CURRENT = """
SELECT a.* FROM store_current_answer c JOIN store_answer a USING (stay_id, answer_id) WHERE c.stay_id = %s
"""
_REFERENCE, _CODE = 12, 10


@dataclass(frozen=True)
class Checked:
    """What came of a check.

    Attributes:
        receipt: what the paper says; none where reference and code do not belong together.
        holds: the records still say it.
    """

    receipt: Receipt | None
    holds: bool


def check_receipt(reference: str, code: str) -> Checked:
    """Check a receipt by what is typed from the paper; spaces, dashes and small letters do no harm."""
    plain = _plain(reference)[-_REFERENCE:]
    known = f"T-{plain}"
    right = hmac.compare_digest(check_code(known).encode(), _plain(code)[: _CODE + 1].encode())
    found = DepartureReceipt.objects.filter(pk=known).first()
    if found is None or not right:
        return Checked(None, holds=False)
    if found.sealed is None:  # forgotten with the person's values: nobody can say any more what the paper said
        return Checked(None, holds=False)
    try:
        receipt = read_receipt(found)
    except RegisterError:  # somebody changed what is kept: what the paper says cannot be vouched for
        return Checked(None, holds=False)
    row = next(iter(Answer.objects.raw(_CURRENT, [found.stay_id])), None)
    holds = row is not None and not row.gone and still_says(found, read_stored(row))
    return Checked(receipt, holds)


def _plain(text: str) -> str:
    return "".join(letter for letter in text.upper() if letter.isascii() and letter.isalnum())
