"""Which decisions are looked at twice: a fixed share, chosen by a keyed digest that no reviewer can work out."""

from __future__ import annotations

import hashlib
import hmac

#: One decision in ten is asked again of another reviewer.
SHARE = 0.1


def is_sampled(review_id: str, key: bytes, share: float = SHARE) -> bool:
    """Say whether the decision about a pair is looked at twice; the same pair gives the same answer."""
    digest = hmac.new(key, b"second look\n" + review_id.encode(), hashlib.sha256).digest()
    return int.from_bytes(digest[:8], "big") < share * 2**64
