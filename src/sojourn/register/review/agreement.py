"""How often two reviewers who do not see each other's decision agree: the measured rate, with its interval."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sojourn.register.review.models import SecondLook
from sojourn.statistics.wilson import wilson_interval


@dataclass(frozen=True)
class Rate:
    """Of ``base`` second looks, ``agreed`` came to the first verdict; the share lies between ``low`` and ``high``."""

    agreed: int
    base: int
    low: float
    high: float

    @property
    def share(self) -> float | None:
        """Give the measured share, or nothing where nothing was measured."""
        return self.agreed / self.base if self.base else None


@dataclass(frozen=True)
class Disagreement:
    """A pair about which two reviewers came to different verdicts; the first one stands until it is taken back."""

    decision_id: int
    first: str
    second: str
    decided_at: datetime
    again_at: datetime


@dataclass(frozen=True)
class Agreement:
    """What the second looks measured: in all, by first verdict, how many still wait, and where reviewers differ."""

    overall: Rate
    by_verdict: dict[str, Rate]
    waiting: int
    differing: list[Disagreement]


def measure_agreement(most: int = 50) -> Agreement:
    """Measure the agreement over all second looks at decisions that stand."""
    looks = list(SecondLook.objects.filter(decision__withdrawn_at=None).select_related("decision").order_by("-id"))
    done = [look for look in looks if look.decided_at is not None]
    by_verdict = {
        verdict: rate_of([look for look in done if look.decision.verdict == verdict])
        for verdict in ("same", "different", "unsure")
    }
    return Agreement(rate_of(done), by_verdict, len(looks) - len(done), _differing(done)[:most])


def rate_of(looks: list[SecondLook]) -> Rate:
    """Give the rate of agreement of some second looks, with Wilson's 95 % interval."""
    agreed = sum(look.verdict == look.decision.verdict for look in looks)
    return Rate(agreed, len(looks), *wilson_interval(agreed, len(looks)))


def _differing(done: list[SecondLook]) -> list[Disagreement]:
    return [
        Disagreement(look.decision.id, look.decision.verdict, look.verdict, look.decision.decided_at, look.decided_at)
        for look in done
        if look.verdict != look.decision.verdict and look.decided_at is not None
    ]
