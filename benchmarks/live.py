"""The live register at load: ``python -m benchmarks.live [--seconds N] [--rate 2000] [--persons N] [--json]``.

Starts a register of its own (law ``base``, PostgreSQL of the wheel with every write forced to disk), fills it with
persons on file, and sends movements at a steady rate: half are departures of people on file, half arrivals of new
ones. A movement is answered when the reply to its message is there, which comes after the answers are committed. The
floor is COPY of the same rows into the same table, each message in a transaction of its own. The bars, on two cores
with the database on the same machine and 5 million persons on file: at 2,000 movements a second for five minutes
(``--seconds 300``) 99 of 100 answered under 1 s; at 100 a second (``--rate 100 --rows 5``) under 300 ms.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import psutil
import psycopg

from benchmarks.live_load import Load, publish, send_by_http
from benchmarks.live_people import FEED, message
from benchmarks.live_stock import fill, load_leavers
from benchmarks.message_server import free_port, start_nats
from benchmarks.search import INDEX_KEY, set_up
from sojourn.register.postgres import Connections, Running, running_server
from sojourn.register.postgres.private_file import write_private

STREAM, SUBJECT = "BENCH", "bench.sjo"
PROGRAM = str(Path(sys.executable).with_name("sojourn"))
_START_SECONDS = 180
#: Share of a processor, in per cent, below which a process has nothing to do.
_QUIET = 10
_COPIED = "record_id, received_at, source, name, feed, recorded_at, subject_id, personal_digest, body, batch_id, actor"


@dataclass(frozen=True)
class Plan:
    """What to measure: for how long, how much a second, in messages of how many rows, over how many persons."""

    seconds: int
    rate: int
    rows: int
    persons: int
    connections: int
    stream: bool
    law: str

    @property
    def messages(self) -> int:
        """Count the messages of one phase."""
        return max(1, self.seconds * self.rate // self.rows)


def main() -> None:
    """Measure one load, and print it."""
    asked = argparse.ArgumentParser(description="Movements into a live register, and how soon they are answered.")
    asked.add_argument("--seconds", type=int, default=30)
    asked.add_argument("--rate", type=int, default=2_000, help="movements a second")
    asked.add_argument("--rows", type=int, default=100, help="movements in one message")
    asked.add_argument("--persons", type=int, default=5_000_000, help="persons in stock")
    asked.add_argument("--connections", type=int, default=32)
    asked.add_argument("--stream", action="store_true", help="through JetStream instead of HTTP")
    asked.add_argument("--law", default="base")
    asked.add_argument("--home", type=Path, help="keep the register here, and use its stock again")
    asked.add_argument("--json", action="store_true", help="end with one JSON line")
    given = asked.parse_args()
    plan = Plan(given.seconds, given.rate, given.rows, given.persons, given.connections, given.stream, given.law)
    with ExitStack() as stack:
        home = given.home or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="sojourn-live-")))
        told = measure(plan, home)
    print("\n".join(f"{name:>26}  {value}" for name, value in told.items()))
    if given.json:
        print(json.dumps(told))


def measure(plan: Plan, home: Path) -> dict[str, object]:
    """Prepare, send, and give what was seen."""
    home.mkdir(parents=True, exist_ok=True)
    write_private(home / "service.json", json.dumps({"secret_key": "benchmark", "index_key": INDEX_KEY}))
    with running_server(home / "postgres") as running:
        database = running.connections
        os.environ["SOJOURN_LAW"] = plan.law
        set_up(database)
        first, key = prepare(plan, database, home)
        at = datetime.now(UTC)
        messages = [message(first + number * plan.rows, plan.rows, at) for number in range(plan.messages)]
        with without_long_work(database), serving(plan, home, database, key) as service:
            _say(f"sending {plan.rate:,} movements a second for {plan.seconds} s")
            before = _spent(service.pid, running)
            load = _send(plan, service, key, messages, database)
            spent = {name: value - before.get(name, 0.0) for name, value in _spent(service.pid, running).items()}
            parts = _parts(service.port)
        floor = _floor(database, messages)
    return _told(plan, load, floor, spent, parts)


@contextmanager
def without_long_work(database: Connections) -> Iterator[None]:
    """Keep the day's long work from beginning inside the block; the sealed values of the great stock do not open."""
    from sojourn.register.chores import LONG_WORK

    with psycopg.connect(database.url("service"), autocommit=True) as session:
        session.execute("SELECT pg_advisory_lock(%s)", [LONG_WORK])
        yield


