"""Writes PAXLST messages with invented persons, for the tests of the reader."""

from __future__ import annotations

from collections.abc import Sequence

LEG = "TDT+20+KL641+++KL'LOC+125+AMS'DTM+189:2606011300:201'LOC+87+JFK'DTM+232:2606011510:201'"


def person(
    name: str = "VERHOEVEN:SASKIA",
    *,
    role: str = "FL",
    born: str = "800102",
    sex: str = "F",
    document: str = "DOC+P+NX1234567'DTM+36:320101'LOC+91+NLD'",
    more: str = "",
) -> str:
    """Write one person; ``more`` stands before the document."""
    return f"NAD+{role}+++{name}'ATT+2++{sex}'DTM+329:{born}'NAT+2+NLD'{more}{document}"


def message(*people: str, bgm: str = "745", legs: str = LEG, unh: str = "M1", counted: int | None = None) -> str:
    """Write one message from UNH to UNT with the right counts; ``counted`` makes CNT say something else."""
    said = counted if counted is not None else sum(text.count("NAD+") for text in people)
    body = f"UNH+{unh}+PAXLST:D:12B:UN:IATA'BGM+{bgm}'NAD+MS+++DESK'{legs}{''.join(people)}CNT+42:{said}'"
    return f"{body}UNT+{body.replace('?' + chr(39), '').count(chr(39)) + 1}+{unh}'"


def interchange(*messages: str, recipient: str = "USCSAPIS", una: str = "UNA:+.? '", reference: str = "R1") -> bytes:
    """Write an interchange of messages."""
    return envelope(messages, f"UNB+UNOA:4+KLM+{recipient}+260601:0900+{reference}++APIS'", una, reference)


def envelope(messages: Sequence[str], unb: str, una: str, reference: str) -> bytes:
    """Write an interchange with a header of one's own."""
    return f"{una}{unb}{''.join(messages)}UNZ+{len(messages)}+{reference}'".encode()
