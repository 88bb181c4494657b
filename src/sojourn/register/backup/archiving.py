"""The log files that go on from a base: received from PostgreSQL as they are written, sealed, put into the folder.

A process of its own beside the service (``python -m sojourn.register.backup.archiving``), started again when it ends.
``pg_receivewal`` streams into a spool in the register's folder, where the same rows lie open anyway; each pass seals
what is whole, and the file that still grows. So at most a pass (`PAUSE`) is lost with the machine. The slot in
PostgreSQL keeps what was not yet received.
"""

from __future__ import annotations

import logging
import logging.config
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from sojourn.errors import RegisterError
from sojourn.register.backup.backup_key import get_key
from sojourn.register.backup.folder import HEAD, PARTIAL, SEALED, BackupFolder, claim_folder
from sojourn.register.backup.sealed_file import CHUNK, sealing
from sojourn.register.backup.source import Source, find_source, require_own
from sojourn.register.live.supervise import supervised
from sojourn.register.operate.log_lines import log_settings

#: The folder of the backups; `serve` archives into it where it is told.
FOLDER = "SOJOURN_BACKUP"
COMMAND = (sys.executable, "-m", "sojourn.register.backup.archiving")
#: Seconds between two passes.
PAUSE = 5.0
_SLOT = "sojourn_backup"
_SPOOL = "wal-spool"
#: Seconds that the last rows have to arrive when it ends, and that PostgreSQL's program has to end.
_LAST_WORDS, _GRACE = 0.5, 10.0
_LOG = logging.getLogger("sojourn.backup")


class Archiver:
    """Receives and seals, until it is told to end."""

    def __init__(self, home: Path, folder: BackupFolder, key: bytes, source: Source) -> None:
        """Nothing is received yet."""
        self._folder, self._key, self._source = folder, key, source
        self._spool, self._head, self._sealed_head = home / _SPOOL, home / "log" / "head", b""
        self._sealed_until: dict[str, int] = {}
        self.ended = threading.Event()

    def run(self) -> None:
        """Receive and seal.

        Raises:
            RegisterError: ``backup-log-broken``, when PostgreSQL's program ended; ``backup-no-room``.
        """
        self._spool.mkdir(mode=0o700, exist_ok=True)
        self._make_slot()
        command = self._source.command("pg_receivewal", f"--directory={self._spool}", f"--slot={_SLOT}", "--no-loop")
        receiving = subprocess.Popen(command, env=self._source.environ, stderr=subprocess.DEVNULL)  # noqa: S603 - ours
        try:
            while not self.ended.wait(PAUSE):
                self.seal_head()  # first: what it speaks of is in the log files that follow
                self.seal_spool()
                if receiving.poll() is not None:
                    raise _broken()
        finally:
            self.seal_head()
            time.sleep(_LAST_WORDS)
            receiving.send_signal(signal.SIGINT)
            receiving.wait(_GRACE)
            self.seal_spool()

    def seal_head(self) -> None:
        """Seal the newest head of the transparency log, where it is another than at the last pass."""
        text = self._head.read_bytes() if self._head.exists() else b""
        if text and text != self._sealed_head:
            with sealing(self._folder.path / HEAD, self._key, HEAD) as sealed:
                sealed.write(text)
            self._sealed_head = text

    def seal_spool(self) -> None:
        """Seal what lies in the spool: whole files go, the one that still grows stays and is sealed as it is."""
        for path in sorted(self._spool.iterdir()):
            if path.name.endswith(PARTIAL):
                self._seal_growing(path)
                continue
            target = self._folder.wal / f"{path.name}{SEALED}"
            if not target.exists():  # one that is there was sealed just before a kill: never written over
                self._seal(path, target)
            path.unlink()
            (self._folder.wal / f"{path.name}{PARTIAL}{SEALED}").unlink(missing_ok=True)

    def _seal_growing(self, path: Path) -> None:
        try:
            changed = path.stat().st_mtime_ns
            if self._sealed_until.get(path.name) != changed:
                self._seal(path, self._folder.wal / f"{path.name}{SEALED}")
                self._sealed_until = {path.name: changed}
        except FileNotFoundError:
            return  # it became whole just now; the next pass seals it

    def _seal(self, path: Path, target: Path) -> None:
        with path.open("rb") as file, sealing(target, self._key, f"wal/{path.name}") as sealed:
            while data := file.read(CHUNK):
                sealed.write(data)

    def _make_slot(self) -> None:
        command = self._source.command("pg_receivewal", f"--slot={_SLOT}", "--create-slot", "--if-not-exists")
        made = subprocess.run(command, env=self._source.environ, capture_output=True, check=False)  # noqa: S603 - ours
        if made.returncode:
            raise _broken()


@contextmanager
def archived(home: Path, say: Callable[[str], None]) -> Iterator[None]:
    """Archive the log of the register in ``home`` inside the block, where ``SOJOURN_BACKUP`` names a folder.

    Raises:
        RegisterError: ``backup-key-missing``, ``backup-key-beside``, ``backup-not-ours``, ``backup-folder-not-ours``.
    """
    named = os.environ.get(FOLDER)
    if not named:
        yield
        return
    require_own(home, os.environ)
    get_key(os.environ, apart_from=(home, Path(named)))
    claim_folder(Path(named), home)
    say(f"backing the log up into {named}; `sojourn backup {named}` makes the base that it goes on from")
    with supervised(COMMAND):
        yield


def main() -> None:
    """Archive until a signal comes; whoever supervises starts it again where it fails."""
    logging.config.dictConfig(log_settings(os.environ.get("SOJOURN_LOG_LEVEL") or "warning"))
    home, named = Path(os.environ["SOJOURN_HOME"]), Path(os.environ[FOLDER])
    key = get_key(os.environ, apart_from=(home, named))
    archiver = Archiver(home, claim_folder(named, home), key, find_source(home, os.environ))

    def end(_number: int, _frame: FrameType | None) -> None:
        archiver.ended.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    try:
        archiver.run()
    except (RegisterError, OSError) as error:
        code = error.code if isinstance(error, RegisterError) else type(error).__name__
        _LOG.warning("the backup's log files are not received: %s", code)
        sys.exit(1)


def _broken() -> RegisterError:
    return RegisterError(
        "backup-log-broken",
        "PostgreSQL does not send its log files, or no longer has those that come next. It is tried again. "
        "Next: where this lasts, make a new base with `sojourn backup`, which a restore can begin with.",
    )


if __name__ == "__main__":
    main()