def prepare(plan: Plan, database: Connections, home: Path) -> tuple[int, str]:
    """Fill the register where it is empty, load those who will leave, and make a key.

    Returns:
        The number of the first movement that is to be sent, and the key.
    """
    noted = home / "stock.json"
    stock = json.loads(noted.read_text()) if noted.exists() else None
    if stock is None:
        fill(database.url("owner"), plan.persons, _say)
        stock = {"persons": plan.persons, "sent": 0}
    first, leavers = int(stock["sent"]), plan.messages * plan.rows // 2
    load_leavers(first // 2, first // 2 + leavers, _say)
    noted.write_text(json.dumps({**stock, "sent": first + 2 * leavers}))
    return first, make_key(FEED)


def make_key(feed: str) -> str:
    """Make a key for a feed."""
    from sojourn.register.door.acting import Acting
    from sojourn.register.intake.keys import make_feed_key

    return make_feed_key(Acting("benchmark", "benchmark", "", frozenset({"administrator"})), feed, "benchmark")


@dataclass(frozen=True)
class Service:
    """A service that is ready: where it listens, its process, and the message server where there is one."""

    port: int
    pid: int
    stream: str


@contextmanager
def serving(plan: Plan, home: Path, database: Connections, key: str) -> Iterator[Service]:
    """Serve the register inside the block, with its worker, and with a message server where that is asked for."""
    port = free_port()
    environ = {**os.environ, "DATABASE_URL": database.url("service"), "SOJOURN_OWNER_URL": database.url("owner")}
    options = ("--home", str(home), "--port", str(port), "--law", plan.law, "--travellers", "0")
    with ExitStack() as stack:
        process = subprocess.Popen([PROGRAM, "serve", *options], env=environ)
        stack.callback(_stop, process)
        _wait_until_ready(process)
        stream = stack.enter_context(_streaming(home, environ, key)) if plan.stream else ""
        yield Service(port, process.pid, stream)


@contextmanager
def _streaming(home: Path, environ: Mapping[str, str], key: str) -> Iterator[str]:
    """Run a message server with a stream, and ``sojourn consume`` beside the service; gives where to publish."""
    with start_nats(home / "nats") as url:
        asyncio.run(_make_stream(url))
        takes = ("--stream", STREAM, "--server", url, "--take", SUBJECT, "movements", "SOJOURN_BENCH_KEY")
        process = subprocess.Popen(
            [PROGRAM, "consume", "--home", str(home), *takes], env={**environ, "SOJOURN_BENCH_KEY": key}
        )
        try:
            yield url
        finally:
            _stop(process)


async def _make_stream(url: str) -> None:
    import nats

    client = await nats.connect(url)
    await client.jetstream().add_stream(name=STREAM, subjects=[SUBJECT])
    await client.close()


def _answered(database: Connections) -> Callable[[Sequence[str]], Sequence[str]]:
    """Give a function that tells which of some movements are answered: whose they are is written with the answers."""
    session = psycopg.connect(database.url("service"), autocommit=True)

    def answered(ids: Sequence[str]) -> Sequence[str]:
        names = [f"{FEED}/{each}" for each in ids]
        rows = session.execute("SELECT DISTINCT name FROM store_membership WHERE name = ANY(%s)", [names])
        return [name.removeprefix(f"{FEED}/") for (name,) in rows]

    return answered


def _wait_until_ready(process: subprocess.Popen[bytes]) -> None:
    """Wait until this service's worker is warm."""
    from sojourn.register.live.beat import last_beat

    children = psutil.Process(process.pid)
    until = time.monotonic() + _START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        found = last_beat()
        if found and found.ready and found.pid in {child.pid for child in children.children(recursive=True)}:
            _wait_until_quiet(children)
            return
        time.sleep(0.2)
    raise SystemExit("the service did not get ready")


def _wait_until_quiet(web: psutil.Process) -> None:
    """Wait until the web process has warmed its own engine up too: what is timed is a service that runs."""
    time.sleep(2.0)
    while web.cpu_percent(interval=1.0) > _QUIET:
        pass


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGTERM)
    process.wait(60)


