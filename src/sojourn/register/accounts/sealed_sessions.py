"""Sessions lie sealed in the database: they hold what was typed before a second factor, and new secrets of factors.

A row of another service (the person's door has another secret key), or of a key that is gone, is an empty session.
"""

from __future__ import annotations

from typing import Any

from cryptography.fernet import InvalidToken
from django.contrib.sessions.backends.db import SessionStore as PlainStore

from sojourn.register.accounts.sealing_texts import sealing_for


class SessionStore(PlainStore):
    """A session in the database whose content nobody reads there."""

    def encode(self, session_dict: dict[str, Any]) -> str:
        """Seal a session."""
        return sealing_for("session").encrypt(super().encode(session_dict).encode()).decode()

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        """Open a session; empty where it does not open."""
        try:
            opened = sealing_for("session").decrypt(session_data)
        except InvalidToken:
            return {}
        found: dict[str, Any] = super().decode(opened.decode())
        return found
