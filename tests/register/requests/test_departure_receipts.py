"""A departure receipt is signed, says no name, and is checked by whoever is shown it; a correction makes it void."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from asking_world import TODAY, Somebody, leave, refused, somebody, take_in

if TYPE_CHECKING:
    from sojourn.register.requests.receipts import Receipt


@pytest.fixture
def receipt(ada: Somebody) -> Receipt:
    """Have a receipt of a departure."""
    from sojourn.register.door.acting import PERSON
    from sojourn.register.requests.receipts import give_receipt

    leave(ada, TODAY - timedelta(days=2))
    return give_receipt(PERSON, ada.person_id, ada.stay_id)


def test_the_note_is_signed_by_the_register_and_names_nobody(ada: Somebody, receipt: Receipt) -> None:
    from sojourn.proof.note import ProofError, open_note
    from sojourn.register.signing import public_key

    text, signers = open_note(receipt.note, [public_key()])
    assert signers == (public_key().name,)
    assert f"reference: {receipt.reference}\ndeparture: 2026-11-22\n" in text
    assert str(ada.who["surname"]) not in text
    assert str(ada.who["document_number"]) not in text
    assert "document: NLD ...031" in text
    with pytest.raises(ProofError):
        open_note(receipt.note.replace("2026-11-22", "2026-01-22"), [public_key()])


def test_the_same_departure_gives_the_same_receipt(ada: Somebody, receipt: Receipt) -> None:
    from sojourn.register.door.acting import PERSON
    from sojourn.register.requests.receipts import give_receipt, open_receipt

    assert give_receipt(PERSON, ada.person_id, ada.stay_id) == receipt
    assert open_receipt(PERSON, ada.person_id, receipt.reference) == receipt


def test_somebody_elses_receipt_is_not_opened(receipt: Receipt) -> None:
    from sojourn.register.door.acting import PERSON
    from sojourn.register.requests.receipts import give_receipt, open_receipt

    other = somebody("bob")
    refused("receipt-missing", lambda: open_receipt(PERSON, other.person_id, receipt.reference))
    refused("receipt-missing", lambda: give_receipt(PERSON, other.person_id, other.stay_id))


def test_a_check_shows_what_the_paper_says_and_no_more(receipt: Receipt) -> None:
    from sojourn.register.requests.checking import check_receipt

    checked = check_receipt(receipt.reference.lower().replace("-", " "), receipt.code.lower())
    assert (checked.receipt, checked.holds) == (receipt, True)


@pytest.mark.parametrize("wrong", ["code", "reference", "both"])
def test_a_wrong_code_and_a_reference_that_is_none_are_answered_alike(receipt: Receipt, wrong: str) -> None:
    from sojourn.register.requests.checking import Checked, check_receipt

    reference = receipt.reference if wrong == "code" else "T-000000000000"
    code = receipt.code if wrong == "reference" else "2" * 10
    assert check_receipt(reference, code) == Checked(None, holds=False)


def test_a_later_correction_makes_a_receipt_void(ada: Somebody, receipt: Receipt) -> None:
    from sojourn.register.requests.checking import check_receipt
    from sojourn.register.requests.models import DepartureReceipt

    record = DepartureReceipt.objects.get(pk=receipt.reference).record
    feed, _slash, own = record.partition("/")
    row = {"movement_id": f"{own}-b", "feed": feed, "kind": "inspection", "direction": "departure", "corrects": record}
    take_in("movement", {**ada.who, **row, "local_date": TODAY - timedelta(days=1)})
    checked = check_receipt(receipt.reference, receipt.code)
    assert (checked.receipt, checked.holds) == (receipt, False)


def test_what_a_receipt_says_goes_with_the_persons_values(ada: Somebody, receipt: Receipt) -> None:
    from sojourn.register.requests.checking import check_receipt
    from sojourn.register.requests.texts import forget_texts

    forget_texts([ada.person_id])
    assert check_receipt(receipt.reference, receipt.code).receipt is None


def test_the_paper_is_a_pdf_in_every_language(receipt: Receipt) -> None:
    from django.utils.translation import override

    from sojourn.register.requests.paper import pdf_of

    for language in ("en", "ar"):
        with override(language):
            assert pdf_of(receipt, "https://door.example/check/").startswith(b"%PDF-")


def test_the_public_page_checks_without_a_code_and_closes_after_many_tries(receipt: Receipt, portal: Any) -> None:
    said = portal.post("/check/", {"reference": receipt.reference, "code": receipt.code}).content.decode()
    assert "This receipt is genuine" in said
    assert "22 November 2026" in said
    last = [portal.post("/check/", {"reference": receipt.reference, "code": "2" * 10}) for _each in range(6)]
    assert "Not genuine" in last[0].content.decode()
    assert last[-1].status_code == 429


def test_the_person_gets_the_receipt_and_its_paper_at_their_door(
    ada: Somebody, receipt: Receipt, portal_session: Callable[..., Any]
) -> None:
    visitor = portal_session(ada.person_id)
    answer = visitor.post(f"/mine/departed/{ada.stay_id}/", follow=True)
    assert receipt.code in answer.content.decode()
    paper = visitor.get(f"/mine/receipt/{receipt.reference}/pdf/")
    assert paper.headers["Content-Disposition"].startswith("attachment")
    assert paper.content.startswith(b"%PDF-")


def test_the_paper_names_the_address_that_the_operator_set_whatever_host_is_asked(
    ada: Somebody, receipt: Receipt, portal_session: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    from django.conf import settings

    from sojourn.register.requests import portal_departures

    monkeypatch.setattr(
        settings, "CONFIGURATION", replace(settings.CONFIGURATION, portal_address="https://own.example/")
    )
    told: list[str] = []
    monkeypatch.setattr(portal_departures, "pdf_of", lambda _receipt, address: told.append(address) or b"%PDF-")
    visitor = portal_session(ada.person_id)
    visitor.get(f"/mine/receipt/{receipt.reference}/pdf/", SERVER_NAME="127.0.0.1")
    assert told == ["https://own.example/check/"]


def test_a_receipt_of_before_a_change_of_keys_stays_genuine(
    receipt: Receipt, portal: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    from django.conf import settings

    from sojourn.proof.key_change import sign_change
    from sojourn.proof.signing import SigningKey
    from sojourn.register.log.keys import begin_key
    from sojourn.register.signing import public_key, signing_key

    old, seed = signing_key(), b"n" * 32
    begin_key(0, old.public, "")
    monkeypatch.setattr(settings, "CONFIGURATION", replace(settings.CONFIGURATION, signing_key=seed))
    assert public_key() != old.public

    def said() -> str:
        answer = portal.post("/check/", {"reference": receipt.reference, "code": receipt.code})
        assert answer.status_code == 200
        return str(answer.content.decode())

    assert "Not genuine" in said(), "a key without the note of its change counts for nothing"
    begin_key(1, public_key(), sign_change(1, old, SigningKey(old.public.name, seed)))
    assert "This receipt is genuine" in said()


@pytest.mark.parametrize("changed", ["sealed", "key", "departed_on"])
def test_a_receipt_that_somebody_changed_is_not_genuine(receipt: Receipt, changed: str) -> None:
    from sojourn.register.door.acting import PERSON
    from sojourn.register.requests.checking import Checked, check_receipt
    from sojourn.register.requests.models import DepartureReceipt
    from sojourn.register.requests.receipts import open_receipt

    row = DepartureReceipt.objects.get(pk=receipt.reference)
    value = TODAY if changed == "departed_on" else bytes(getattr(row, changed))[:-1] + b"x"
    DepartureReceipt.objects.filter(pk=receipt.reference).update(**{changed: value})
    assert check_receipt(receipt.reference, receipt.code) == Checked(None, holds=False)
    refused("receipt-not-genuine", lambda: open_receipt(PERSON, row.person_id, receipt.reference))
