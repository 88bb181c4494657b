"""The service characters of an interchange: as UNA gives them, or as its first headers show them."""

from __future__ import annotations

import re
from dataclasses import dataclass

_HEADER = re.compile(
    "U[\r\n]*N[\r\n]*(?:B *(?P<b>.)[A-Z0-9\r\n]{1,8}(?P<bc>[^A-Z0-9\r\n ])"
    "|[GH] *(?P<h>.).{1,80}?(?:PAXLST|CUSRES) *(?P<hc>[^A-Z0-9 ]))",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True)
class Service:
    """The service characters of an interchange; an empty ``release`` or ``repetition`` is not in use."""

    component: str = ":"
    element: str = "+"
    release: str = "?"
    repetition: str = ""
    terminator: str = "'"


def find_service(una: str | None, text: str, body: int, end: int) -> Service:
    """Find the service characters of the interchange whose first segment starts at ``body``.

    ``una`` holds the five or six characters behind UNA, or is null. Where they do not fit the message, the message
    tells.
    """
    component, element, release, repetition, terminator = ":", "+", "?", "", ""
    if una:
        component, element, release = una[0], una[1], una[3].strip()
        repetition = una[4].strip() if len(una) == 6 else ""
        terminator = una[-1].strip(" ")
    header = _HEADER.search(text, body, min(end, body + 400))
    if header:
        element = header["b"] or header["h"]
        found = header["bc"] or header["hc"]
        component = component if found == element else found
    if not terminator or text.find(terminator, body, end) < 0:
        terminator = _infer_terminator(text, body, end, element)
    taken = {component, element, terminator}
    release = "" if release in taken else release
    return Service(component, element, release, "" if repetition in {*taken, release} else repetition, terminator)


def _infer_terminator(text: str, body: int, end: int, element: str) -> str:
    """Look before the second header (UNG, UNH or BGM): the last printed character ends segments, or a new line does."""
    second = re.compile("(?:U[\r\n]*N[\r\n]*[GH]|B[\r\n]*G[\r\n]*M) *" + re.escape(element), re.IGNORECASE)
    found = second.search(text, body + 3, end)
    if found:
        before = text[max(body, found.start() - 40) : found.start()]
        printed = before.rstrip(" \t\r\n\x00")
        if printed and not printed[-1].isalnum() and printed[-1] not in (element, ":", "."):
            return printed[-1]
        ending = before[len(printed) :]
        if "\n" in ending or "\r" in ending:
            return "\n" if "\n" in ending else "\r"
    return "'"
