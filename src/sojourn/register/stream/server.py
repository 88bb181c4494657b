"""The message server's side: connected, and the durable consumer found or made."""

from __future__ import annotations

import ssl
from dataclasses import dataclass

import nats.errors
import nats.js.errors
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.js import JetStreamContext
from nats.js.api import AckPolicy, ConsumerConfig, ConsumerInfo

from sojourn.errors import RegisterError
from sojourn.register.stream.credentials import read_credentials
from sojourn.register.stream.plan import Access, Plan
from sojourn.register.stream.taking import Arrived

#: What goes wrong while a server is away, or on the way to it. What it refuses for good is a `RegisterError`.
LOST = (nats.errors.Error, OSError, TimeoutError)
#: Seconds until the server delivers a message again of which it heard nothing; it hears of those in hand more often.
ACK_WAIT = 15.0
#: Messages in hand at most, of all processes that read under one name.
MOST_IN_HAND = 1_000
_CONNECT, _ANSWER, _PING = 5.0, 5.0, 10


@dataclass(frozen=True)
class Reading:
    """What messages are fetched from.

    Attributes:
        client: the connection.
        ack_wait: seconds after which the server delivers a message again of which it heard nothing.
    """

    client: Client
    subscription: JetStreamContext.PullSubscription
    ack_wait: float

    async def fetch(self, most: int, seconds: float) -> list[Msg]:
        """Fetch what is there, or wait for the first; empty: nothing came in time."""
        try:
            return await self.subscription.fetch(most, timeout=seconds)
        except (nats.errors.TimeoutError, TimeoutError):
            if self.client.is_closed:
                raise nats.errors.ConnectionClosedError from None
            return []


async def connect(access: Access) -> Client:
    """Connect once; whoever calls tries again.

    Raises:
        LOST: the server is away.
        RegisterError: ``stream-credentials``.
    """
    client = Client()
    given = read_credentials(access.credentials) if access.credentials else None
    try:
        await client.connect(
            servers=list(access.servers),
            name="sojourn consume",
            allow_reconnect=False,  # whoever calls begins anew, with nothing left over from before
            max_reconnect_attempts=1,
            reconnect_time_wait=0,
            connect_timeout=int(_CONNECT),
            ping_interval=_PING,
            max_outstanding_pings=2,
            error_cb=_ignore,  # what went wrong is told by what is raised
            tls=_tls(access),
            user_jwt_cb=given.give_token if given else None,
            signature_cb=given.sign if given else None,
            token=_nothing if given else None,  # else the library leaves the signature away
        )
    finally:
        if not client.is_connected:
            await client.close()  # what was opened on the way
    return client


async def bind(client: Client, plan: Plan) -> Reading:
    """Find the durable consumer, or make it.

    Raises:
        LOST: the server is away.
        RegisterError: ``stream-missing``, ``stream-consumer-differs``, ``stream-refused``.
    """
    stream = client.jetstream(timeout=_ANSWER)
    try:
        found = await _find_consumer(stream, plan)
        subscription = await stream.pull_subscribe_bind(consumer=plan.durable, stream=plan.stream)
    except nats.js.errors.ServiceUnavailableError:
        raise  # it is starting
    except nats.js.errors.NotFoundError as error:
        raise RegisterError(
            "stream-missing",
            f"the server has no stream `{plan.stream}`. Allowed is one with file storage that holds the subjects. "
            "Next: make the stream, and start again.",
        ) from error
    except nats.js.errors.APIError as error:
        raise RegisterError(
            "stream-refused",
            f"the server does not let the stream be read: {error.description}. Next: mend what it names, or ask who "
            "runs the server for the rights.",
        ) from error
    return Reading(client, subscription, found.config.ack_wait or ACK_WAIT)


async def _find_consumer(stream: JetStreamContext, plan: Plan) -> ConsumerInfo:
    try:
        found: ConsumerInfo = await stream.consumer_info(plan.stream, plan.durable)
    except nats.js.errors.NotFoundError:
        made: ConsumerInfo = await stream.add_consumer(plan.stream, _wanted(plan))
        return made
    problems = _differences(found.config, plan)
    if problems:
        raise RegisterError(
            "stream-consumer-differs",
            f"the server has a consumer `{plan.durable}` that differs: {'; '.join(problems)}. "
            "Next: name another one with --durable, or delete it: what is read again changes nothing.",
        )
    return found


def _wanted(plan: Plan) -> ConsumerConfig:
    subjects = [route.subject for route in plan.routes]
    return ConsumerConfig(
        name=plan.durable,
        durable_name=plan.durable,
        description="Sojourn: records in",
        ack_policy=AckPolicy.EXPLICIT,
        ack_wait=ACK_WAIT,
        max_ack_pending=MOST_IN_HAND,
        max_deliver=-1,  # a message is never given up unread
        **({"filter_subject": subjects[0]} if len(subjects) == 1 else {"filter_subjects": subjects}),
    )


def _differences(config: ConsumerConfig, plan: Plan) -> list[str]:
    filters = set(config.filter_subjects or ([config.filter_subject] if config.filter_subject else []))
    wanted = {
        "it delivers by itself, instead of being asked": config.deliver_subject is None,
        "messages need not be acknowledged one by one": config.ack_policy == AckPolicy.EXPLICIT,
        "it gives a message up after some deliveries": (config.max_deliver or -1) < 0,
        "it reads other subjects": filters == {route.subject for route in plan.routes},
    }
    return [problem for problem, is_so in wanted.items() if not is_so]


def arrived(message: Msg) -> Arrived:
    """Give what came, without the server's side of it."""
    headers = message.headers or {}
    told = {name.lower(): value for name, value in headers.items()}
    media = told.get("content-type", "").partition(";")[0].strip().lower()
    return Arrived(message.subject, message.data, media, told.get("country"), message.metadata.num_delivered > 1)


def _tls(access: Access) -> ssl.SSLContext | None:
    """Give how to seal the connection; None: as the URL says, with the certificates of this machine."""
    if access.authority is None and access.certificate is None:
        return None
    try:
        context = ssl.create_default_context(cafile=access.authority)
        if access.certificate is not None:
            context.load_cert_chain(access.certificate, access.key)
    except OSError as error:  # ssl's errors are among these
        raise RegisterError(
            "stream-credentials",
            "the certificates for the message server cannot be read. Allowed are PEM files. "
            "Next: name them anew, and let this account read them.",
        ) from error
    return context


async def _ignore(_error: Exception) -> None:
    return


def _nothing() -> str:
    return ""
