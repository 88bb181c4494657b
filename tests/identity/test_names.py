"""Which names are made equal, and which are kept apart. All names are invented of common words."""

from __future__ import annotations

from functools import cache
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sojourn.engine import Engine, open_engine
from sojourn.identity.names import NAME_FORMS, with_name_forms
from sojourn.identity.spelling import read_spelling, spell_in_latin

Name = tuple[str | None, str | None]

WHOLE: list[tuple[Name, Name]] = [
    (("MUELLER", "JOERG"), ("Müller", "Jörg")),
    (("SOERENSEN", "AAGE"), ("Sørensen", "Åge")),
    (("WEISS", "ANNA"), ("Weiß", "Anna")),
    (("GARCIA LOPEZ", "JOSE"), ("JOSE GARCIA", "LOPEZ")),
    (("NGUYEN", "VAN AN"), ("Nguyễn", "Văn An")),
    (("OBRIEN", "JOHN"), ("O’Brien", "John")),
    (("O BRIEN", "JOHN"), ("O'BRIEN", "JOHN MR")),
    (("JEAN-BAPTISTE", "PAUL"), ("BAPTISTE", "JEAN PAUL")),
    (("VAN DER BERG", "JAN"), ("BERG", "JAN VAN DER")),
    (("DE LA CRUZ", "MARIA"), ("CRUZ", "MARIA")),
    (("AL SABAH", "ALI"), ("Al-Sabah", "ALI")),
    (("AL SABAH", "ALI"), ("الصباح", "علي")),
    (("ABD AL RAHMAN", "OMAR"), ("ABDULRAHMAN", "OMAR")),
    (("ABDEL RAHMAN", "OMAR"), ("ABDURRAHMAN", "OMAR")),
    (("ABD ALLAH", "OMAR"), ("ABDULLA", "OMAR")),
    (("BIN SAID", "OMAR"), ("SAID", "OMAR BIN")),
    (("MC DONALD", "RUTH"), ("MCDONALD", "RUTH")),
    (("MAC DONALD", "RUTH"), ("MACDONALD", "RUTH")),
    (("LE", "ANH"), ("ANH", "LE")),
    (("IVANOV", "ANNA<MARIA"), ("IVANOV", "ANNA MARIA")),
    (("TANAKA", None), ("tanaka", "FNU")),
    (("KIM", "MINJUN"), ("김", "민준")),
    (("WANG", "XIAOMING"), ("王", "晓明")),
    (("SHEVCHENKO", "TARAS"), ("Шевченко", "Тарас")),
    (("PAPADOPOULOS", "GIORGOS"), ("Παπαδόπουλος", "Γιώργος")),
]
WORDS: list[str] = [
    "Mohamed Muhammad Mohammed Mohamad Mohd Md محمد",
    "Hussein Husain Hossein Huseyin حسين",
    "Aleksandr Alexander Oleksandr Alexandre Александр",
    "Yusuf Youssef Yousef يوسف",
    "Yuri Iurii Yuriy Jurij Youri Юрий",
    "Sergey Sergei Serguei Sergej Сергей",
    "Dmitry Dmitri Dmitriy Dimitrij Дмитрий",
    "Yevgeny Evgenii Evgeny Евгений",
    "Mikhail Michail Mihail Михаил",
    "Chernov Tchernov Czernow Чернов",
    "Ivanov Ivanova Iwanow Ivanoff Иванова",
    "Dostoevsky Dostoyevskiy Dostojewski Достоевский",
    "Petrovic Petrovich Petrovitch Петрович",
    "Khalid Khaled Halid خالد",
    "Fatima Fatma Fatimah فاطمة",
    "Josef Joseph Jozef",
    "Sofia Sophia Sofiya София",
    "Marc Mark",
    "Schmitt Schmit Shmitt",
    "Mueller Müller Muller",
    "Omar Umar",
    "Noor Nour Nur نور",
    "Kowalczyk Kovalchik",
    "Chevtchenko Tchevtchenko",
    "Jamal Jamil Djamel",
    "Karim Karam",
    "Amir Emir",
    "Suzuki Судзуки",
    "Alfarsi Farsi",
    "Jovanovic Jovanovich Јовановић",
]
APART: list[str] = [
    "Hussein Hassan",
    "حسين حسن",
    "Mahmoud Mohamed",
    "محمود محمد",
    "Maria Mario",
    "Amir Omar",
    "Jan Jana",
    "Ahmad Hamid",
    "Li Liu Lu Luo Lei",
    "Zhang Zheng Zhong",
    "Zhou Zhu",
    "Wang Wong",
    "Kim Kam",
    "Park Pak",
    "Hall Hill",
    "Smith Schmidt",
    "Mohammad Mohammadi",
    "Zhang Chang",
    "Albert Bert",
    "Eric Erich",
    "田中 Tanaka",
    "Xiaoming Ming",
]
NOTHING: list[Name] = [
    (None, None),
    ("", " "),
    ("-", "."),
    ("LNU", "FNU"),
    ("UNKNOWN", "XXX"),
    ("FNU LNU", "no given names"),
    ("123", "???"),
    (None, "NA"),
]


