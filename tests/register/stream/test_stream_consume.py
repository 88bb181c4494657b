"""`sojourn consume` against the real message server: nothing is lost and nothing comes twice, whatever stops."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

import nats
import nats.errors
import pytest
from stream_tools import STREAM, SUBJECT, body, consuming, look, publish, wait_for

from benchmarks.message_server import MessageServer

if TYPE_CHECKING:
    from sojourn.register.stream.plan import Plan

PlanOf = Callable[[str], "Plan"]
NewKey = Callable[[str], str]
Environ = dict[str, str]
OnFile = Callable[[str], list[str]]
SetApart = Callable[[str], list[tuple[str, int]]]

#: A process that reads the stream; what stands before it may change what happens there.
PROCESS = """
import django, sys
django.setup()
from sojourn.register.stream import consume, plan, server
server.ACK_WAIT = 1.0
{first}
access = plan.Access((sys.argv[1],))
route = plan.Route(sys.argv[3], "movement", sys.argv[4])
consume.consume(plan.Plan(access, sys.argv[2], "sojourn", (route,)), lambda said: print(said, flush=True))
"""
KILLED_BEFORE_IT_TELLS = """
import os
from nats.aio.msg import Msg
Msg.ack = lambda message: os.kill(os.getpid(), 9)
"""


@pytest.fixture
def on_file(committed: Environ) -> OnFile:
    """Give a function that lists the names of a feed's records on file, each as often as it stands there."""
    from sojourn.register.store.statements import select

    return lambda feed: [name for (name,) in select("SELECT name FROM store_record WHERE feed = %s ORDER BY 1", [feed])]


@pytest.fixture
def set_apart(committed: Environ) -> SetApart:
    """Give a function that lists code and line of a feed's rows in quarantine."""
    from sojourn.register.store.statements import select

    return lambda feed: select("SELECT codes[1], line FROM store_quarantined WHERE feed = %s ORDER BY 1", [feed])


def start(first: str, url: str, secret: str, environ: Environ) -> subprocess.Popen[str]:
    """Start a process that reads the stream."""
    command = [sys.executable, "-c", PROCESS.format(first=first), url, STREAM, SUBJECT, secret]
    return subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, text=True)


def is_done(url: str) -> bool:
    """Say whether everything published was delivered, and heard of."""
    return look(url)[:2] == (0, 0)


def test_messages_become_records_and_are_acknowledged(
    committed: Environ,
    new_key: NewKey,
    plan_of: PlanOf,
    message_server: MessageServer,
    on_file: OnFile,
) -> None:
    publish(message_server.url, body("a1", "a2"), body("a3"))
    with consuming(plan_of(new_key("carrier:A"))) as said:
        wait_for(lambda: is_done(message_server.url))
    assert on_file("carrier:A") == ["carrier:A/a1", "carrier:A/a2", "carrier:A/a3"]
    assert said == [f"Reading {SUBJECT} as records of carrier:A", "Stopped."]


def test_those_whom_messages_concern_wait_for_their_answers(
    committed: Environ, new_key: NewKey, plan_of: PlanOf, message_server: MessageServer
) -> None:
    from sojourn.register.live.models import Pending

    publish(message_server.url, body("w1"))
    with consuming(plan_of(new_key("carrier:W"))):
        wait_for(lambda: is_done(message_server.url))
    assert Pending.objects.filter(names__contains=["carrier:W/w1"]).count() == 1


def test_a_process_killed_between_commit_and_acknowledgement_leaves_nothing_twice(
    committed: Environ,
    new_key: NewKey,
    plan_of: PlanOf,
    message_server: MessageServer,
    on_file: OnFile,
    set_apart: SetApart,
) -> None:
    secret = new_key("carrier:B")
    publish(message_server.url, body("b1", "b2")[:-1] + b', {"movement_id": "b3"}]', b"unreadable")
    killed = start(KILLED_BEFORE_IT_TELLS, message_server.url, secret, committed)
    assert killed.wait(60) == -signal.SIGKILL
    before = (on_file("carrier:B"), set_apart("carrier:B"))
    with consuming(plan_of(secret)):
        wait_for(lambda: is_done(message_server.url))
    assert before[0] == ["carrier:B/b1", "carrier:B/b2"]
    assert (on_file("carrier:B"), set_apart("carrier:B")) == before


def test_a_process_that_is_asked_to_stop_leaves_with_nothing_in_hand(
    committed: Environ, new_key: NewKey, message_server: MessageServer, on_file: OnFile
) -> None:
    publish(message_server.url, body("t1"), body("t2"))
    process = start("", message_server.url, new_key("carrier:T"), committed)
    assert process.stdout is not None
    assert process.stdout.readline() == f"Reading {SUBJECT} as records of carrier:T\n"
    process.send_signal(signal.SIGTERM)
    assert (process.wait(60), process.stdout.read()) == (0, "Stopped.\n")
    assert look(message_server.url)[1] == 0
    assert len(on_file("carrier:T")) == 2 - look(message_server.url)[0]


