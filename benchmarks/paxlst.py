"""How many passengers a second the PAXLST reader turns into movements, on one core, on a message made here."""

from __future__ import annotations

import time
from datetime import UTC, datetime

from sojourn.evidence.paxlst import read_paxlst

RECEIVED = datetime(2026, 6, 1, tzinfo=UTC)


def make_message(passengers: int) -> bytes:
    """Make one manifest with invented passengers, each with the segments that carriers usually send."""
    people = "".join(
        f"NAD+FL+++SURNAME{number:05d}:GIVEN:MIDDLE'ATT+2++F'DTM+329:8001{number % 28 + 1:02d}'MEA+CT++:1'"
        f"FTX+BAG+++KL{number:06d}'LOC+22+JFK'LOC+174+NLD'LOC+178+AMS'LOC+179+JFK'NAT+2+NLD'RFF+AVF:PNR{number // 3}'"
        f"RFF+ABO:{number:05d}'RFF+SEA:12A'DOC+P:110:111+NX{number:07d}'DTM+36:320101'LOC+91+NLD'\r\n"
        for number in range(passengers)
    )
    legs = "TDT+20+KL641+++KL'LOC+125+AMS'DTM+189:2606011300:201'LOC+87+JFK'DTM+232:2606011510:201'"
    count = 8 + 16 * passengers + 2
    body = f"UNH+1+PAXLST:D:12B:UN:IATA'BGM+745'NAD+MS+++DESK'{legs}{people}CNT+42:{passengers}'UNT+{count}+1'"
    return f"UNA:+.? 'UNB+UNOA:4+KLM+USCSAPIS+260601:0900+1++APIS'{body}UNZ+1+1'".encode()


def measure(passengers: int = 3000, rounds: int = 3) -> float:
    """Give passengers a second, the best of some rounds."""
    message = make_message(passengers)
    best = 0.0
    for _ in range(rounds):
        start = time.process_time()
        reading = read_paxlst(message, country="USA", recorded_at=RECEIVED)
        best = max(best, len(reading.movements) / (time.process_time() - start))
    return best


if __name__ == "__main__":
    print(f"{measure():,.0f} passengers a second")
