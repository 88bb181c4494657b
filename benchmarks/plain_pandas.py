"""The script that a user would write: stays from movements in pandas, by passport alone."""

from datetime import date
from pathlib import Path

import pandas as pd

PASSPORT = ["document_type", "document_issuer", "document_number"]
TIMES = ["local_date", "occurred_at"]
OTHER = ["feed", "movement_id", "kind", "direction", "outcome", "boarded", "admitted_until"]


def find_overstays(evidence: Path, target: Path, as_of: date) -> None:
    """Write one row for each stay: its arrival record, the day of departure if any, and whether it is an overstay."""
    rows = pd.read_parquet(evidence / "movements.parquet", columns=[*PASSPORT, *TIMES, *OTHER])
    rows = rows[rows["boarded"].ne(False) & rows["document_number"].notna()]
    rows = rows.sort_values([*PASSPORT, "local_date", "direction", "kind"])  # an inspection before a manifest
    rows = rows.drop_duplicates([*PASSPORT, "local_date", "direction"])
    rows = rows.sort_values([*PASSPORT, *TIMES])
    following = rows.groupby(PASSPORT, sort=False)[["direction", "local_date"]].shift(-1)
    rows["left_on"] = following["local_date"].where(following["direction"] == "departure")
    stays = rows[(rows["direction"] == "arrival") & rows["outcome"].isin(["admitted", "paroled", None])].copy()
    ended = pd.to_datetime(stays["left_on"]).fillna(pd.Timestamp(as_of))
    stays["overstay"] = ended > pd.to_datetime(stays["admitted_until"])
    stays["record_id"] = stays["feed"] + "/" + stays["movement_id"]
    stays[["record_id", "left_on", "overstay"]].to_parquet(target)
