"""The command `sojourn bundle`: parses, calls one function, and prints."""

from __future__ import annotations

from pathlib import Path

import click

FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.group()
def bundle() -> None:
    """Bundles of cases for courts."""


@bundle.command()
@click.argument("file", type=FILE)
@click.option("--key", "key_file", type=FILE, help="The register's public key, from elsewhere than the bundle itself.")
def verify(file: Path, key_file: Path | None) -> None:
    """Check a bundle without a network: every file, the signature, and the proofs of the log."""
    from sojourn.register.bundle.checking import verify_bundle

    click.echo(verify_bundle(file, key_file).render())
