"""The bundle of one case: what it has, what it withholds, who may make it; one world for all tests."""

from __future__ import annotations

import hashlib
import io
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from bundle_people import FORMULA, THIRD, WRITTEN, World, files_in, made_of, make_acting, make_world, rows_of

if TYPE_CHECKING:
    from sojourn.register.door.acting import Acting

DOCS = Path(__file__).parents[3] / "docs"
NOTE = "Immigration Court, A-1"


@pytest.fixture(scope="module")
def world(django_ready: object) -> Iterator[World]:
    """Make the world once, in a transaction that is rolled back at the end."""
    from django.db import transaction

    with transaction.atomic():
        yield make_world()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def files(world: World) -> dict[str, bytes]:
    """Make the bundle once, and give its files."""
    from sojourn.register.bundle.making import make_bundle

    made = make_bundle(world.officer, world.case_id, "court_ordered", [world.privileged], NOTE)
    assert hashlib.sha256(made.archive).hexdigest() == made.digest
    return files_in(made.archive)


@pytest.fixture(scope="module")
def paper(files: dict[str, bytes]) -> list[str]:
    """Read the words of each page of the PDF."""
    from pypdf import PdfReader

    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(files["bundle.pdf"])).pages]


def test_the_same_case_at_the_same_time_gives_the_same_bytes(world: World, db: None) -> None:
    from sojourn.register.bundle.making import build

    made = made_of(world)
    first, second = (build(world.case_id, world.noticed.made.person_id, made)[0] for _ in range(2))
    assert first == second


def test_every_file_is_in_the_signed_list(files: dict[str, bytes]) -> None:
    lines = (line.partition("  ") for line in files["manifest.txt"].decode().splitlines())
    listed = {name: digest for digest, _gap, name in lines}
    assert listed == {
        name: hashlib.sha256(body).hexdigest() for name, body in files.items() if not name.startswith("manifest.")
    }
    assert files["manifest.note"].startswith(files["manifest.txt"] + b"\n")
    wanted = {
        "bundle.pdf", "index.html", "HOW-TO-CHECK.txt", "about.json", "answers/answers.json", "law/rules.json",
        "decisions/proposals.json", "proofs/log.json", "public-key.txt", "public-key.pem", "tables/columns.csv",
    }  # fmt: skip
    assert wanted <= files.keys()


def test_every_column_of_every_table_is_explained(files: dict[str, bytes]) -> None:
    told = {(row["file"], row["column"]) for row in rows_of(files, "columns") if row["what it holds"]}
    for name in [name for name in files if name.startswith("tables/") and name != "tables/columns.csv"]:
        head = files[name].decode().splitlines()[0].split(",")
        assert {(name.removeprefix("tables/"), column) for column in head} <= told


def test_the_command_checks_what_was_made(world: World, files: dict[str, bytes], tmp_path: Path) -> None:
    from click.testing import CliRunner

    from sojourn.register.bundle.commands import bundle
    from sojourn.register.bundle.keeping import read_archive
    from sojourn.register.bundle.models import Bundle

    kept = Bundle.objects.get(case_id=world.case_id, reason="court_ordered")
    path = tmp_path / "bundle.zip"
    path.write_bytes(read_archive(kept))
    told = CliRunner().invoke(bundle, ["verify", str(path)], catch_exceptions=False)
    assert f"{len(files) - 2} files are as they were signed by sojourn/us" in told.output
    proofs = json.loads(files["proofs/log.json"])["proofs"]
    given = len([each for each in proofs if each["row"] is not None])
    assert f"{len(proofs)} rows stand in the log; the content of {given} was held against it." in told.output


def test_another_passengers_row_of_the_manifest_is_nowhere_and_that_is_listed(
    world: World, files: dict[str, bytes]
) -> None:
    raw = {row["record"]: row["raw_file"] for row in rows_of(files, "records")}
    assert b"seat-1a" in files[raw[world.departure]]
    withheld = [name for name, body in files.items() if THIRD.encode() in body or b"Z9Y8X7" in body]
    assert withheld == []
    listed = [row for row in rows_of(files, "withheld") if row["ground_code"] == "third_person"]
    assert any(world.departure in row["what"] for row in listed)
    assert all("552a(b)" in row["citation"] for row in listed)


def test_a_rejected_link_is_told_with_its_reason_and_the_role_of_who_decided(
    world: World, files: dict[str, bytes]
) -> None:
    (row,) = rows_of(files, "link_decisions")
    assert (row["record_a"], row["verdict"], row["by"], row["role"]) == (
        world.departure, "different", "reviewer", "reviewer",
    )  # fmt: skip
    assert world.other in row["record_b"]
    assert "contradict" in row["reason"]


