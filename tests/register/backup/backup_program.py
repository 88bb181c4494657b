"""Run in a process of its own: a register that is backed up while it is written to, and a look into a restored one."""

from __future__ import annotations

import json
import sys
import threading
import time
from datetime import datetime
from functools import partial
from pathlib import Path

from sojourn.register import serve
from sojourn.register.backup import archiving, restoring
from sojourn.register.backup.backup_key import get_key, make_key_file
from sojourn.register.backup.folder import claim_folder
from sojourn.register.backup.source import find_source
from sojourn.register.serve import open_register

# what is written here need not outlive a power cut
serve.watched_server = partial(serve.watched_server, durable=False)
restoring.restore = partial(restoring.restore, durable=False)


def write(number: int) -> None:
    """Write one event."""
    from sojourn.register import clock
    from sojourn.register.door.events import NewEvent, write_events
    from sojourn.register.door.verbs import Verb

    write_events([NewEvent(clock.now(), Verb.SIGNED_IN, "user:1", "", "", "", {"number": number})])


def count() -> int:
    """Count the writes that are on file."""
    from sojourn.register.store.statements import select

    return int(select("SELECT count(*) FROM door_event WHERE about ? 'number'")[0][0])


def back_up(root: Path) -> None:
    """Archive, back up while another thread writes, and write before and after a moment."""
    import os

    home, folder = root / "home", root / "backups"
    make_key_file(root / "key")
    key, said, archiving.PAUSE = get_key({}, root / "key"), [], 0.2
    with open_register(home, said.append):
        from sojourn.register import clock
        from sojourn.register.backup.making import back_up as make_base
        from sojourn.register.door.acting import SERVICE
        from sojourn.register.log.sequencing import sequence_all

        claimed, done = claim_folder(folder, home), threading.Event()
        archiver = archiving.Archiver(home, claimed, key, find_source(home, os.environ))
        archiver_runs = threading.Thread(target=archiver.run)
        archiver_runs.start()
        write(0)
        before, written = count(), iter(range(1, 100_000))

        def keep_writing() -> None:
            while not done.wait(0.02):
                write(next(written))

        writer = threading.Thread(target=keep_writing)
        writer.start()
        made = make_base(SERVICE, home, claimed, key, said.append)
        done.set()
        writer.join()
        sequence_all()
        between = count()
        time.sleep(0.05)
        moment: datetime = clock.now()
        time.sleep(0.05)
        write(-1)
        sequence_all()
        after = count()
        archiver.ended.set()
        archiver_runs.join()
    said.append(made.name)
    told = {"before": before, "between": between, "after": after, "moment": moment.isoformat(), "said": "\n".join(said)}
    print(json.dumps(told))


def restore(folder: Path, home: Path, key: Path) -> None:
    """Restore by the command, and say what it says of the log."""
    from click.testing import CliRunner

    from sojourn.register.backup.commands import restore as command

    told = ["--home", str(home), "--key-file", str(key)]
    done = CliRunner().invoke(command, [str(folder), *told], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    print(json.dumps({"said": done.output}))


def look(home: Path) -> None:
    """Say what is in a restored register."""
    with open_register(home, lambda _line: None):
        from django.contrib.sessions.models import Session

        from sojourn.register.store.statements import select

        verbs = [verb for (verb,) in select("SELECT DISTINCT verb FROM door_event")]
        print(json.dumps({"count": count(), "verbs": verbs, "sessions": Session.objects.count()}))


def check(home: Path, *checkpoints: Path) -> None:
    """Hold a restored register against checkpoints, and look into it."""
    with open_register(home, lambda _line: None):
        from sojourn.register.backup.heads import compare

        compared = compare([path.read_text(encoding="utf-8") for path in checkpoints])
        print(json.dumps({"count": count(), "said": compared.render()}))


if __name__ == "__main__":
    {"back-up": back_up, "look": look, "restore": restore, "check": check}[sys.argv[1]](*map(Path, sys.argv[2:]))
