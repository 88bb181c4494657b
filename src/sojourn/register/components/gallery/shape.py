"""What an example of the gallery is."""

from __future__ import annotations

from dataclasses import dataclass

Values = dict[str, object]


@dataclass(frozen=True)
class Example:
    """One state of a component: its name, and what the component is given."""

    title: str
    values: Values
