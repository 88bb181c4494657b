"""The command of the yearly report."""

from __future__ import annotations

from pathlib import Path

import click

from sojourn.register.commands import HOME

FOLDER = click.Path(path_type=Path)


@click.group()
def report() -> None:
    """Write the public reports of a register."""


@report.command()
@click.argument("year", type=click.IntRange(1990, 2999))
@HOME
@click.option("--out", type=FOLDER, required=True, help="The folder to make.")
def year(year: int, home: Path | None, out: Path) -> None:
    """Write the public report of a YEAR: rates, error rates and methods, no person."""
    from sojourn.register.serve import open_register

    with open_register(home, click.echo):
        from sojourn.register.oversight.yearly import write_year

        files = write_year(year, out)
    click.echo(f"{files} files written to {out}.")
