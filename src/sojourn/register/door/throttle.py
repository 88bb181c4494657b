"""Not too often: so many tries of one sort by one user, or from one address, in so many seconds.

The counts lie in the memory of the process that serves the pages, of which there is one. A start forgets them.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.core.cache import cache

from sojourn.errors import RegisterError


@dataclass(frozen=True)
class Limit:
    """How often something may be tried.

    Attributes:
        what: one word for it.
        most: tries.
        seconds: within which they count.
    """

    what: str
    most: int
    seconds: int


#: A search is a look at people: more than one every five seconds, for minutes on end, is no desk.
SEARCHES_OF_USER = Limit("search-user", 60, 300)
SEARCHES_FROM_ADDRESS = Limit("search-address", 600, 300)
#: Requests with a key that is none, from one address.
WRONG_KEYS = Limit("wrong-key", 30, 60)


class TooMany(RegisterError):  # noqa: N818 - named by what it says, as the others of the register are
    """Tried too often; later it works again.

    Attributes:
        retry_after: seconds.
    """

    def __init__(self, limit: Limit) -> None:
        """Say how often is allowed."""
        self.retry_after = limit.seconds
        super().__init__(
            "too-many-tries",
            f"this was tried more often than is allowed: {limit.most} times in {limit.seconds // 60} minutes. "
            f"Next: wait for {limit.seconds // 60} minutes and go on.",
        )


def count_try(limit: Limit, who: str) -> None:
    """Count one try of a user or an address.

    Raises:
        TooMany: there were too many.
    """
    key = f"throttle:{limit.what}:{who}"
    if cache.add(key, 1, limit.seconds):
        return
    try:
        count = cache.incr(key)
    except ValueError:  # it lapsed in this very moment
        return
    if count > limit.most:
        raise TooMany(limit)
