"""What ``sojourn serve`` does: a database, tables, people to train with, and the pages on loopback.

Stopping leaves nothing running; starting again is quick and keeps the data.
"""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict

import sojourn
from sojourn.errors import RegisterError
from sojourn.register.backup.archiving import archived
from sojourn.register.configuration import LIVE, POOLED, TRAINING, read_configuration
from sojourn.register.home import claim_home, default_home, keep_served, refuse_other, served_before, service_secrets
from sojourn.register.operate.figures_folder import FOLDER, empty_folder
from sojourn.register.postgres import Connections, read_connections
from sojourn.register.postgres.watching import watched_server

Say = Callable[[str], None]
SETTINGS = "sojourn.register.settings"
#: Connections to the database that the threads of the web process share.
_CONNECTIONS = 24
#: Seconds that requests in hand have to finish when the service is stopped.
GRACE = 20
#: The file that tells which tables the database has, so that a second start need not look.
_PREPARED = "prepared"


@dataclass(frozen=True)
class Plan:
    """How to serve.

    Attributes:
        home: where the database's folder and the secrets are; None: ``default_home``.
        port: on loopback.
        mode: ``training`` or ``live``.
        law: the law pack.
        travellers: how many simulated people a training register starts with; 0: none.
        portal_port: of the person's door, on loopback; 0: the port after ``port``.
    """

    home: Path | None
    port: int
    mode: str
    law: str
    travellers: int
    portal_port: int = 0

    @property
    def door(self) -> int:
        """Give the port of the person's door."""
        return self.portal_port or self.port + 1


def serve(plan: Plan, say: Say) -> None:
    """Start everything, serve until stopped, stop everything.

    Raises:
        RegisterError: what hinders the start.
    """
    os.environ[POOLED] = str(_CONNECTIONS)
    os.environ.setdefault("SOJOURN_PORTAL_ADDRESS", f"http://127.0.0.1:{plan.door}/")
    home = plan.home or default_home(os.environ)
    claim_home(home)
    empty_folder(home)
    with open_register(home, say, plan.mode, plan.law):
        from django.conf import settings

        from sojourn.register.door.oversight import check_live

        check_live(settings.CONFIGURATION)
        if plan.mode == TRAINING and plan.travellers:
            _load(plan, say)
        with archived(home, say):
            _run(plan, say)


@contextmanager
def open_register(home: Path | None, say: Say, mode: str | None = None, law: str | None = None) -> Iterator[None]:
    """Run the database inside the block, with its tables up to date and Django set up as the service's role.

    Args:
        home: where the register is; None: ``default_home``.
        say: takes what happens, line by line.
        mode: None: as it was served last, or training.
        law: None: as it was served last, or ``us``.

    Raises:
        RegisterError: the configuration is incomplete, or the tables cannot be brought up to date.
    """
    home = home or default_home(os.environ)
    claim_home(home)
    environ = _environ(home, mode, law)
    with _database(home, say) as connections:
        _migrate(home, connections, environ, say)
        os.environ.update({**environ, "SOJOURN_DATABASE": connections.service_url})
        import django

        django.setup()
        yield


@contextmanager
def _database(home: Path, say: Say) -> Iterator[Connections]:
    """Give the database that ``DATABASE_URL`` names, or run one of our own inside the block."""
    given = read_connections(os.environ)
    if given is not None:
        yield given
        return
    say("starting PostgreSQL")
    with watched_server(home / "postgres", say) as running:
        yield running.connections


