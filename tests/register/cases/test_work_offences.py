"""Final convictions: which count, that the mapping is public and signed, and that an unsigned one orders nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from sojourn.law.offences import OFFENCE_TYPES
from sojourn.law.pack import load_pack
from sojourn.law.procedure.case_file import Fact
from sojourn.law.procedure.offences_final import OffenceMapping, mapping_of, offence_of

if TYPE_CHECKING:
    from sojourn.register.door.acting import Acting

Maker = Callable[..., "Acting"]
Clients = Callable[..., Client]
TODAY = date(2026, 7, 22)
AT = datetime(2026, 7, 1, tzinfo=UTC)


def mapping(code: str = "us") -> OffenceMapping:
    return mapping_of(load_pack(code).as_known_at(datetime(2026, 11, 23, tzinfo=UTC)))


def conviction(kind: str = "conviction", name: str = "court:DNY/1", **changed: object) -> Fact:
    values: dict[str, object] = {
        "authority": "US District Court",
        "reference": "1:20-cr-00001",
        "statute": "18 U.S.C. 1201",
        "decided_at": datetime(2020, 5, 4, tzinfo=UTC),
        "document_number": "M0000001",
    }
    return Fact(name, kind, AT, values={**values, **changed})


def test_a_final_conviction_under_a_mapped_statute_has_its_type() -> None:
    assert offence_of([conviction()], mapping(), TODAY) == "kidnapping"


@pytest.mark.parametrize("statute", ["18 USC 1201", "18 u.s.c. § 1201", "18 U.S.C.1201"])
def test_a_statute_is_known_however_it_is_spaced(statute: str) -> None:
    assert offence_of([conviction(statute=statute)], mapping(), TODAY) == "kidnapping"


@pytest.mark.parametrize(
    "changed",
    [
        {"statute": "18 U.S.C. 1325"},
        {"statute": "18 U.S.C. 1201(d)"},
        {"statute": "8 U.S.C. 1326"},
        {"authority": ""},
        {"reference": None},
        {"decided_at": None},
        {"decided_at": datetime(2027, 1, 1, tzinfo=UTC)},
        {"decided_at": datetime(1999, 1, 1, tzinfo=UTC)},
        {"document_number": None},
        {"kind": "charge_filed"},
        {"kind": "order"},
    ],
    ids=str,
)
def test_what_is_not_mapped_not_complete_not_decided_or_not_joined_is_no_offence(changed: dict[str, object]) -> None:
    assert offence_of([conviction(**changed)], mapping(), TODAY) is None  # type: ignore[arg-type]  # columns by name


def test_a_reference_joins_a_conviction_as_a_document_does() -> None:
    assert offence_of([conviction(document_number=None, references=["a-number:1"])], mapping(), TODAY) == "kidnapping"


def test_a_conviction_that_may_be_another_person_s_counts_for_nobody() -> None:
    assert offence_of([conviction()], mapping(), TODAY, doubted=("court:DNY/1",)) is None


def test_without_a_signature_nothing_is_an_offence() -> None:
    assert offence_of([conviction()], None, TODAY) is None


TRAITS = ("nationality", "sex", "birth_date", "surname", "class", "territory", "document_issuer", "restricted", "type")


@given(st.dictionaries(st.sampled_from(TRAITS), st.text(max_size=9), max_size=5))
def test_no_trait_of_a_person_makes_or_unmakes_an_offence(traits: dict[str, str]) -> None:
    told = mapping()
    assert offence_of([conviction(**traits)], told, TODAY) == "kidnapping"  # type: ignore[arg-type]  # columns by name
    assert offence_of([conviction(statute="none", **traits)], told, TODAY) is None  # type: ignore[arg-type]


@pytest.mark.parametrize("code", ["base", "us", "uk", "eu"])
def test_every_line_of_every_law_has_a_type_of_the_closed_list(code: str) -> None:
    lines = mapping(code).lines
    assert {line.offence_type for line in lines} <= set(OFFENCE_TYPES)
    assert bool(lines) == (code == "us")


def test_another_mapping_has_another_digest() -> None:
    assert len({mapping(code).digest for code in ("base", "us", "uk", "eu")}) == 4
    assert mapping().digest == mapping().digest


def test_the_mapping_is_open_to_everybody_and_signed_by_oversight_only(client: Clients) -> None:
    for role in ("post_officer", "analyst", "administrator", "officer", "oversight"):
        page = client(role).get("/work/order/offences/")
        assert "18 U.S.C. 1201" in page.content.decode()
        assert ("Sign this list" in page.content.decode()) is (role == "oversight")
    assert client("supervisor").post("/work/order/offences/sign/", {"digest": mapping().digest}).status_code == 403


def test_a_mapping_counts_once_oversight_has_signed_that_very_one(client: Clients) -> None:
    from sojourn.register.cases.offence_mapping import read_mapping, signed_mapping
    from sojourn.register.store.models import Event

    visitor = client("oversight")
    assert signed_mapping() is None
    assert visitor.post("/work/order/offences/sign/", {"digest": "0" * 64}).status_code == 400
    assert signed_mapping() is None
    visitor.post("/work/order/offences/sign/", {"digest": read_mapping().mapping.digest})
    assert signed_mapping() == read_mapping().mapping
    assert Event.objects.filter(verb="mapping_signed", actor=visitor.acting.actor).count() == 1  # type: ignore[attr-defined]
    assert "Signed by Oversight" in visitor.get("/work/order/offences/").content.decode()


def test_another_mapping_of_a_later_law_is_unsigned_and_orders_nothing(
    acting: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    from work_made import make_case

    from sojourn.register.cases import offence_mapping

    offence_mapping.sign_mapping(acting("oversight"), offence_mapping.read_mapping().mapping.digest)
    case = make_case(1, offence=True)
    assert offence_mapping.forget_unsigned() == 0
    monkeypatch.setattr(offence_mapping, "mapping_of", lambda _law: mapping("base"))
    assert offence_mapping.signed_mapping() is None
    assert offence_mapping.forget_unsigned() == 1
    case.refresh_from_db()
    assert case.offence is False
