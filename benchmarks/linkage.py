"""The model on public sets of labelled records: ``python -m benchmarks.linkage [FOLDER]``.

Reads febrl_dataset3/4a/4b.csv and fake_1000.csv from the folder (default: ``../shared/data/linkage`` beside the clone),
puts them in memory into the documented form, and prints one table. FEBRL has names and birth dates only here.
"""

from __future__ import annotations

import csv
import hashlib
import sys
import time
from pathlib import Path
from typing import Any

import pyarrow as pa

from sojourn.engine import open_engine
from sojourn.identity.model.evaluate import evaluate_records
from sojourn.identity.model.labelled import Labelled, check_labelled
from sojourn.identity.model.model_file import Model, check_model, load_model
from sojourn.identity.model.train import default_content, train_on_labelled, with_own_bands

FOLDER = Path(__file__).resolve().parent.parent.parent / "shared" / "data" / "linkage"


def febrl(folder: Path, files: dict[str, str]) -> pa.Table:
    """Read FEBRL files in the documented form; truth is in ``rec_id``, and ``files`` maps a source to its file."""
    rows = []
    for source, name in files.items():
        with (folder / name).open(encoding="utf-8") as lines:
            for row in csv.DictReader(lines, skipinitialspace=True):
                born = row["date_of_birth"]
                rows.append(
                    {
                        "record_id": row["rec_id"],
                        "person": row["rec_id"].split("-")[1],
                        "source": source if len(files) > 1 else None,
                        "surname": row["surname"] or None,
                        "given_names": row["given_name"] or None,
                        "birth_date": f"{born[:4]}-{born[4:6]}-{born[6:]}" if len(born) == 8 else None,
                    }
                )
    return pa.Table.from_pylist(rows, schema=pa.schema([(name, pa.string()) for name in rows[0]]))


def fake_1000(folder: Path) -> pa.Table:
    """Read fake_1000 in the documented form, with city and e-mail as further columns."""
    names = {"record_id": "unique_id", "person": "cluster", "surname": "surname", "given_names": "first_name"}
    names |= {"birth_date": "dob", "also_city": "city", "also_email": "email"}
    with (folder / "fake_1000.csv").open(encoding="utf-8") as lines:
        rows = [{new: row[old] or None for new, old in names.items()} for row in csv.DictReader(lines)]
    return pa.Table.from_pylist(rows, schema=pa.schema([(name, pa.string()) for name in names]))


def halves(table: pa.Table) -> tuple[pa.Table, pa.Table]:
    """Split labelled records in two by person: the parity of a digest of the label."""
    first = [hashlib.sha256(str(person).encode()).digest()[0] % 2 == 0 for person in table["person"].to_pylist()]
    return table.filter(pa.array(first)), table.filter(pa.array([not one for one in first]))


def trained_on(table: pa.Table) -> Model:
    """Train a model on labelled records; only for measuring."""
    with open_engine("duckdb") as engine:
        half = check_labelled(table)
        content = default_content(train_on_labelled(engine, half, seed=1), "one half of the records")
        content = with_own_bands(engine, half, content)
    return check_model(content, Path("half.json"))


def measure(folder: Path) -> list[tuple[str, dict[str, Any]]]:
    """Measure every set; FEBRL with the shipped model, fake_1000 with models of its other half too."""
    default, fake = load_model(), fake_1000(folder)
    first, second = halves(fake)
    sets: list[tuple[str, Labelled, Model]] = [
        ("FEBRL 4, names and birth date", _febrl4(folder), default),
        ("FEBRL 3, names and birth date", check_labelled(febrl(folder, {"a": "febrl_dataset3.csv"})), default),
        ("fake_1000, names and birth date", check_labelled(fake.drop_columns(["also_city", "also_email"])), default),
        ("fake_1000, second half, trained on the first", check_labelled(second), trained_on(first)),
        ("fake_1000, first half, trained on the second", check_labelled(first), trained_on(second)),
    ]
    return [(name, evaluate_records(labelled, model)) for name, labelled, model in sets]


def _febrl4(folder: Path) -> Labelled:
    return check_labelled(febrl(folder, {"a": "febrl_dataset4a.csv", "b": "febrl_dataset4b.csv"}))


def main() -> None:
    """Print one row for each set."""
    start = time.time()
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    print(f"{'set':48}{'pairs':>7}{'links':>7}{'precision':>11}{'recall':>9}{'F1':>9}{'in review':>11}")
    for name, found in measure(folder):
        shares = f"{found['precision']['value']:>11.4f}{found['recall']['value']:>9.4f}{found['f1']['value']:>9.4f}"
        review = f"{found['review']['of_true_pairs']['value']:>11.4f}"
        print(f"{name:48}{found['true_pairs']:>7,}{found['links']:>7,}{shares}{review}")
    print(f"{time.time() - start:.0f} s")


if __name__ == "__main__":
    main()
