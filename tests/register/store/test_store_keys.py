"""The keys and words that the store makes in Python are those that the engine makes on tables."""

from __future__ import annotations

import random

import ibis
import pyarrow as pa
import pytest

from sojourn.engine import Engine
from sojourn.errors import RegisterError
from sojourn.identity.keys import document_key as engine_document_key
from sojourn.identity.keys import reference_keys
from sojourn.identity.names import with_name_forms
from sojourn.register.store.name_words import name_words, readings
from sojourn.register.store.person_keys import document_key, reference_key

DOCUMENTS = [
    (kind, number, issuer)
    for kind in (None, "P", "p ", "I94", "ID", "")
    for number in (None, "", "000", "0-0", "ab 12.3", "X_1|<2", "é9", "007")
    for issuer in (None, "", "UTO", "u-to")
]
REFERENCES = [
    "i94:12",
    "I94: 0012-3",
    " a-number :A 99",
    "booking:X",
    "file:000",
    "file:",
    "nothing",
    "person:x:y",
    "ees-file:é",
]
NAMES = [
    ("Müller", "Jürgen"),
    ("García Márquez", "Gabriel José"),
    ("Иванов", "Сергей"),
    ("محمد", "عبد الرحمن"),
    ("Al Sabah", "Ahmed"),
    ("van der Berg", "Anna-Maria"),
    ("O'Brien", "Siobhan"),
    ("MacDonald", "MR IAN"),
    ("王", "小明"),
    ("김", "민준"),
    ("Papadopoulos", "Ευάγγελος"),
    ("כהן", "דוד"),
    ("Nguyen", "Thi Hoa"),
    ("FNU", "Abdullah"),
    ("Tchaikovsky", "Pyotr Ilyich"),
    ("Hussein", "Mohd"),
    ("Schmidt", "Zoë"),
    ("Li", "Xu"),
]


def test_documents_have_the_keys_of_the_engine(duckdb_engine: Engine) -> None:
    rows = pa.table({name: [row[i] for row in DOCUMENTS] for i, name in enumerate("tni")}).cast(
        pa.schema([(name, pa.string()) for name in "tni"])
    )
    table = duckdb_engine.load(rows, "documents")
    keyed = table.mutate(key=engine_document_key(table.t, table.n, table.i))
    assert [(r["t"], r["n"], r["i"], r["key"]) for r in duckdb_engine.arrow(keyed).to_pylist()] == [
        (*row, document_key(*row)) for row in DOCUMENTS
    ]


def test_references_have_the_keys_of_the_engine(duckdb_engine: Engine) -> None:
    table = duckdb_engine.load(pa.table({"r": REFERENCES}), "references")
    keyed = duckdb_engine.arrow(table.select("r", key=reference_keys(ibis.array([table.r]))))
    assert {row["r"]: (row["key"] or [None])[0] for row in keyed.to_pylist()} == {
        reference: reference_key(reference) for reference in REFERENCES
    }


def test_names_have_the_words_of_the_engine(duckdb_engine: Engine) -> None:
    assert engine_words(duckdb_engine, NAMES) == [name_words(*name) for name in NAMES]


def test_any_words_have_the_skeletons_of_the_engine(duckdb_engine: Engine) -> None:
    chance = random.Random("skeletons")
    words = ["".join(chance.choices("ABCDEGHIKLMNORSTUWYZ", k=chance.randint(3, 9))) for _ in range(4000)]
    names = list(zip(words[::2], words[1::2], strict=True))
    told = zip(names, engine_words(duckdb_engine, names), strict=True)
    # With one word left beside particles, the engine compares with the particles and search without.
    assert [name for name, words in told if not name_words(*name) <= words] == []


def engine_words(engine: Engine, names: list[tuple[str, str]]) -> list[frozenset[str]]:
    rows = pa.table({"surname": [a for a, _ in names], "given_names": [b for _, b in names], "n": range(len(names))})
    formed = with_name_forms(engine, engine.load(rows, "names")).order_by("n")
    return [frozenset((row["name_bare"] or "").split()) for row in engine.arrow(formed).to_pylist()]


def test_ideographs_written_together_are_read_with_either_surname() -> None:
    assert name_words("王", "小明") in readings("王小明")
    assert name_words("司马", "相如") in readings("司马相如")


def test_values_open_under_their_own_key_and_row_only(django_ready: object) -> None:
    from sojourn.register.store.sealing import new_key, seal, unseal

    key = new_key()
    sealed = seal(key, b"value", b"row 1")
    assert unseal(key, sealed, b"row 1") == b"value"
    for other_key, about, text in [
        (new_key(), b"row 1", sealed),
        (key, b"row 2", sealed),
        (key, b"row 1", sealed[:-1]),
    ]:
        with pytest.raises(RegisterError, match="sealed-unreadable"):
            unseal(other_key, text, about)


def test_a_key_lies_sealed_in_the_database(django_ready: object) -> None:
    from sojourn.register.store.sealing import new_key, seal_key, unseal_key

    key = new_key()
    assert key not in seal_key(key, b"whose")
    assert unseal_key(seal_key(key, b"whose"), b"whose") == key


def test_blind_keys_depend_on_the_index_key_and_the_kind(django_ready: object) -> None:
    from django.conf import settings
    from django.test import override_settings

    from sojourn.register.store.blind import blind

    other = type(settings.CONFIGURATION)(**{**vars(settings.CONFIGURATION), "index_key": b"other"})
    first = blind("document", "X|UTO")
    assert len(first.digest) == 16
    assert blind("reference", "X|UTO").digest != first.digest
    with override_settings(CONFIGURATION=other):
        assert blind("document", "X|UTO").digest != first.digest
