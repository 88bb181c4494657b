"""What a publication rests on, as a digest."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from sojourn.errors import RunError


def run_digest(folder: Path) -> str:
    """Give one SHA-256 of the tables of a run that the counts rest on; timings and places do not change it.

    Raises:
        RunError: ``run-unfinished``: one of them is not there.
    """
    whole = sha256()
    for name in ("answers", "crossings", "periods"):
        if not (folder / f"{name}.parquet").is_file():
            raise RunError(
                "run-unfinished",
                f"the run folder `{folder}` has no `{name}.parquet`: the run did not finish. "
                "Next: run `sojourn reconcile` again.",
            )
        with (folder / f"{name}.parquet").open("rb") as file:
            while chunk := file.read(1 << 20):
                whole.update(chunk)
    return whole.hexdigest()