def _environ(home: Path, mode: str | None, law: str | None) -> Mapping[str, str]:
    secrets, before = service_secrets(home), served_before(home)
    told = {
        "DJANGO_SETTINGS_MODULE": SETTINGS,
        "SOJOURN_MODE": mode or before.get("mode", TRAINING),
        "SOJOURN_LAW": law or before.get("law", "us"),
        "SOJOURN_SECRET_KEY": secrets.secret_key,
        "SOJOURN_SECRET_KEY_FALLBACKS": secrets.secret_key_fallbacks,
        "SOJOURN_INDEX_KEY": secrets.index_key,
        "SOJOURN_SIGNING_KEY": secrets.signing_key,
        "SOJOURN_HOME": str(home),
        FOLDER: str(home / "metrics"),
    }
    refuse_other(before, told["SOJOURN_MODE"], told["SOJOURN_LAW"])
    if told["SOJOURN_MODE"] == TRAINING:
        told["SOJOURN_TRAINING_SECOND_FACTOR"] = os.environ.get("SOJOURN_TRAINING_SECOND_FACTOR", "off")
    environ = {**os.environ, **told}
    read_configuration({**environ, "SOJOURN_DATABASE": "postgresql:///not-known-yet"})  # before anything is made
    keep_served(home, told["SOJOURN_MODE"], told["SOJOURN_LAW"])
    return environ


def _migrate(home: Path, connections: Connections, environ: Mapping[str, str], say: Say) -> None:
    """Migrate as the owner, in a process of its own: the one that serves never knows the owner's secret."""
    mark, wanted = home / _PREPARED, _tables_digest()
    if mark.exists() and mark.read_text() == wanted:
        return
    say("bringing the tables up to date")
    as_owner = {**environ, "SOJOURN_DATABASE": connections.url("owner")}
    role = conninfo_to_dict(connections.service_url)["user"]
    command = [sys.executable, "-m", "django", "prepare_register", "--service-role", str(role)]
    done = subprocess.run(  # noqa: S603 - our own program
        command, env=as_owner, capture_output=True, text=True, check=False
    )
    if done.returncode:
        last = done.stderr.strip().splitlines()[-1:] or ["no reason given"]
        raise RegisterError(
            "tables-not-prepared",
            f"the tables could not be brought up to date: {last[0]}. Nothing was changed by the step that failed. "
            "Next: mend what it names and start again.",
        )
    mark.write_text(wanted)


def _tables_digest() -> str:
    """Digest of everything that makes tables, and of where they are."""
    root = Path(sojourn.__file__).parent / "register"
    files = sorted([*root.rglob("migrations/*.py"), *root.rglob("sql/*")])
    digest = hashlib.sha256(os.environ.get("DATABASE_URL", "").rpartition("@")[2].encode())
    for path in files:
        if path.is_file():
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _load(plan: Plan, say: Say) -> None:
    from sojourn.register.country import is_empty, load_country
    from sojourn.register.demo_people import make_demo_people

    if not is_empty():
        return
    make_demo_people()
    load_country(plan.travellers, seed=1, say=say)


def _run(plan: Plan, say: Say) -> None:
    import uvicorn
    from django.urls import get_resolver

    from sojourn.register.asgi import application
    from sojourn.register.demo_people import DEMO_PEOPLE, PASSWORD
    from sojourn.register.intake.worker import wake
    from sojourn.register.live.serving import PageServer
    from sojourn.register.live.supervise import SEQUENCING, supervised, warm_up_after_worker
    from sojourn.register.operate.log_lines import watch_process
    from sojourn.register.portal.serving import door_served

    _ = get_resolver().url_patterns  # every page is loaded before the first one is asked for
    wake()  # uploads that a stop broke off
    say(f"The register: http://127.0.0.1:{plan.port}/")
    say(f"The person's door: http://127.0.0.1:{plan.door}/")
    if plan.mode != LIVE:
        names = ", ".join(person.username for person in DEMO_PEOPLE)
        say(f"Sign in for training as one of {names}; the password is {PASSWORD}")
    watch_process()
    say("Stop with Ctrl-C.")
    # uvicorn raises the signal that ended it once more: it must unwind, so that the database is stopped too
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with suppress(KeyboardInterrupt), supervised(), supervised(SEQUENCING), door_served(plan.door):
        threading.Thread(target=warm_up_after_worker, name="sojourn-warm-up", daemon=True).start()
        PageServer(
            uvicorn.Config(
                application,
                host="127.0.0.1",
                port=plan.port,
                lifespan="off",
                log_config=None,
                access_log=False,
                timeout_graceful_shutdown=GRACE,
            )
        ).run()