def forms_of(engine: Engine, names: list[Name]) -> list[dict[str, Any]]:
    """Give the forms of each name, in the order given."""
    columns = {
        "place": pa.array(range(len(names))),
        "surname": pa.array([name[0] for name in names], pa.string()),
        "given_names": pa.array([name[1] for name in names], pa.string()),
    }
    table = engine.load(pa.table(columns), "given")
    return engine.arrow(with_name_forms(engine, table)).sort_by("place").select(list(NAME_FORMS)).to_pylist()


@cache
def all_forms() -> dict[Name, dict[str, Any]]:
    """Work out every name of this module in one run."""
    words = [(word, None) for text in (*WORDS, *APART) for word in text.split()]
    names = list(dict.fromkeys([*[name for pair in WHOLE for name in pair], *words, *NOTHING]))
    with open_engine("duckdb", memory="1GB", threads=1) as engine:
        return dict(zip(names, forms_of(engine, names), strict=True))


@pytest.mark.parametrize(("one", "other"), WHOLE)
def test_two_ways_to_write_a_name_are_one(one: Name, other: Name) -> None:
    assert all_forms()[one]["name_sorted"] is not None
    assert all_forms()[one]["name_sorted"] == all_forms()[other]["name_sorted"]


@pytest.mark.parametrize("words", WORDS)
def test_spellings_of_one_name_agree(words: str) -> None:
    bare = {all_forms()[word, None]["name_bare"] for word in words.split()}
    assert len(bare) == 1


@pytest.mark.parametrize("words", APART)
def test_different_names_stay_apart(words: str) -> None:
    bare = [all_forms()[word, None]["name_bare"] for word in words.split()]
    assert len(set(bare)) == len(bare)


@pytest.mark.parametrize("name", NOTHING)
def test_words_for_no_name_are_no_name(name: Name) -> None:
    assert set(all_forms()[name].values()) == {None}


def test_a_form_keeps_the_words_in_their_order(duckdb_engine: Engine) -> None:
    forms = forms_of(duckdb_engine, [("de la Cruz", "maria-josé"), ("Al-Sabah", "bin Ali"), ("DE", "ANNA")])
    assert [(row["surname_form"], row["given_form"]) for row in forms] == [
        ("DE LA CRUZ", "MARIA JOSE"),
        ("ALSABAH", "BIN ALI"),
        ("DE", "ANNA"),
    ]


def test_a_surname_that_looks_like_a_particle_stays(duckdb_engine: Engine) -> None:
    forms = forms_of(duckdb_engine, [("DE", "ANNA"), ("BEN", "ANNA"), ("VAN", None)])
    assert [row["name_sorted"] for row in forms] == ["ANNA DE", "ANNA BEN", "VAN"]
    assert [row["surname_bare"] for row in forms] == ["DE", "BEN", "FAN"]


