"""The process that serves the person's door, apart from the one in which people work.

Run by ``sojourn serve``, which starts it again whenever it ends: ``python -m sojourn.register.portal.serving PORT``.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from sojourn.register.live.supervise import Supervisor, supervised

#: Seconds that requests in hand have to finish when the service is stopped.
GRACE = 10


@contextmanager
def door_served(port: int) -> Iterator[Supervisor]:
    """Serve the person's door on a port of loopback inside the block, in a process of its own."""
    with supervised((sys.executable, "-m", __name__, str(port))) as supervisor:
        yield supervisor


def main(port: int) -> None:
    """Serve until stopped."""
    import uvicorn
    from django.urls import get_resolver

    from sojourn.register.operate.log_lines import watch_process
    from sojourn.register.portal.asgi import application

    _ = get_resolver().url_patterns  # every page is loaded before the first one is asked for
    watch_process()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with suppress(KeyboardInterrupt):
        uvicorn.Server(
            uvicorn.Config(
                application,
                host="127.0.0.1",
                port=port,
                lifespan="off",
                log_config=None,
                access_log=False,
                server_header=False,
                timeout_graceful_shutdown=GRACE,
            )
        ).run()


if __name__ == "__main__":
    main(int(sys.argv[1]))