def test_the_record_of_a_restricted_person_is_not_even_named(
    world: World, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sojourn.register.bundle import about_links
    from sojourn.register.bundle.making import build

    monkeypatch.setattr(about_links, "list_restricted", set)
    made = files_in(build(world.case_id, world.noticed.made.person_id, made_of(world))[0])
    assert [name for name, body in made.items() if world.other.encode() in body] == []
    assert "restricted_other" in {row["ground_code"] for row in rows_of(made, "withheld")}


def test_a_privileged_document_stays_out_and_is_listed(world: World, files: dict[str, bytes]) -> None:
    assert [name for name, body in files.items() if b"this is advice" in body] == []
    (row,) = [row for row in rows_of(files, "withheld") if row["ground_code"] == "privilege"]
    assert str(world.privileged) in row["what"]


def test_a_row_in_quarantine_that_carries_the_persons_document_is_told_without_what_it_says(
    world: World, files: dict[str, bytes]
) -> None:
    (row,) = rows_of(files, "quarantined_rows")
    assert (row["quarantined_id"], row["feed"], row["reason"]) == (
        str(world.quarantined), "carrier:KL", "a day cannot be read",
    )  # fmt: skip
    assert "HYPERLINK" not in files["tables/quarantined_rows.csv"].decode()


def test_what_the_answer_rests_on_has_its_published_error_rate_or_plainly_none(files: dict[str, bytes]) -> None:
    told = {(row["kind"], row["figure"]) for row in rows_of(files, "error_rates")}
    assert ("state", "394.8 (377.0 to 413.5) · 1,796 of 454,909") in told
    assert ("cause", "41,018 (37,953 to 44,154)") in told
    assert ("rule", "None is known.") in told


def test_every_published_figure_stands_on_its_page_word_for_word() -> None:
    from sojourn.register.bundle.about_errors import published_rates

    for rate in published_rates():
        assert rate.figure in (DOCS / rate.page).read_text(encoding="utf-8"), rate


def test_each_rule_is_told_in_the_version_of_the_day_with_citation_and_check(files: dict[str, bytes]) -> None:
    rows = {row["rule"]: row for row in rows_of(files, "rules")}
    row = rows["us.admitted_until"]
    assert (row["status"], row["citation"], row["valid_from"]) == ("in_force", "8 CFR 235.1(h), 214.1", "1990-01-01")
    assert row["checked_on"]
    assert "base.notice" in rows  # by which the letter gives its days
    assert rows_of(files, "lifecycle_steps")


def test_a_decision_is_told_with_both_officers_its_reasons_and_the_answer_that_stood(
    world: World, files: dict[str, bytes]
) -> None:
    (row,) = rows_of(files, "decisions")
    assert row["by"].startswith("Officer-")
    assert row["approved_by"].startswith("Supervisor-")
    assert (row["written"], row["records"]) == (WRITTEN, world.noticed.made.arrival)
    versions = {each["answer_id"]: each["state"] for each in rows_of(files, "answers")}
    assert versions[row["answer_id"]] == row["answer_state"] == "unexplained"
    gates = {(each["blocker"].partition(" ")[0], each["verdict"]) for each in rows_of(files, "gates")}
    assert {("B5", "clear"), ("B2", "unknown"), ("Requirement", "missing")} <= gates


def test_the_letter_its_service_and_its_proof_are_in_it(files: dict[str, bytes]) -> None:
    (letter,), (attempt,) = rows_of(files, "letters"), rows_of(files, "service")
    assert files[letter["file"]].startswith(b"%PDF")
    assert (attempt["reference"], attempt["outcome"]) == (letter["reference"], "Delivered")
    assert files[attempt["proof"]].startswith(b"%PDF")
    (answer,) = rows_of(files, "persons_answers")
    assert files[answer["file"]].decode() == FORMULA


def test_looks_have_role_office_and_purpose_and_no_name(world: World, files: dict[str, bytes]) -> None:
    looks = rows_of(files, "accesses")
    assert {row["office"] for row in looks} == {"centre"}
    assert all(row["role"] and row["purpose"] for row in looks)
    assert world.officer.name not in files["tables/accesses.csv"].decode()
    assert "looker" in {row["ground_code"] for row in rows_of(files, "withheld")}


def test_a_look_that_oversight_delayed_is_left_out_and_its_ground_is_told(world: World, db: None) -> None:
    from datetime import timedelta

    from sojourn.register import clock
    from sojourn.register.bundle.making import build
    from sojourn.register.controls.models import LookDelay, LookDelayDecision

    overseer, now = make_acting("oversight"), clock.now()
    assert overseer.user_id is not None
    assert world.officer.user_id is not None
    look = rows_of(files_in(build(world.case_id, world.noticed.made.person_id, made_of(world))[0]), "accesses")[0]
    delay = LookDelay.objects.create(
        event_id=int(look["event_id"]), looked_at=now, person_id=world.noticed.made.person_id, ground="us.ground",
        shown_from=now + timedelta(days=30), by_id=world.officer.user_id, at=now,
    )  # fmt: skip
    LookDelayDecision.objects.create(delay=delay, approved=True, by_id=overseer.user_id, at=now)
    made = files_in(build(world.case_id, world.noticed.made.person_id, made_of(world))[0])
    assert look["event_id"] not in {row["event_id"] for row in rows_of(made, "accesses")}
    (row,) = [row for row in rows_of(made, "withheld") if row["ground_code"] == "delayed_look"]
    assert "us.ground" in row["of_it"]
    for reason in ("asked_by_counsel", "asked_by_person"):
        own = files_in(build(world.case_id, world.noticed.made.person_id, made_of(world, reason=reason))[0])
        assert look["event_id"] not in {row["event_id"] for row in rows_of(own, "accesses")}
        assert "us.ground" not in own["tables/withheld.csv"].decode()
        assert "delayed_look" not in {row["ground_code"] for row in rows_of(own, "withheld")}


def test_a_bundle_for_the_person_says_in_every_case_alike_that_looks_may_be_shown_later(world: World, db: None) -> None:
    from sojourn.register.bundle.making import build

    made = made_of(world, reason="asked_by_person")
    own = files_in(build(world.case_id, world.noticed.made.person_id, made)[0])
    (row,) = [row for row in rows_of(own, "withheld") if row["ground_code"] == "later_looks"]
    assert row["of_it"] == ""


def test_rows_stand_in_the_log_or_are_listed_as_waiting(files: dict[str, bytes]) -> None:
    told = json.loads(files["proofs/log.json"])
    given = [each for each in told["proofs"] if each["row"] is not None]
    assert {each["source"] for each in given} == {"answer", "case_event", "record"}
    assert {each["source"] for each in told["proofs"]} >= {"event", "link", "quarantined"}
    assert "bundle_made" not in {json.loads(each["row"]).get("verb") for each in given}
    named = {(each["source"], each["key"]) for each in (*told["proofs"], *told["waiting"])}
    for row in rows_of(files, "answers"):
        assert ("answer", row["answer_id"]) in named
    for row in rows_of(files, "records"):
        assert ("record", row["record_id"]) in named
    for row in rows_of(files, "accesses"):
        assert ("event", row["event_id"]) in named


def test_no_table_has_a_cell_that_a_spreadsheet_takes_for_a_formula(files: dict[str, bytes]) -> None:
    import csv

    for name in [name for name in files if name.endswith(".csv")]:
        for row in csv.reader(io.StringIO(files[name].decode(), newline="")):
            assert not [cell for cell in row if cell[:1] in "=+@" and cell[:1]], name


def test_the_paper_has_numbered_pages_contents_and_the_citations(paper: list[str]) -> None:
    for number, page in enumerate(paper, start=1):
        assert f"Page {number} of {len(paper)}" in page
    whole = " ".join(paper)
    assert "Contents" in paper[1]
    assert NOTE in paper[0]
    for said in ("8 CFR 235.1(h), 214.1", "What is withheld, and why", WRITTEN, "Who looked, and who was told"):
        assert said in whole


def test_the_page_has_no_script_and_nothing_from_elsewhere(files: dict[str, bytes]) -> None:
    page = files["index.html"].decode()
    assert "<script" not in page
    assert not re.search(r"(src|href)=\"(https?:)?//", page)
    links = set(re.findall(r'href="([^"#]+)"', page))
    assert links <= files.keys()


def test_what_was_erased_is_listed_and_a_bundle_that_was_kept_goes_too(world: World, db: None) -> None:
    from sojourn.errors import RegisterError
    from sojourn.register.bundle.keeping import forget_bundles, keep_body, read_archive
    from sojourn.register.bundle.making import build, make_bundle
    from sojourn.register.bundle.models import Bundle
    from sojourn.register.letters.erasing import forget_documents

    person = world.noticed.made.person_id
    made = make_bundle(world.officer, world.case_id, "filed_with_court")
    forget_documents([person])
    files = files_in(build(world.case_id, person, made_of(world, privileged=frozenset()))[0])
    erased = [row for row in rows_of(files, "withheld") if row["ground_code"] == "erased"]
    assert len(erased) == len(rows_of(files, "documents"))
    assert forget_bundles([person]) >= 1
    kept = Bundle.objects.get(reference=made.reference)
    with pytest.raises(RegisterError, match="erased with the person"):
        read_archive(kept)
    keep_body(kept, made.archive)
    assert read_archive(kept) == made.archive


def test_making_one_is_an_event_with_the_digest_and_no_value(world: World, db: None) -> None:
    from sojourn.register.bundle.making import make_bundle
    from sojourn.register.store.models import Event

    made = make_bundle(world.officer, world.case_id, "asked_by_counsel", note="Docket 77")
    event = Event.objects.filter(verb="bundle_made", subject=world.noticed.made.person_id).latest("event_id")
    assert event.about == {
        "case": world.case_id, "bundle": made.reference, "reason": "asked_by_counsel", "digest": made.digest,
    }  # fmt: skip


def test_a_reason_that_is_none_and_anothers_document_are_refused(world: World, db: None) -> None:
    from sojourn.errors import RegisterError
    from sojourn.register.bundle.making import make_bundle

    with pytest.raises(RegisterError, match="`court_ordered`"):
        make_bundle(world.officer, world.case_id, "curiosity")
    with pytest.raises(RegisterError, match="not one of this case"):
        make_bundle(world.officer, world.case_id, "court_ordered", [10**9])


@pytest.mark.parametrize("role", ["caseworker", "reviewer", "oversight"])
def test_a_role_without_the_permission_is_refused(world: World, db: None, role: str) -> None:
    from sojourn.register.bundle.making import make_bundle
    from sojourn.register.door.acting import Refused

    with pytest.raises(Refused):
        make_bundle(make_acting(role), world.case_id, "court_ordered")


def test_who_has_neither_the_work_nor_a_purpose_is_asked_why(world: World, db: None) -> None:
    from sojourn.errors import RegisterError
    from sojourn.register.bundle.making import make_bundle, open_bundle
    from sojourn.register.door.acting import PurposeNeeded

    clerk = make_acting("counsels_clerk")
    with pytest.raises(PurposeNeeded):
        make_bundle(clerk, world.case_id, "court_ordered")
    made = make_bundle(world.officer, world.case_id, "court_ordered")
    with pytest.raises(RegisterError, match="no bundle of this reference"):
        open_bundle(clerk, made.reference)


def test_a_restricted_case_opens_to_a_supervisor_only(world: World, db: None) -> None:
    from sojourn.register.bundle.making import make_bundle
    from sojourn.register.cases.models import Case
    from sojourn.register.door.acting import Restricted
    from sojourn.register.door.purposes import state_purpose

    Case.objects.filter(pk=world.case_id).update(restricted=True)
    with pytest.raises(Restricted, match="Restricted: ask the duty desk"):
        make_bundle(world.officer, world.case_id, "court_ordered")
    supervisor: Acting = make_acting("supervisor")
    state_purpose(supervisor, world.noticed.made.person_id, "legal_proceeding", "a bundle")
    assert make_bundle(supervisor, world.case_id, "court_ordered").archive


def test_the_page_makes_one_and_hands_it_out_as_it_was(world: World, client: Callable[..., Any]) -> None:
    from sojourn.register.bundle.models import Bundle
    from sojourn.register.door.purposes import state_purpose

    clerk = client("counsels_clerk", office="centre")
    state_purpose(clerk.acting, world.noticed.made.person_id, "legal_proceeding", "a bundle")
    assert "Bundle for a court" in clerk.get(f"/cases/{world.case_id}/").content.decode()
    address = f"/cases/{world.case_id}/bundle/"
    assert "What is withheld" in clerk.get(address).content.decode()
    assert clerk.post(address, {}).status_code == 422
    told = {"reason": "filed_with_court", "note": "Docket 5", "privileged": [world.privileged]}
    page = clerk.post(address, told, follow=True).content.decode()
    made = Bundle.objects.filter(case_id=world.case_id).latest("known_at")
    assert f"/bundles/{made.reference}/" in page
    answer = clerk.get(f"/bundles/{made.reference}/")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{made.reference}.zip"'
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert hashlib.sha256(answer.content).hexdigest() == made.digest
