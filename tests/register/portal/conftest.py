"""The person's door for these tests."""

from __future__ import annotations

from portal_door import portal, portal_session

__all__ = ["portal", "portal_session"]