def test_na_is_a_surname_but_no_given_name(duckdb_engine: Engine) -> None:
    (form,) = forms_of(duckdb_engine, [("NA", "NA")])
    assert (form["surname_form"], form["given_form"], form["name_sorted"]) == ("NA", None, "NA")


def test_the_bare_forms_of_the_columns_are_those_of_their_words(duckdb_engine: Engine) -> None:
    (form,) = forms_of(duckdb_engine, [("GARCIA DE LOPEZ", "JOSE MARIA")])
    parts = sorted(f"{form['surname_bare']} {form['given_bare']}".split())
    assert form["name_bare"] == " ".join(parts)


def test_rows_and_columns_of_the_table_stay(duckdb_engine: Engine) -> None:
    rows = pa.table(
        {"surname": ["A", "A", None], "given_names": ["B", "B", "C"], "id": [1, 2, 3], "text": ["x", "y", "z"]}
    )
    out = duckdb_engine.arrow(with_name_forms(duckdb_engine, duckdb_engine.load(rows, "kept")))
    assert out.column_names == [*rows.column_names, *NAME_FORMS]
    assert out.select(rows.column_names).sort_by("id").to_pylist() == rows.to_pylist()


def test_every_letter_becomes_capitals_of_a_to_z() -> None:
    text = "Ñandú Çelik Łódź İbrahim Ωμέγα Ђорђе ქართველი Հայկ ไทย राम ሰላም 한글 漢字 かな עברית عربى ﷺ"
    assert spell_in_latin(text).isascii()


def test_the_data_of_spelling_is_of_words_in_capitals() -> None:
    lists = read_spelling()
    words = [*lists["placeholders"]["words"], *lists["titles"], *lists["particles"], *lists["hangul_surnames"].values()]
    assert [word for word in words if not (word.isascii() and word.isupper())] == []


WORD = st.sampled_from(
    ["ANNA", "LOPEZ", "ibn", "VAN", "Müller", "محمد", "Иванова", "LI", "DE", "ABDUL", "O", "FNU", "LEE"]
)


@settings(max_examples=8)
@given(st.lists(st.lists(WORD, min_size=1, max_size=5), min_size=1, max_size=20), st.randoms())
def test_order_does_not_matter_where_no_word_is_joined(
    duckdb_engine: Engine, names: list[list[str]], random: Any
) -> None:
    free = [[word for word in name if word not in ("ABDUL", "O")] for name in names]
    mixed = [random.sample(name, len(name)) for name in free]
    cut = [random.randint(0, len(name)) for name in free]
    one = [(" ".join(name), None) for name in free]
    other = [(" ".join(name[:at]), " ".join(name[at:])) for name, at in zip(mixed, cut, strict=True)]
    forms = forms_of(duckdb_engine, [*one, *other])
    whole = [(row["name_sorted"], row["name_bare"]) for row in forms]
    assert whole[: len(free)] == whole[len(free) :]


@settings(max_examples=8)
@given(st.lists(st.text(max_size=20), min_size=1, max_size=30))
def test_any_text_gives_words_in_capitals(duckdb_engine: Engine, texts: list[str]) -> None:
    usable = [text.replace("\0", "") for text in texts]
    forms = forms_of(duckdb_engine, [(text, text) for text in usable])
    values = [value for row in forms for value in row.values() if value is not None]
    assert [value for value in values if not all(word.isascii() and word.isupper() for word in value.split(" "))] == []


@pytest.mark.spark
def test_spark_gives_the_same_forms(spark_engine: Engine, duckdb_engine: Engine) -> None:
    names = [*all_forms(), *[(None, word) for text in WORDS for word in text.split()]]
    assert forms_of(spark_engine, names) == forms_of(duckdb_engine, names)