async def _publish_through_faults(url: str, names: list[str], half: threading.Event) -> None:
    """Publish one message a name, each again until the server said that it has it."""
    client = await nats.connect(url, max_reconnect_attempts=-1, reconnect_time_wait=0.05, error_cb=_quiet)
    stream = client.jetstream(timeout=1)
    for number, name in enumerate(names):
        while True:
            try:
                await stream.publish(SUBJECT, body(name))
                break
            except (nats.errors.Error, TimeoutError):
                await asyncio.sleep(0.05)
        if number == len(names) // 2:
            half.set()
    await client.close()


async def _quiet(_error: Exception) -> None:
    return


def test_a_message_server_killed_and_started_again_under_load_loses_nothing(
    committed: Environ,
    new_key: NewKey,
    plan_of: PlanOf,
    message_server: MessageServer,
    on_file: OnFile,
) -> None:
    names, half = [f"s{number:03}" for number in range(200)], threading.Event()
    publish(message_server.url, body("s"))
    publisher = threading.Thread(target=lambda: asyncio.run(_publish_through_faults(message_server.url, names, half)))
    with consuming(plan_of(new_key("carrier:S"))):
        publisher.start()
        assert half.wait(30)
        message_server.kill()
        message_server.start()
        publisher.join(60)
        wait_for(lambda: is_done(message_server.url))
    assert on_file("carrier:S") == [f"carrier:S/{name}" for name in ["s", *names]]


def test_a_session_of_the_database_that_breaks_is_begun_anew(
    committed: Environ,
    new_key: NewKey,
    plan_of: PlanOf,
    message_server: MessageServer,
    on_file: OnFile,
) -> None:
    from sojourn.register.store.statements import select

    publish(message_server.url, body("d1"))
    with consuming(plan_of(new_key("carrier:D"))):
        wait_for(lambda: is_done(message_server.url))
        others = "FROM pg_stat_activity WHERE usename = current_user AND pid <> pg_backend_pid()"
        assert select(f"SELECT pg_terminate_backend(pid) {others}")
        publish(message_server.url, body("d2"))
        wait_for(lambda: is_done(message_server.url))
    assert on_file("carrier:D") == ["carrier:D/d1", "carrier:D/d2"]


def test_a_message_that_cannot_be_read_is_put_aside_and_those_after_it_come(
    committed: Environ,
    new_key: NewKey,
    plan_of: PlanOf,
    message_server: MessageServer,
    on_file: OnFile,
    set_apart: SetApart,
) -> None:
    publish(message_server.url, b"\xff\x00 no rows", body("p1"))
    publish(message_server.url, body("p2"), media="text/csv")
    publish(message_server.url, body("p3"))
    with consuming(plan_of(new_key("carrier:P"))):
        wait_for(lambda: is_done(message_server.url))
    assert on_file("carrier:P") == ["carrier:P/p1", "carrier:P/p3"]
    assert set_apart("carrier:P") == [("bad-json", 1), ("media-type", 1)]


def test_messages_stay_in_the_stream_while_the_queue_is_long(
    committed: Environ, new_key: NewKey, plan_of: PlanOf, message_server: MessageServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sojourn.register.stream import taking

    publish(message_server.url, body("q1"))
    with monkeypatch.context() as patched:
        patched.setattr(taking, "MOST_WAITING", 0)
        with consuming(plan_of(new_key("carrier:Q"))):
            threading.Event().wait(0.5)
            assert look(message_server.url) == (1, 0, 0)
            patched.undo()
            wait_for(lambda: is_done(message_server.url))


def test_a_consumer_that_gives_messages_up_is_refused(
    committed: Environ, new_key: NewKey, plan_of: PlanOf, message_server: MessageServer
) -> None:
    from sojourn.errors import RegisterError

    async def make() -> None:
        client = await nats.connect(message_server.url)
        await client.jetstream().add_consumer(STREAM, durable_name="sojourn", max_deliver=3, filter_subject=SUBJECT)
        await client.close()

    publish(message_server.url, body("g1"))
    asyncio.run(make())
    with (
        pytest.raises(RegisterError, match="gives a message up after some deliveries"),
        consuming(plan_of(new_key("carrier:G"))),
    ):
        pass


def test_a_stream_that_is_not_there_is_told(
    committed: Environ, new_key: NewKey, plan_of: PlanOf, message_server: MessageServer
) -> None:
    from sojourn.errors import RegisterError

    with pytest.raises(RegisterError, match="has no stream `BORDER`"), consuming(plan_of(new_key("carrier:N"))):
        pass
