"""Who acts: every action takes one of these, and the log repeats it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.http import HttpRequest

from sojourn.errors import SojournError

if TYPE_CHECKING:
    from sojourn.register.door.policy import Resource


@dataclass(frozen=True)
class Acting:
    """Somebody (or a feed's key, or the service itself) at work.

    Attributes:
        actor: what the log calls them: a user's number as ``user:12``, ``feed:carrier:KL`` or ``service``.
        name: what people read.
        office: where they work.
        roles: the roles in force, each granted by two people.
        user_id: their number, where they are a user.
        purpose_label: why the record in hand was opened, in words; empty where nothing was asked.
    """

    actor: str
    name: str
    office: str
    roles: frozenset[str] = field(default_factory=frozenset)
    user_id: int | None = None
    purpose_label: str = ""

    @property
    def label(self) -> str:
        """Give what a page calls them: their name and where they work."""
        return f"{self.name}, {self.office}" if self.office else self.name

    def may(self, permission: str, resource: Resource | None = None) -> bool:
        """Say whether the policies allow it."""
        from sojourn.register.door.policy import allowed

        return allowed(self, permission, resource)


#: The service itself: the scheduler, the loader of simulated people.
SERVICE = Acting("service", "Sojourn", "", frozenset({"service"}))

#: The person concerned, or who acts for them, at their own door; what they may see is bound to the code they gave.
PERSON = Acting("person", "The person", "", frozenset({"person"}))

#: Somebody who has not signed in, or not yet shown their second factor.
NOBODY = Acting("nobody", "", "")


class RegisterRequest(HttpRequest):
    """A request with who acts; the middleware of the door sets it on every request."""

    acting: Acting


class Refused(SojournError):  # noqa: N818 - it says what happened
    """The policies do not allow it; shown as a page with what to do next."""


class PurposeNeeded(SojournError):  # noqa: N818 - it says what happened
    """The record is not one's own work, and no purpose is in force; the door asks why.

    Attributes:
        subject: the person's id.
    """

    def __init__(self, subject: str) -> None:
        """Keep whom it is about."""
        super().__init__("purpose-needed", "say why you need this record. Next: choose a purpose and write a note.")
        self.subject = subject


class InquiryNeeded(PurposeNeeded):
    """Oversight opens a person by an inquiry only, and none of their own is open; the door leads to the form of one."""

    def __init__(self, subject: str) -> None:
        """Keep whom it is about."""
        super(PurposeNeeded, self).__init__(
            "inquiry-needed", "oversight opens a person by an inquiry only. Next: open an inquiry, with its ground."
        )
        self.subject = subject


class Restricted(SojournError):  # noqa: N818 - it says what happened
    """The record is restricted, and whoever asks may not open it; one neutral line is all that is said.

    Attributes:
        subject: the person's id, for the log only.
    """

    def __init__(self, subject: str = "") -> None:
        """Say the one line."""
        super().__init__("record-restricted", "Restricted: ask the duty desk")
        self.subject = subject
