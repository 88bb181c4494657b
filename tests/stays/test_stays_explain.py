"""The proof in words: every section in order, every record with when it was learned, every rule with its citation."""

from __future__ import annotations

from pathlib import Path

import pytest
from stays_folders import rows_of, run_folder, write_evidence
from stays_proofs import AS_OF, BOOK, MORE, PERSONS

from sojourn import tables
from sojourn.engine import Engine
from sojourn.errors import RunError
from sojourn.law.sentences import MISSING, long_day
from sojourn.stays.explain import explain_lines, explain_text
from sojourn.stays.proof import Proof, ProofReader

EVERYBODY = {**PERSONS, **MORE}
SECTIONS = [
    "What the records say",
    "What the law says",
    "Authorised periods",
    "How sure",
    "What would change the answer",
]


@pytest.fixture(scope="module")
def run(duckdb_engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Reconcile one person for each state and code."""
    folder = tmp_path_factory.mktemp("explained")
    evidence = write_evidence(folder / "evidence", BOOK.movements, BOOK.facts)
    run_folder(duckdb_engine, evidence, folder / "run", AS_OF)
    return folder / "run"


@pytest.fixture(scope="module")
def proofs(run: Path) -> dict[str, Proof]:
    """Read the proof of each person's first stay."""
    answers = sorted(rows_of(run, "answers"), key=lambda row: row["arrived_on"], reverse=True)
    stays = {BOOK.owners[row["arrival_id"]]: row["stay_id"] for row in answers}
    read = ProofReader(run).read(list(stays.values()))
    return {what: read[stays[person]] for what, person in EVERYBODY.items()}


def flat(proof: Proof) -> str:
    """Give the page of text on one line."""
    return " ".join(explain_text(proof).split())


def test_the_persons_show_every_state_and_code_of_this_engine(proofs: dict[str, Proof]) -> None:
    answers = [proof.answer for proof in proofs.values()]
    assert {answer["state"] for answer in answers} == set(tables.STATES)
    later = {"feed_quarantined", "arrival_unknown", "principal_ended", "days_unknown"}
    assert {answer["unknown_code"] for answer in answers} - {None} == set(tables.UNKNOWN_CODES) - later
    found = {name: (proofs[name].answer["state"], proofs[name].answer["unknown_code"]) for name in PERSONS}
    assert [name for name in PERSONS if name not in found[name]] == []


@pytest.mark.parametrize("what", list(EVERYBODY))
def test_the_sections_stand_in_order(proofs: dict[str, Proof], what: str) -> None:
    lines = explain_text(proofs[what]).splitlines()
    assert [line for line in lines if line in SECTIONS] == SECTIONS
    assert lines[0].startswith(f"Stay {proofs[what].answer['stay_id']} of person ")
    assert max(map(len, lines)) <= 100


@pytest.mark.parametrize("what", list(EVERYBODY))
def test_each_record_is_named_with_when_it_was_learned(proofs: dict[str, Proof], what: str) -> None:
    answer, text = proofs[what].answer, flat(proofs[what])
    named = [answer["arrival_id"], *(record for reason in answer["reasons"] for record in reason["records"])]
    assert list(proofs[what].records) == list(dict.fromkeys(named))
    learned = [f"Learned on {long_day(record.recorded_at.date())}" for record in proofs[what].records.values()]
    assert [words for words in [*named, *learned] if words not in text] == []


@pytest.mark.parametrize("what", list(EVERYBODY))
def test_each_rule_stands_with_its_title_and_citation(proofs: dict[str, Proof], what: str) -> None:
    rules = [proofs[what].law.get(reason["rule"]) for reason in proofs[what].answer["reasons"]]
    text = flat(proofs[what])
    assert [rule.id for rule in rules if f"{rule.text.title} ({rule.id})" not in text] == []
    versions = [rule.on(proofs[what].answer["arrived_on"]) or rule.versions[-1] for rule in rules]
    cited = [version.citation or rule.text.citation for version, rule in zip(versions, rules, strict=True)]
    assert [citation for citation in cited if " ".join(citation.split()) not in text] == []


@pytest.mark.parametrize("what", list(EVERYBODY))
def test_no_sentence_has_a_gap_or_stands_twice(proofs: dict[str, Proof], what: str) -> None:
    lines = explain_lines(proofs[what])
    assert [line for line in lines if MISSING in line or "None" in line or "_" in line] == []
    assert len(lines) == len(set(lines))
    assert [line for line in lines if not line.endswith(".")] == []


SENTENCES = {
    "in_status": "In status on 1 October 2026: presence is authorised until 13 February 2027.",
    "authorised": "Authorised on 1 October 2026: it is lawful to stay, without a status, with no last day on file.",
    "removal_barred": "On 1 October 2026 a protection forbids removal, with no last day on file. It is no status.",
    "left_in_time": "Left in time: the person left on 1 July 2026, and was authorised to be here until 9 July 2026.",
    "left_after_end": "The records put the departure on 12 July 2026, 3 days after the last authorised day on file, "
    "9 July 2026. This is a question about the records.",
    "left_date_unknown": "The person left between 10 January 2026 and 1 September 2026; on which day is not on record. "
    "The last authorised day on file is 9 July 2026, so the person left in time, or up to 54 days after it.",
    "resident": "Resident on 1 October 2026: the limits of a temporary stay do not apply.",
    "not_subject": "Not subject: no limit on stays applies to the arrival on 10 January 2026.",
    "awaiting_records": "Awaiting records: the last authorised day on file was 1 September 2026, and late records may "
    "still come. Nothing is asked of the person.",
    "unexplained": "Unexplained: the last authorised day on file was 9 July 2026, no departure is known and nothing "
    "found explains it. This is a question for a human being, not a conclusion.",
    "no_end_date": "Unknown: no last day on file. The admission carries no last day, or one that cannot be read.",
    "declared": "Unknown: only the person's own word. The person says that they left; no other record says so yet. The "
    "last authorised day on file is 9 July 2026.",
}


@pytest.mark.parametrize("what", list(SENTENCES))
def test_the_answer_is_one_plain_statement(proofs: dict[str, Proof], what: str) -> None:
    assert explain_lines(proofs[what])[0] == SENTENCES[what]


SURE = {
    "two reports": "Confirmed: the departure rests on a record that settles a crossing.",
    "left_in_time": "Likely: the departure rests on a record that makes it likely and does not settle it.",
    "returned": "Likely: a later record shows that the person had left; it does not settle on which day.",
    "contradiction": "Open: a departure is on file; the records named above do not suffice to answer.",
    "not_subject": "The answer does not depend on whether and when the person left.",
    "unexplained": "Open: no departure is on file; the answer rests on the law and the records named above.",
}


@pytest.mark.parametrize("what", list(SURE))
def test_how_sure_it_is_says_what_the_departure_rests_on(proofs: dict[str, Proof], what: str) -> None:
    assert SURE[what] in explain_lines(proofs[what])


def test_records_read_as_sentences(proofs: dict[str, Proof]) -> None:
    assert f"agency:benefits/{PERSONS['authorised']}-2. Application for extension, filed on 1 July 2026." in flat(
        proofs["authorised"]
    )
    assert "Decision on extension: approved, decided on 20 August 2026, from 10 July 2026 to 9 January 2027." in flat(
        proofs["approved"]
    )
    assert "Hearing: held, on 15 August 2026." in flat(proofs["contradiction"])
    assert "departure on 1 July 2026 at IATA:JFK, on board at close-out." in flat(proofs["left_in_time"])


def test_an_arrival_without_a_last_day_is_not_said_to_have_one(proofs: dict[str, Proof]) -> None:
    arrival = f"post:JFK/{PERSONS['inspection_deferred']}-1"
    assert f"No last day follows from the record of the arrival ({arrival})." in explain_lines(
        proofs["inspection_deferred"]
    )


def test_what_would_change_the_answer_names_the_day(proofs: dict[str, Proof]) -> None:
    lines = explain_lines(proofs["awaiting_records"])
    assert lines[-1] == "With no new record, the answer changes on 1 November 2026."
    assert "Only a new record, or a correction of one of those named above." in explain_lines(proofs["left_in_time"])


def test_a_proof_without_its_evidence_still_names_the_records(
    run: Path, proofs: dict[str, Proof], tmp_path: Path
) -> None:
    stay = proofs["left_in_time"].answer["stay_id"]
    text = " ".join(explain_text(ProofReader(run, tmp_path / "moved").get(stay)).split())
    person = PERSONS["left_in_time"]
    assert f"The evidence is not at hand; the records are carrier:XX/{person}-2, post:JFK/{person}-1." in text
    assert "8 CFR 235.1(h), 214.1." in text


def test_a_stay_that_the_run_does_not_have_is_an_error(run: Path) -> None:
    with pytest.raises(RunError, match="`s00`") as caught:
        ProofReader(run).get("s00")
    assert caught.value.code == "stay-missing"


def test_a_folder_that_is_no_run_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(RunError) as caught:
        ProofReader(tmp_path)
    assert caught.value.code == "run-missing"