def _send(plan: Plan, service: Service, key: str, messages: Sequence[bytes], database: Connections) -> Load:
    if plan.stream:
        told = publish(service.stream, SUBJECT, messages, plan.rows, plan.rate, _answered(database))
        return asyncio.run(told)
    return send_by_http(service.port, key, messages, plan.rows, plan.rate, plan.connections)


def _spent(pid: int, running: Running) -> dict[str, float]:
    """Give the processor seconds spent so far: by the web process, by its worker, by the database."""
    web = psutil.Process(pid)
    workers = [child for child in web.children() if "live.worker" in " ".join(child.cmdline())]
    consumers = [child for child in psutil.Process().children() if "consume" in child.cmdline()]
    postgres = psutil.Process(running.pid)
    return {
        "web": _seconds(web),
        "consumer": sum(map(_seconds, consumers)),
        "worker": sum(map(_seconds, workers)),
        "database": _seconds(postgres) + sum(map(_seconds, postgres.children(recursive=True))),
        "load": _seconds(psutil.Process()),
    }


def _seconds(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


def _parts(port: int) -> dict[str, float]:
    """Read from the service's figures how long the parts of a micro-batch took, on average."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as reply:
            lines = reply.read().decode().splitlines()
    except urllib.error.URLError:
        return {}
    told: dict[str, dict[str, float]] = {"sum": {}, "count": {}}
    for line in lines:
        found = re.match(r'sojourn_batch_seconds_(sum|count)\{part="(\w+)"\} (\S+)', line)
        if found:
            told[found[1]][found[2]] = float(found[3])
    return {part: round(total / told["count"][part], 4) for part, total in told["sum"].items() if told["count"][part]}


def _floor(database: Connections, messages: Sequence[bytes]) -> float:
    """Give the rows a second that COPY puts into the table of records, each message in a transaction of its own."""
    some = [[json.loads(line) for line in told.splitlines()] for told in messages[: max(1, len(messages) // 4)]]
    rows = 0
    with psycopg.connect(database.url("service"), autocommit=True) as session:
        begun = time.perf_counter()
        for part in some:
            with session.transaction(), session.cursor().copy(f"COPY store_record ({_COPIED}) FROM STDIN") as copying:
                for row in part:
                    rows += 1
                    copying.write_row(_as_record(row, rows))
        return rows / (time.perf_counter() - begun)


def _as_record(row: Mapping[str, object], number: int) -> tuple[object, ...]:
    at, who = datetime.now(UTC), uuid4()
    name = f"floor:{who}/{row['movement_id']}"
    return (-number, at, "movement", name, "floor", at, who, who.bytes * 2, json.dumps(row), who, "floor")


def _told(
    plan: Plan, load: Load, floor: float, spent: Mapping[str, float], parts: Mapping[str, float]
) -> dict[str, object]:
    achieved = load.movements / load.seconds
    return {
        "way": "jetstream" if plan.stream else "http",
        "persons_in_stock": plan.persons,
        "seconds": round(load.seconds, 1),
        "offered_per_second": plan.rate,
        "rows_per_message": plan.rows,
        "movements": load.movements,
        "failed_messages": sum(load.failed.values()),
        "movements_per_second": round(achieved, 1),
        "p50_ms": load.quantile(0.5),
        "p99_ms": load.quantile(0.99),
        "floor_per_second": round(floor),
        "floor_ratio": round(floor / achieved, 2) if achieved else None,
        "cpu_ms_per_movement": {name: round(value * 1000 / max(load.movements, 1), 3) for name, value in spent.items()},
        "seconds_per_batch": parts,
    }


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
