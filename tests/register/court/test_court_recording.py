"""Recording what a court or an authority did: received first, from a named source, in closed words."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from court_records import NOW, NUMBER, fact, take

from sojourn.errors import RegisterError
from sojourn.evidence.fact_kinds import fact_kinds
from sojourn.tables import FACT_KINDS

if TYPE_CHECKING:
    from django.test import Client

    from sojourn.register.cases.models import Case
    from sojourn.register.door.acting import Acting

RECEIVED = {
    "token": "RECORD000001",
    "received_at_day_0": "23",
    "received_at_day_1": "11",
    "received_at_day_2": "2026",
    "received_at_time": "17:40",
}
STATED = ["final", "adult", "not_appealed", "not_vacated", "not_pardoned", "not_spent", "not_juvenile"]
CONVICTION = {
    **RECEIVED,
    "authority": "Example Crown Court",
    "statute": "Example Penal Code 10",
    "reference": "CR-2025-1",
    "on_paper": NUMBER,
    "decided_at_day_0": "3",
    "decided_at_day_1": "6",
    "decided_at_day_2": "2025",
}


def form_of(kind: str, given: dict[str, Any]) -> Any:
    """Give the form of a kind with what was typed."""
    from sojourn.register.court.record_form import RecordForm

    return RecordForm(fact_kinds()[kind], [], given)


def test_every_kind_about_a_person_can_be_recorded_and_no_other() -> None:
    from sojourn.register.court.record_words import GROUPS, RECORDED

    assert {kind for kind in FACT_KINDS if kind not in RECORDED} == {"agreement"}
    assert sum(len(kinds) for _title, kinds in GROUPS) == len(RECORDED)


def test_no_form_has_a_box_into_which_a_finding_could_be_written(django_ready: object) -> None:
    from sojourn.register.court.record_words import WRITTEN, columns_of, words_of

    coded = {
        (name, column)
        for name, kind in fact_kinds().items()
        for column in columns_of(kind)
        if column in ("type", "outcome", "benefit", "end_reason", "served_by")
    }
    assert {pair for pair in coded if not words_of(fact_kinds()[pair[0]], pair[1])} == set()
    assert not WRITTEN & {"type", "outcome", "benefit", "end_reason"}


def test_membership_from_a_bond_ruling_has_no_field(django_ready: object) -> None:
    form = form_of("custody_decision", {})
    offered = {code for code, _said in form.fields["outcome"].choices}
    assert "type" not in form.fields
    assert offered == {"", "released", "bond", "supervision", "continued"}


def test_a_conviction_asks_for_what_makes_it_one_and_nothing_beside(django_ready: object) -> None:
    assert set(form_of("conviction", {}).fields) == {
        "token", "received_at_day", "received_at_time", "document", "decided_at_day", "authority",
        "reference", "statute", "days", "territory", "stated", "on_paper",
    }  # fmt: skip


@pytest.mark.parametrize("missing", STATED)
def test_a_conviction_that_lacks_one_statement_is_not_recorded(at_court: None, missing: str) -> None:
    form = form_of("conviction", {**CONVICTION, "stated": [code for code in STATED if code != missing]})
    assert list(form.errors) == ["stated"]
    assert form_of("conviction", {**CONVICTION, "stated": STATED}).is_valid()


def test_an_adverse_fact_needs_a_document_or_a_reference(at_court: None) -> None:
    day = {"decided_at_day_0": "20", "decided_at_day_1": "11", "decided_at_day_2": "2026"}
    order = form_of("order", {**RECEIVED, **day, "type": "removal", "paper": "a letter that I saw"})
    assert sorted(order.errors) == ["on_paper", "reference"]
    assert "paper" not in order.fields
    named = {"type": "removal", "reference": "A-1", "on_paper": NUMBER}
    assert form_of("order", {**RECEIVED, **day, **named}).is_valid()


def test_a_conviction_on_somebody_elses_paper_joins_nobody_by_choosing_the_case(case: Case, officer: Acting) -> None:
    from sojourn.register.cases.reading import read_file

    for paper in ("", "ZZ1234567", "000 000", "Okafor"):
        with pytest.raises(RegisterError) as refused:
            convict(officer, case, paper=paper)
        assert refused.value.code == "adverse-not-joined"
    assert read_file(case).of("conviction") == ()


def test_an_adverse_act_joins_by_what_its_paper_has_and_by_nothing_else_on_the_file(
    case: Case, officer: Acting
) -> None:
    from sojourn.register.store.records import get_record

    other = {"document_number": "B7", "document_issuer": "GBR", "references": ["a-number:123456789", "booking:X1"]}
    link = {"document_type": "P", "other_document_number": NUMBER, "other_document_issuer": "NGA"}
    take(
        [("fact", fact("document", feed="agency:TEST", outcome="new", valid_from=NOW.date(), **{**other, **link}))], NOW
    )
    passport = get_record(convict(officer, case, paper="a 00998811").name).values
    assert (passport.get("document_number"), passport.get("references") or []) == (NUMBER, [])
    number = get_record(convict(officer, case, "CONVICTION02", paper="A-Number 123 456 789").name).values
    assert (number.get("document_number") or "", number["references"]) == ("", ["a-number:123456789"])
    with pytest.raises(RegisterError, match="no record of this person"):
        convict(officer, case, "CONVICTION03", paper="X1")


@pytest.mark.parametrize("missing", STATED)
def test_no_caller_records_a_conviction_of_which_a_statement_is_missing(
    case: Case, officer: Acting, missing: str
) -> None:
    with pytest.raises(RegisterError) as refused:
        convict(officer, case, stated=[code for code in STATED if code != missing])
    assert (refused.value.code, f"`{missing}`" in refused.value.message) == ("conviction-not-stated", True)


def convict(officer: Acting, case: Case, token: str = "CONVICTION01", **changed: Any) -> Any:
    """Record a conviction, as the form would; ``changed`` are arguments of the action."""
    from sojourn.register.court.recording import record_procedure

    said = {"authority": "Example Court", "statute": "Code 10", "reference": "CR-1", "decided_at": NOW}
    return record_procedure(
        officer, case.case_id, "conviction", said, token, **{"stated": STATED, "paper": NUMBER, **changed}
    )


@pytest.mark.parametrize("typed", ["Ngozi Okafor", "see file of N. Okafor", "A" * 61, "naïve"])
def test_nobodys_name_fits_into_a_reference(at_court: None, typed: str) -> None:
    assert "reference" in form_of("appeal", {**RECEIVED, "reference": typed}).errors
    assert "reference" not in form_of("appeal", {**RECEIVED, "reference": "JR/2026/LON:001_a.b-c"}).errors


def test_what_is_written_about_a_paper_stands_in_no_column_and_no_event(
    case: Case, client: Callable[..., Client]
) -> None:
    from sojourn.register.store.models import Event
    from sojourn.register.store.records import get_record

    told = "a letter that Amaka Okafor of 5 Example Road showed me"
    given = {**RECEIVED, "paper": told, "authority": "Court of Appeals", "type": "court"}
    assert mine(case, client).post(f"/cases/{case.case_id}/record/removal_stay/", given).status_code == 302
    kept = [get_record("agency:CENTRE/RECORD000001").values, *Event.objects.values_list("about", flat=True)]
    assert "Amaka" not in str(kept)


def test_times_are_read_in_the_zone_of_the_law_and_each_box_says_so(
    at_court: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sojourn.register.cases.law_of_case import law_now
    from sojourn.register.court import record_form

    elsewhere = replace(law_now(), zone="Europe/Brussels")
    monkeypatch.setattr(record_form, "law_now", lambda: elsewhere)
    form = form_of("appeal", {**RECEIVED, "received_at_time": "23:40", "paper": "a notice of appeal"})
    assert form.is_valid(), form.errors
    assert form.values["received_at"] == datetime(2026, 11, 23, 22, 40, tzinfo=UTC)
    said = [field.help_text for name, field in form.fields.items() if name.endswith("_time")]
    assert len(said) > 1
    assert all("Europe/Brussels" in each for each in said)


def test_the_time_of_receipt_is_asked_first_and_is_not_today(at_court: None) -> None:
    form = form_of("appeal", {**RECEIVED, "paper": "a notice of appeal, stamped"})
    assert next(name for name in form.fields if name != "token") == "received_at_day"
    assert form.is_valid(), form.errors
    assert form.values["received_at"] == datetime(2026, 11, 23, 22, 40, tzinfo=UTC)  # 17:40 in New York


def test_receipt_before_the_decision_or_in_the_future_is_refused(at_court: None) -> None:
    late = {"decided_at_day_0": "24", "decided_at_day_1": "11", "decided_at_day_2": "2026", "outcome": "denied"}
    form = form_of("decision", {**RECEIVED, **late, "reference": "A-1"})
    assert "received_at_day" in form.errors
    future = form_of("appeal", {**RECEIVED, "received_at_day_0": "25", "reference": "A-1"})
    assert "received_at_day" in future.errors


def test_what_a_kind_requires_is_asked_for(at_court: None) -> None:
    assert {"type", "decided_at_day", "on_paper"} <= set(form_of("order", {**RECEIVED, "reference": "A-1"}).errors)


def test_an_order_that_forbids_a_country_keeps_it(at_court: None) -> None:
    day = {"decided_at_day_0": "20", "decided_at_day_1": "11", "decided_at_day_2": "2026"}
    given = {**RECEIVED, **day, "type": "withholding", "territory": "slv", "reference": "A-1", "on_paper": NUMBER}
    form = form_of("order", given)
    assert form.is_valid(), form.errors
    assert form.values["territory"] == "SLV"


def test_a_removal_stay_recorded_by_form_is_on_file_at_once(case: Case, client: Callable[..., Client]) -> None:
    from sojourn.register.cases.reading import read_file

    visitor = mine(case, client)
    address = f"/cases/{case.case_id}/record/removal_stay/"
    given = {**RECEIVED, "paper": "order, faxed by the court", "authority": "Court of Appeals", "type": "court"}
    answered = visitor.post(address, given)
    assert answered.status_code == 302, answered.content.decode()
    (stay,) = read_file(case).of("removal_stay")
    assert (stay.name, stay.get("authority"), stay.source != "") == (
        "agency:CENTRE/RECORD000001",
        "Court of Appeals",
        True,
    )
    again = visitor.post(address, given, follow=True).content.decode()
    assert len(read_file(case).of("removal_stay")) == 1
    assert "It was already recorded as agency:CENTRE/RECORD000001" in again


def test_a_hearing_before_the_charge_is_refused_with_the_reason(case: Case, client: Callable[..., Client]) -> None:
    from tests.register.court.test_court_hearings import needing

    needing(case)
    day = {"valid_from_0": "1", "valid_from_1": "12", "valid_from_2": "2026", "hour": "9:30", "place": "Room 2"}
    given = {**RECEIVED, **day, "type": "first", "outcome": "set", "reference": "A-1"}
    answered = mine(case, client).post(f"/cases/{case.case_id}/record/hearing/", given)
    assert answered.status_code == 422
    assert "no charge is filed with the court" in answered.content.decode()


@pytest.mark.parametrize(
    ("feed", "row"),
    [
        ("court:EOIR", {"kind": "removal_stay", "decided_at": "2026-11-24T01:00:00Z"}),
        ("court:EOIR", {"kind": "hearing", "valid_from": "2026-12-01", "place": "09:30, Room 2", "type": "first"}),
        ("court:EOIR", {"kind": "order", "type": "removal", "decided_at": "2026-11-23T15:00:00Z"}),
        ("counsel:LEGALAID", {"kind": "motion", "type": "stay", "filed_at": "2026-11-24T01:00:00Z"}),
        ("counsel:LEGALAID", {"kind": "appeal", "filed_at": "2026-11-24T01:00:00Z", "reference": "A-1"}),
    ],
)
def test_courts_and_counsel_send_by_the_api(
    case: Case, acting: Callable[..., Acting], feed: str, row: dict[str, Any]
) -> None:
    from sojourn.register.court.models import Message

    answered = post(acting, feed, {"fact_id": "api-1", "document_number": NUMBER, "document_issuer": "NGA", **row})
    assert [each["fate"] for each in answered.json()] == ["accepted"]
    message = Message.objects.get(record=f"{feed}/api-1")
    assert (message.case_id, message.kind) == (case.case_id, row["kind"])


def test_custody_comes_by_the_api_and_stands_on_file(case: Case, acting: Callable[..., Acting]) -> None:
    from sojourn.register.cases.reading import read_file

    row = {"fact_id": "in-1", "kind": "custody_start", "decided_at": "2026-11-24T01:05:00Z"}
    post(acting, "agency:CUSTODY", {**row, "document_number": NUMBER, "document_issuer": "NGA"})
    assert [each.name for each in read_file(case).of("custody_start")] == ["agency:CUSTODY/in-1"]


def post(acting: Callable[..., Acting], feed: str, row: dict[str, Any]) -> Any:
    """Send one fact with a key of a feed."""
    from django.test import Client

    from sojourn.register.intake.keys import make_feed_key

    key = make_feed_key(acting("administrator"), feed, "test")
    return Client(SERVER_NAME="127.0.0.1").post(
        "/api/v1/facts", json.dumps([row]), content_type="application/json", headers={"Authorization": f"Bearer {key}"}
    )


def mine(case: Case, client: Callable[..., Client]) -> Client:
    """Sign somebody in whose case it is."""
    visitor = client("officer", office="centre")
    type(case).objects.filter(pk=case.pk).update(assigned_to=visitor.acting.user_id)  # type: ignore[attr-defined]
    return visitor
