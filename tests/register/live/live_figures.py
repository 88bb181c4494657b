"""Counts as many departures leave them, written into the tables of the live departures at once."""

from __future__ import annotations

import math
import random
from collections import Counter
from datetime import datetime, timedelta

#: Feeds with the share of departures that they tell of, the usual delay in seconds, and their ports.
FEEDS = (
    ("carrier:KL", 9, 540, ("IATA:JFK", "IATA:BOS", "IATA:IAD")),
    ("carrier:TK", 8, 500, ("IATA:JFK", "IATA:MIA", "IATA:IAH")),
    ("carrier:LH", 8, 620, ("IATA:JFK", "IATA:EWR", "IATA:SFO")),
    ("carrier:NH", 6, 700, ("IATA:LAX", "IATA:SFO")),
    ("carrier:LA", 5, 450, ("IATA:MIA", "IATA:LAX")),
    ("carrier:ET", 3, 900, ("IATA:IAD",)),
    ("neighbour:CAN", 7, 26000, ("BUF", "DET", "BLA", "")),
    ("post:JFK", 6, 4, ("IATA:JFK",)),
    ("post:MIA", 4, 5, ("IATA:MIA",)),
    ("carrier:CMA", 1, -7200, ("UNLOCODE:USNYC",)),
)
SHARES = (
    ("left_in_time", 0.955),
    ("left_after_end", 0.01),
    ("no_limit", 0.012),
    ("orphan_departure", 0.018),
    ("other", 0.003),
    ("nothing", 0.002),
)


def fill(now: datetime, a_minute: float, seed: int = 3) -> None:
    """Write the counts of a day and an hour in which so many left each minute, more by day than by night."""
    from sojourn.register.live.counting import GRAINS, step_of
    from sojourn.register.store.statements import run

    luck = random.Random(seed)
    for grain, steps in zip(GRAINS, (12, 60, 96), strict=True):
        for back in range(steps):
            at = step_of(now, grain) - timedelta(seconds=grain * back)
            tide = 0.65 + 0.4 * math.sin((at.hour + at.minute / 60 - 7) / 24 * 2 * math.pi)
            _fill_step(grain, at, a_minute * grain / 60 * tide * luck.uniform(0.75, 1.25), luck)
    run('INSERT INTO live_counted ("only", at, number) VALUES (true, %s, 1)', [now])


def _fill_step(grain: int, at: datetime, expected: float, luck: random.Random) -> None:
    from sojourn.register.live.delays import bucket_of
    from sojourn.register.store.statements import copy_rows

    places: Counter[tuple[str, str]] = Counter()
    delays: Counter[tuple[str, int, int]] = Counter()
    total = 0
    for feed, share, usual, ports in FEEDS:
        number = int(expected * share / 57 + luck.random())
        for _ in range(number):
            places[feed, luck.choice(ports)] += 1
            took = usual * luck.lognormvariate(0, 0.6)
            delays[feed, 1, bucket_of(took)] += 1
            delays[feed, 3, bucket_of(0.3 * luck.lognormvariate(0, 0.4))] += 1
        total += number
    copy_rows(
        "live_departures",
        ("grain", "step_at", "feed", "port", "departures", "again", "day_only"),
        ((grain, at, *place, number, number // 9, number // 40) for place, number in places.items()),
    )
    copy_rows(
        "live_delays",
        ("grain", "step_at", "feed", "leg", "bucket", "number"),
        ((grain, at, *key, number) for key, number in delays.items()),
    )
    settled = [(what, int(total * share + luck.random())) for what, share in (*SHARES, ("withdrawn", 0.0025))]
    copy_rows(
        "live_settled",
        ("grain", "step_at", "settled", "number"),
        ((grain, at, what, number) for what, number in settled if number),
    )
