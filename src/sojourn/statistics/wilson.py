"""Wilson's interval for a share that was counted."""

from __future__ import annotations

import math

Z95 = 1.959963984540054
"""The 97.5 % point of the normal distribution, for 95 % intervals."""


def wilson_interval(events: int, base: int, z: float = Z95) -> tuple[float, float]:
    """Give the Wilson score interval of the share ``events / base``, as two fractions between 0 and 1.

    It stays within 0 and 1, and unlike the textbook interval it does not collapse where no event or only events were
    seen. An empty base says nothing: (0, 1). Source: E. B. Wilson, Journal of the American Statistical
    Association 22 (1927), 209-212.

    Raises:
        ValueError: ``events`` is not between 0 and ``base``.
    """
    if not 0 <= events <= base:
        raise ValueError(f"`{events}` events of `{base}`: allowed are 0 to the base")
    if base == 0:
        return 0.0, 1.0
    seen = events / base
    widen = 1 + z * z / base
    centre = (seen + z * z / (2 * base)) / widen
    half = z / widen * math.sqrt(seen * (1 - seen) / base + z * z / (4 * base * base))
    low = 0.0 if events == 0 else max(0.0, centre - half)
    high = 1.0 if events == base else min(1.0, centre + half)
    return low, high
