"""The tables that agencies publish about entries and departures, with what the numbers mean.

Aggregates only: counts of entries by admission group and country of citizenship, with small counts withheld.
"""

from sojourn.statistics.published.build import publish
from sojourn.statistics.published.formats import read_form, render
from sojourn.statistics.published.period import Period, read_period
from sojourn.statistics.published.shapes import Publication
from sojourn.statistics.published.vintage import freeze

__all__ = ["Period", "Publication", "freeze", "publish", "read_form", "read_period", "render"]
