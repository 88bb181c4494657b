"""What the tests of the law share."""

from __future__ import annotations

from law_packs import write_pack

__all__ = ["write_pack"]
