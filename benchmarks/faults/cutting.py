"""A wire between sender and service that can be cut: in the middle of a message, or before its reply comes back."""

from __future__ import annotations

import random
import socket
import threading
from collections.abc import Callable
from contextlib import suppress


class Wire:
    """Passes bytes on from a port of its own to the service's, on loopback, and cuts some connections while told to."""

    def __init__(self, to_port: int, rng: random.Random) -> None:
        """Listen; nothing is cut yet."""
        self._to, self._rng = to_port, rng
        self._share = 0.0
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        #: Connections that were cut.
        self.cuts = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self, share: float) -> None:
        """Cut so many of the connections that are made from now on; 0: none."""
        self._share = share

    def close(self) -> None:
        """Listen no longer."""
        self._listening.close()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listening.accept()
            except OSError:
                return  # closed
            threading.Thread(target=self._join, args=(near,), daemon=True).start()

    def _join(self, near: socket.socket) -> None:
        """Join a connection with the service; decide beforehand after how many bytes of which way it is cut."""
        try:
            far = socket.create_connection(("127.0.0.1", self._to), timeout=5)
        except OSError:
            near.close()
            return
        far.settimeout(None)
        up, down = self._limits()

        def end() -> None:
            for side in (near, far):
                with suppress(OSError):  # the other side was first
                    side.shutdown(socket.SHUT_RDWR)
                side.close()

        for source, target, limit in ((near, far, up), (far, near, down)):
            threading.Thread(target=_pass_on, args=(source, target, limit, end), daemon=True).start()

    def _limits(self) -> tuple[int | None, int | None]:
        if self._rng.random() >= self._share:
            return None, None
        self.cuts += 1
        # in the head or the body of the request; or when all of it is there, before or in the middle of the reply
        return self._rng.choice([(self._rng.randint(1, 6000), None), (None, 0), (None, self._rng.randint(1, 400))])


def _pass_on(source: socket.socket, target: socket.socket, limit: int | None, end: Callable[[], None]) -> None:
    passed = 0
    try:
        while part := source.recv(4096):
            if limit is not None and passed + len(part) > limit:
                target.sendall(part[: limit - passed])
                break
            target.sendall(part)
            passed += len(part)
    except OSError:
        pass  # cut, here or on the other way
    end()
