"""How every page that stands alone is filled in: strict, escaped, and with numerals written in one way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from sojourn.statistics import numerals

LANGUAGE = "en"
DIRECTION = "ltr"


def page_environment(filters: dict[str, Callable[..., Any]], functions: dict[str, Callable[..., Any]]) -> Environment:
    """Open the templates; ``filters`` and ``functions`` are added to those that every page has."""
    environment = Environment(
        loader=PackageLoader("sojourn.statistics", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(count=numerals.count, day=numerals.day, moment=numerals.moment)
    environment.filters.update(filters)
    environment.globals.update(share=numerals.share)
    environment.globals.update(functions)
    return environment
