"""Proposals for a layout: columns by their names, formats by a sample, questions where neither tells."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from sojourn.errors import EvidenceError
from sojourn.evidence.layouts.draft import draft_layout
from sojourn.evidence.layouts.draft_dates import guess_clock, guess_dates
from sojourn.evidence.layouts.draft_sample import take_sample
from sojourn.evidence.layouts.own_check import check_layout


def draft(folder: Path, rows: str, encoding: str = "utf-8") -> str:
    """Draft a layout for a file of rows."""
    (folder / "rows.csv").write_bytes(rows.encode(encoding))
    return draft_layout(folder / "rows.csv")


@pytest.mark.parametrize(
    ("header", "roles"),
    [
        ("Surname,Given names,Date of birth", ["surname", "given_names", "birth_date"]),
        ("Nom,Prénom,Date de naissance,Nationalité", ["surname", "given_names", "birth_date", "nationality"]),
        (
            "Apellidos;Nombres;Fecha de nacimiento;Nº pasaporte",
            ["surname", "given_names", "birth_date", "document_number"],
        ),
        ("Sobrenome\tNome\tData de nascimento\tData de saída", ["surname", "given_names", "birth_date", "exit_date"]),
        (
            "laqab,ism,tarikh al-milad,jinsiyya,raqm al-jawaz",
            ["surname", "given_names", "birth_date", "nationality", "document_number"],
        ),
        ("familyName|firstName|entryDate|exitDate", ["surname", "given_names", "entry_date", "exit_date"]),
        ("passport no,visa no,valid until,border post", ["document_number", "reference", "until", "port"]),
        ("Einreise;Ausreise;Staatsangehörigkeit", ["entry_date", "exit_date", "nationality"]),
    ],
)
def test_columns_are_known_by_their_names(tmp_path: Path, header: str, roles: list[str]) -> None:
    (tmp_path / "rows.csv").write_text(header + "\n")
    sample = take_sample(tmp_path / "rows.csv")
    assert [role for name in sample.columns for role, column in sample.roles.items() if column == name] == roles


def test_a_table_of_visits_gives_an_arrival_and_a_departure(tmp_path: Path) -> None:
    text = draft(tmp_path, "id,entry date,exit date,surname\n1,2024-03-17,2024-03-20,Novakova\n")
    (table,) = yaml.safe_load(text)["tables"]
    assert [record["columns"]["direction"]["constant"] for record in table["records"]] == ["arrival", "departure"]
    assert [record["columns"]["movement_id"]["suffix"] for record in table["records"]] == ["-arrival", "-departure"]


def test_a_table_of_crossings_takes_the_direction_from_its_codes(tmp_path: Path) -> None:
    text = draft(tmp_path, "n°;sens;date;poste\n1;E;17/03/2024;NORD\n2;S;18/03/2024;SUD\n3;Q;18/03/2024;SUD\n")
    (record,) = yaml.safe_load(text)["tables"][0]["records"]
    assert record["columns"]["direction"]["codes"] == {"E": "arrival", "S": "departure", "Q": "?"}


def test_a_table_without_crossings_gives_a_fact(tmp_path: Path) -> None:
    text = draft(
        tmp_path, "permit number,surname,valid from,valid until,visa type\nP1,Silva,2024-01-01,2024-12-31,work\n"
    )
    (record,) = yaml.safe_load(text)["tables"][0]["records"]
    assert record["into"] == "facts"
    assert {"valid_from", "valid_to", "class", "reference", "references"} <= record["columns"].keys()


def test_a_day_and_a_time_of_day_are_joined(tmp_path: Path) -> None:
    text = draft(tmp_path, "direction,date,heure,poste\nE,17/03/2024,14:05,N\n")
    (record,) = yaml.safe_load(text)["tables"][0]["records"]
    assert record["columns"]["occurred_at"] == {"columns": ["date", "heure"], "format": "DD/MM/YYYY HH:mm"}


def test_the_zone_is_a_question(tmp_path: Path) -> None:
    text = draft(tmp_path, "id,entry date\n1,2024-03-17\n")
    with pytest.raises(EvidenceError, match="`zone`: a question that is not answered"):
        check_layout(text, "draft.yaml")


def test_a_proposal_can_be_used_when_its_questions_are_answered(tmp_path: Path) -> None:
    text = draft(tmp_path, "id,entry date,sexo,nacionalidad,puesto\n1,2024-03-17,H,AR,N\n2,2024-03-18,M,CL,S\n")
    answered = text.replace('zone: "?"', "zone: America/Lima").replace('"?"', '"X"')
    layout = check_layout(answered, "draft.yaml")
    assert set(layout.tables[0].list_columns()) == {"id", "entry date", "sexo", "nacionalidad", "puesto"}
    assert 'codes: {"H": "M", "M": "F"}' in text


def test_names_and_numbers_of_persons_do_not_stand_in_a_proposal(tmp_path: Path) -> None:
    text = draft(tmp_path, "id,entry date,surname,passport\n1,2024-03-17,Novakova,XA100001\n")
    assert "Novakova" not in text
    assert "XA100001" not in text


def test_texts_that_mean_nothing_are_listed(tmp_path: Path) -> None:
    text = draft(tmp_path, "id,entry date,surname\n1,-,N/A\n2,2024-03-17,Silva\n")
    assert yaml.safe_load(text)["tables"][0]["nulls"] == ["-", "N/A"]


def test_another_encoding_is_a_question(tmp_path: Path) -> None:
    text = draft(tmp_path, "id;entrée;prénom\n1;2024-03-17;Zoé\n", encoding="windows-1252")
    assert yaml.safe_load(text)["tables"][0]["encoding"] == "?"


def test_columns_that_are_not_used_are_named(tmp_path: Path) -> None:
    assert '# Columns that are not used: "shoe size"' in draft(tmp_path, "id,entry date,shoe size\n1,2024-03-17,41\n")


@pytest.mark.parametrize(
    ("sample", "formats", "years"),
    [
        (["2024-03-17"], ("YYYY-MM-DD",), "gregorian"),
        (["17/03/2024", "02/04/2024"], ("DD/MM/YYYY",), "gregorian"),
        (["03/17/2024", "02/04/2024"], ("MM/DD/YYYY",), "gregorian"),
        (["03/04/2024", "02/04/2024"], ("DD/MM/YYYY", "MM/DD/YYYY"), "gregorian"),
        (["17.3.24"], ("DD.MM.YY",), "gregorian"),
        (["17 Mar 2024"], ("DD MON YYYY",), "gregorian"),
        (["20240317"], ("YYYYMMDD",), "gregorian"),
        (["2024-03-17 14:05"], ("YYYY-MM-DD HH:mm",), "gregorian"),
        (["2024-03-17T14:05:00Z"], ("YYYY-MM-DDTHH:mm:ssZ",), "gregorian"),
        (["17/03/2567"], ("DD/MM/YYYY",), "buddhist"),
        (["1445/09/30"], ("YYYY/MM/DD",), "islamic or persian"),
        (["17/03/9999"], (), "odd"),
        (["soon"], (), "odd"),
        ([], (), "odd"),
    ],
)
def test_formats_are_guessed_from_a_sample(sample: list[str], formats: tuple[str, ...], years: str) -> None:
    guess = guess_dates(sample)
    assert (guess.formats, guess.years) == (formats, years)


def test_a_sample_that_cannot_tell_day_and_month_apart_is_a_question(tmp_path: Path) -> None:
    text = draft(tmp_path, "id,entry date\n1,03/04/2024\n")
    assert 'format: "?"}  # the sample cannot tell day and month apart: DD/MM/YYYY or MM/DD/YYYY?' in text


def test_years_of_another_calendar_are_a_question(tmp_path: Path) -> None:
    text = draft(tmp_path, "id,entry date\n1,1445/09/30\n")
    assert 'calendar: "?"}  # hijri, hijri-civil or persian?' in text


def test_birth_dates_may_be_partial() -> None:
    guess = guess_dates(["17/03/1985", "1990", "04/1991"], partial=True)
    assert (guess.formats, guess.partial) == (("DD/MM/YYYY",), ("MM/YYYY", "YYYY"))


@pytest.mark.parametrize(
    ("sample", "clock"), [(["14:05"], "HH:mm"), (["14:05:09"], "HH:mm:ss"), (["noon"], None), ([], None)]
)
def test_clocks_are_guessed_from_a_sample(sample: list[str], clock: str | None) -> None:
    assert guess_clock(sample) == clock


@pytest.mark.parametrize("text", ["", "one\n1\n", "a,a\n1,2\n", "a,\n1,2\n"])
def test_a_file_without_a_header_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(EvidenceError, match="does not start with a header"):
        draft(tmp_path, text)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError, match="there is no file"):
        draft_layout(tmp_path / "none.csv")


@given(rows=st.lists(st.lists(st.text(st.characters(codec="utf-8"), max_size=12), min_size=3, max_size=3), max_size=5))
def test_no_rows_crash_a_proposal(tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]) -> None:
    folder = tmp_path_factory.mktemp("draft")
    text = draft(folder, "date de naissance,sens,date\n" + "\n".join(",".join(row) for row in rows))
    assert yaml.safe_load(text)["sojourn_layout"] == 1
