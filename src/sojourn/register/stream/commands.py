"""The command `sojourn consume`: parses, calls one function, and prints."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import urlsplit

import click
from click.core import ParameterSource

FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


def _without_secret(context: click.Context, option: click.Parameter, urls: tuple[str, ...]) -> tuple[str, ...]:
    """Refuse a password on the command line, where every account of the machine can read it."""
    told = context.get_parameter_source(option.name or "") == ParameterSource.COMMANDLINE
    if told and any("@" in urlsplit(url).netloc for url in urls):
        raise click.BadParameter("no secrets on the command line: put the URL into SOJOURN_NATS instead.")
    return urls


@click.command()
@click.option("--home", type=click.Path(path_type=Path), help="Where the register is; as in `sojourn serve`.")
@click.option(
    "--server",
    "servers",
    multiple=True,
    envvar="SOJOURN_NATS",
    callback=_without_secret,
    default=("nats://127.0.0.1:4222",),
    show_default=True,
    help="A message server; several of one cluster are named one by one. Or SOJOURN_NATS, with blanks between.",
)
@click.option("--stream", required=True, help="The stream's name.")
@click.option("--durable", default="sojourn", show_default=True, help="Under this name the server remembers how far.")
@click.option(
    "--take",
    "takes",
    nargs=3,
    multiple=True,
    required=True,
    metavar="SUBJECT TABLE VARIABLE",
    help="A subject, `movements` or `facts`, and the variable that holds the feed's key (or, with _FILE, its file).",
)
@click.option("--credentials", type=FILE, help="A user's token and seed for the server.")
@click.option("--tls-ca", type=FILE, help="The certificates by which the server is known; default: this machine's.")
@click.option("--tls-cert", type=FILE, help="The certificate that this side shows.")
@click.option("--tls-key", type=FILE, help="The key of that certificate.")
def consume(
    home: Path | None,
    servers: tuple[str, ...],
    stream: str,
    durable: str,
    takes: tuple[tuple[str, str, str], ...],
    credentials: Path | None,
    tls_ca: Path | None,
    tls_cert: Path | None,
    tls_key: Path | None,
) -> None:
    """Read durable subjects of a NATS JetStream into the register; what is committed is acknowledged."""
    from sojourn.register.serve import open_register
    from sojourn.register.stream.plan import Access, make_plan

    access = Access(servers, credentials, tls_ca, tls_cert, tls_key)
    plan = make_plan(access, stream, durable, takes, os.environ)
    with open_register(home, click.echo):
        from sojourn.register.stream.consume import consume as run

        run(plan, click.echo)
