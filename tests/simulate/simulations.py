"""What a finished simulation is, and the questions that tests put to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pandas as pd

from sojourn.simulate import SimulationSummary

WHOSE = ["surname", "given_names", "birth_date"]


@dataclass(frozen=True)
class Simulation:
    """A folder, its summary, and its three tables."""

    folder: Path
    summary: SimulationSummary
    movements: pd.DataFrame
    facts: pd.DataFrame
    truth: pd.DataFrame

    def named(self) -> pd.DataFrame:
        """Movements with the name of each record."""
        return self.movements.assign(record_id=self.movements["feed"] + "/" + self.movements["movement_id"])

    def arrivals(self) -> pd.DataFrame:
        """Truth joined with the inspection on arrival that it names."""
        truth = self.truth.assign(cause=self.truth["causes"].map(lambda causes: causes[0] if len(causes) else None))
        return truth.merge(self.named(), on="record_id", how="left", validate="one_to_one")

    def hit(self, cause: str) -> pd.DataFrame:
        """Arrivals of the stays that an error hit."""
        arrivals = self.arrivals()
        return arrivals[arrivals["cause"] == cause]

    def departures_of(self, arrivals: pd.DataFrame) -> pd.DataFrame:
        """Departures on the same document within the time of each of these stays, side by side with the arrival."""
        out = self.named()
        out = out[out["direction"] == "departure"]
        pairs = arrivals.merge(out, on=["document_number", "document_issuer"], suffixes=("", "_out"))
        late = pairs["left_on"].isna() | (pairs["local_date_out"] <= pairs["left_on"].fillna(pd.Timestamp.max.date()))
        return pairs[(pairs["local_date_out"] >= pairs["local_date"]) & late]


def in_days(days: pd.Series, other: pd.Series) -> pd.Series:
    """Give the difference of two columns of dates in days."""
    return (pd.to_datetime(days) - pd.to_datetime(other)) / timedelta(days=1)
