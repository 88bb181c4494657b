"""Error rates measured on invented travellers whose truth is known, to stand beside those of the live register."""

from __future__ import annotations

from dataclasses import dataclass

from sojourn.statistics.wilson import wilson_interval


@dataclass(frozen=True)
class Simulated:
    """One rate: a code, how many were wrong, and of how many."""

    code: str
    wrong: int
    base: int

    @property
    def share(self) -> float:
        """Give the share that was wrong."""
        return self.wrong / self.base

    @property
    def interval(self) -> tuple[float, float]:
        """Give Wilson's 95 % interval of the share."""
        return wilson_interval(self.wrong, self.base)


#: Of ``docs/scoreboard.md``, 40,000 travellers, seeds 9001 to 9003, all stays; a test holds the two together.
FALSE_UNEXPLAINED = Simulated("false_unexplained", 479, 136_717)
FALSE_LEFT = Simulated("false_left", 29, 137_814)


def false_links() -> Simulated:
    """Give the wrong automatic links of the shipped identity model, from the rates in its own file."""
    from sojourn.identity.model.model_file import load_model

    measured = load_model().measured("default")
    parts = [each["precision"] for each in measured.values() if each.get("precision")]
    base = sum(int(each["of"]) for each in parts)
    return Simulated("false_links", sum(round((1 - each["value"]) * each["of"]) for each in parts), base)


def list_simulated() -> list[Simulated]:
    """List the simulated rates that are published beside the measured ones."""
    return [FALSE_UNEXPLAINED, FALSE_LEFT, false_links()]
