"""The commands of the register: serve, account, export, verify. Each parses, calls one function, and prints."""

from __future__ import annotations

from pathlib import Path

import click

FOLDER = click.Path(path_type=Path)
HOME = click.option("--home", type=FOLDER, help="Where the register is; default: SOJOURN_HOME, or one of this account.")


@click.command()
@HOME
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="On loopback.")
@click.option("--mode", type=click.Choice(["training", "live"]), default="training", show_default=True)
@click.option("--law", default="us", show_default=True, help="A law pack.")
@click.option("--travellers", type=click.IntRange(0), default=1000, show_default=True, help="Simulated, in training.")
@click.option("--portal-port", type=click.IntRange(1, 65535), help="Of the person's door; default: the port after it.")
def serve(home: Path | None, port: int, mode: str, law: str, travellers: int, portal_port: int | None) -> None:
    """Open the register, with its own PostgreSQL unless DATABASE_URL is set."""
    from sojourn.register.serve import Plan
    from sojourn.register.serve import serve as run

    run(Plan(home, port, mode, law, travellers, portal_port or 0), click.echo)


@click.command()
@click.argument("username")
@HOME
@click.option("--role", type=click.Choice(["administrator", "oversight"]), required=True)
@click.option("--name", prompt="Their name", help="What people read.")
@click.option("--office", prompt="Their office (a short code)", help="Where they work.")
@click.password_option()
@click.option("--mode", type=click.Choice(["training", "live"]), help="Of a register that is not made yet.")
@click.option("--law", help="Of a register that is not made yet.")
def account(
    username: str,
    home: Path | None,
    role: str,
    name: str,
    office: str,
    password: str,
    mode: str | None,
    law: str | None,
) -> None:
    """Make one of a register's first accounts: two administrators, and one for oversight."""
    from sojourn.register.serve import open_register

    with open_register(home, click.echo, mode, law):
        from sojourn.register.accounts.founding import found_account

        found_account(username, password, name, office, role)
    click.echo(f"{username} can sign in as {role}, and sets up the second factor on the first visit.")


@click.command()
@HOME
@click.option("--user", prompt="Your user name", help="Whoever exports; the log keeps it.")
@click.option("--second", prompt="User name of the second person", help="Who exports with you; the log keeps it.")
@click.option("--reason", prompt="Why", help="Why; the log keeps it.")
@click.option("--out", type=FOLDER, required=True, help="The evidence folder to make.")
def export(home: Path | None, user: str, second: str, reason: str, out: Path) -> None:
    """Write the register's evidence tables out; two people sign in for it, it is logged, and oversight is told."""
    from sojourn.register.serve import open_register

    with open_register(home, click.echo):
        from sojourn.register.export import export_evidence

        count = export_evidence((user, second), lambda what: str(click.prompt(what, hide_input=True)), reason, out)
    click.echo(f"{count:,} records written to {out}.")


@click.command()
@HOME
def verify(home: Path | None) -> None:
    """Hold the register's current answers against one batch run over everything that was taken in."""
    from sojourn.register.serve import open_register

    with open_register(home, click.echo):
        from sojourn.register.verify import verify_register

        found = verify_register(click.echo)
    click.echo(found.render())
    if found.differ:
        raise SystemExit(1)
