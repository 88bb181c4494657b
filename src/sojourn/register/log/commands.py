"""The commands of the log: each parses, calls one function, and prints."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import click

FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
NEW = click.Path(path_type=Path)
HOME = click.option("--home", type=NEW, help="Where the register is; default: SOJOURN_HOME, or one of this account.")


@click.group("log")
def log() -> None:
    """The transparency log: nothing that was written can be changed, removed or moved unseen."""


@log.command()
@HOME
@click.option("--entry", help="Check one row alone: SOURCE/KEY.")
@click.option("--from", "first", type=FILE, help="A checkpoint; with --to: check that the log goes on from it.")
@click.option("--to", "second", type=FILE, help="A later checkpoint.")
@click.option("--file", type=FILE, help="Check a file of `prove` or `export` alone, without a register.")
@click.option("--key", type=FILE, help="The public key that the file is checked with.")
@click.option("--values", type=click.IntRange(0), default=0, help="Open the sealed values of so many records as well.")
def verify(
    home: Path | None,
    entry: str | None,
    first: Path | None,
    second: Path | None,
    file: Path | None,
    key: Path | None,
    values: int,
) -> None:
    """Check everything, one row, or two checkpoints; or a file, offline."""
    if file is not None or key is not None:
        _verify_file(file, key)
        return
    if (first is None) != (second is None) or (entry is not None and first is not None):
        raise click.UsageError("give --from and --to together, and without --entry")
    from sojourn.register.serve import open_register

    with open_register(home, click.echo):
        if first is not None and second is not None:
            _verify_two(first, second)
        elif entry is not None:
            _verify_entry(entry)
        else:
            _verify_all(click.echo, values)


@log.command()
@HOME
@click.option("--out", type=NEW, help="Where the note goes; default: it is printed.")
def checkpoint(home: Path | None, out: Path | None) -> None:
    """Give the signed head of the log, for a witness."""
    from sojourn.register.serve import open_register

    with open_register(home, _quiet):
        from sojourn.register.log.proofs import latest_checkpoint
        from sojourn.register.log.sequencing import sequence_all

        sequence_all()
        note = latest_checkpoint()
    _give(note, out)


@log.command()
@HOME
@click.argument("entry", required=False)
@click.option("--from", "first", type=FILE, help="Instead of an entry: a checkpoint,")
@click.option("--to", "second", type=FILE, help="and the one that goes on from it.")
@click.option("--without-row", is_flag=True, help="Prove that there is an entry, and do not tell what the row says.")
@click.option("--out", type=NEW, required=True)
def prove(
    home: Path | None, entry: str | None, first: Path | None, second: Path | None, without_row: bool, out: Path
) -> None:
    """Write a file that proves an entry (SOURCE/KEY), or that one checkpoint goes on from another."""
    if (entry is None) == (first is None) or (first is None) != (second is None):
        raise click.UsageError("give SOURCE/KEY, or --from and --to")
    from sojourn.register.serve import open_register

    with open_register(home, click.echo):
        from sojourn.proof.log_file import write_entry
        from sojourn.register.log.proofs import proof_of, prove_consistency
        from sojourn.register.log.sequencing import sequence_all

        sequence_all()
        if first is not None and second is not None:
            text = prove_consistency(_text(first), _text(second))
        else:
            text = write_entry(proof_of(*_parted(str(entry)), with_row=not without_row))
    _give(text, out)
    click.echo(f"{out}: check it with `sojourn log verify --file {out.name} --key KEYFILE`.")


@log.command()
@HOME
@click.option("--out", type=NEW, required=True)
def export(home: Path | None, out: Path) -> None:
    """Write every entry and every checkpoint into a file that can be checked offline; no row is in it."""
    from sojourn.register.serve import open_register

    with open_register(home, click.echo):
        from sojourn.register.log.proofs import export_log
        from sojourn.register.log.sequencing import sequence_all

        sequence_all()
        head = export_log(out)
    click.echo(f"{head.size:,} entries written to {out}.")


@log.command()
@HOME
@click.option("--out", type=NEW, help="Where the key goes; default: it is printed.")
def key(home: Path | None, out: Path | None) -> None:
    """Give the public key that checks the log."""
    from sojourn.register.serve import open_register

    with open_register(home, _quiet):
        from sojourn.proof.key_change import write_key
        from sojourn.register.signing import public_key

        text = write_key(public_key()) + "\n"
    _give(text, out)


@log.command()
@HOME
@click.confirmation_option(prompt="Sign the log with a new key from now on? Stop the service first.")
def rotate(home: Path | None) -> None:
    """Change the key that signs; the service must not run, and is started again afterwards."""
    from sojourn.register.serve import open_register

    with open_register(home, click.echo):
        from sojourn.proof.key_change import write_key
        from sojourn.register.home import default_home
        from sojourn.register.log.rotating import rotate_key

        new = rotate_key(home or default_home(os.environ))
    click.echo(f"The log is signed with a new key. Publish it:\n{write_key(new)}")


@log.command()
@HOME
@click.option("--reason", prompt="Why (the log keeps it)", help="Such as the restore that oversight ordered.")
def resume(home: Path | None, reason: str) -> None:
    """Go on after a restore from a backup; oversight is told, and the head from before is kept."""
    from sojourn.register.serve import open_register

    with open_register(home, click.echo):
        from sojourn.register.log.rotating import resume_log

        size = resume_log(reason)
    click.echo(f"The log goes on from {size:,} entries. Oversight was told.")


def _verify_file(file: Path | None, key: Path | None) -> None:
    if file is None or key is None:
        raise click.UsageError("give --file and --key together")
    from sojourn.errors import SojournError
    from sojourn.proof.key_change import read_key
    from sojourn.proof.log_file import check_file

    try:
        with file.open(encoding="utf-8") as lines:
            checked = check_file(lines, read_key(_text(key)))
    except SojournError as error:
        click.echo(f"{file.name}: {error}")
        raise SystemExit(1) from error
    click.echo(f"{file.name}: {checked.told}.")
    for problem in checked.problems:
        click.echo(f"  {problem}")
    if checked.problems:
        raise SystemExit(1)
    click.echo("The proof is right.")


def _verify_two(first: Path, second: Path) -> None:
    from sojourn.errors import SojournError
    from sojourn.proof.checkpoint import peek_checkpoint
    from sojourn.register.log.proofs import prove_consistency

    old, new = _text(first), _text(second)
    try:
        prove_consistency(old, new)
    except SojournError as error:
        click.echo(str(error))
        raise SystemExit(1) from error
    sizes = sorted(peek_checkpoint(note).size for note in (old, new))
    click.echo(f"The log of {sizes[1]:,} entries goes on from the one of {sizes[0]:,}; nothing was changed between.")


def _verify_entry(entry: str) -> None:
    from sojourn.errors import SojournError
    from sojourn.register.log.proofs import proof_of
    from sojourn.register.log.sequencing import sequence_all
    from sojourn.register.log.verifying import verify_entry

    source, own = _parted(entry)
    sequence_all()
    found = verify_entry(source, own)
    try:
        proof = proof_of(source, own)
    except SojournError as error:
        click.echo("\n".join([str(error), *map(str, found.problems)]))
        raise SystemExit(1) from error
    if found.problems:
        click.echo("\n".join(map(str, found.problems)))
        raise SystemExit(1)
    click.echo(f"{entry} is entry {proof.index:,} of the log, as it was written.")


def _verify_all(say: Callable[[str], None], values: int) -> None:
    from sojourn.register.log.verifying import verify_log

    found = verify_log(say, values)
    say(found.render())
    if found.problems:
        raise SystemExit(1)


def _parted(entry: str) -> tuple[str, str]:
    source, slash, key = entry.partition("/")
    if not slash or not key:
        raise click.UsageError("an entry is named SOURCE/KEY, such as event/1200")
    return source, key


def _give(text: str, out: Path | None) -> None:
    if out is None:
        click.echo(text, nl=False)
        return
    out.write_text(text, encoding="utf-8")


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _quiet(_: str) -> None:
    """Say nothing: what is printed goes into a file."""
