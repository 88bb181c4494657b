"""The commands of backups: backup, restore, keys. Each parses, calls one function, and prints."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import click

from sojourn.register.commands import FOLDER, HOME

KEY_FILE = click.option(
    "--key-file", type=FOLDER, help="The backup key; default: SOJOURN_BACKUP_KEY_FILE or SOJOURN_BACKUP_KEY."
)
MOMENT = click.DateTime(["%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%dT%H:%M:%S.%fZ", "%Y-%m-%d %H:%M:%S"])


@click.command()
@click.argument("folder", metavar="DIR", type=FOLDER)
@HOME
@KEY_FILE
@click.option("--keep", type=click.IntRange(0), default=0, help="Remove all bases but the newest N, and their logs.")
def backup(folder: Path, home: Path | None, key_file: Path | None, keep: int) -> None:
    """Back the register up into DIR while people work: sealed, signed, whole or not at all."""
    from sojourn.register.backup.backup_key import get_key
    from sojourn.register.backup.folder import claim_folder
    from sojourn.register.backup.source import require_own
    from sojourn.register.home import default_home
    from sojourn.register.serve import open_register

    home = home or default_home(os.environ)
    require_own(home, os.environ)
    key = get_key(os.environ, key_file, apart_from=(home, folder))
    claimed = claim_folder(folder, home)
    with open_register(home, click.echo):
        from sojourn.register.backup.making import back_up
        from sojourn.register.door.acting import SERVICE

        made = back_up(SERVICE, home, claimed, key, click.echo, keep)
    click.echo(
        f"{made.name}: {made.raw / 1e6:,.0f} MB copied, {made.size / 1e6:,.0f} MB sealed, {made.seconds:.1f} seconds."
        f"{f' {made.pruned} older removed.' if made.pruned else ''}"
    )


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--home", type=FOLDER, required=True, help="A new folder for the restored register.")
@KEY_FILE
@click.option("--until", type=MOMENT, help="The moment to go to (UTC); default: as far as the logs reach.")
@click.option("--checkpoint", type=FOLDER, help="A checkpoint from outside (of a witness) to compare with.")
def restore(folder: Path, home: Path, key_file: Path | None, until: datetime | None, checkpoint: Path | None) -> None:
    """Restore the register of DIR into a new folder, and hold its log against the checkpoints."""
    from sojourn.register.backup.backup_key import get_key
    from sojourn.register.backup.folder import BackupFolder
    from sojourn.register.backup.restoring import restore as run
    from sojourn.register.backup.source import require_own
    from sojourn.register.serve import open_register

    require_own(home, os.environ)
    key = get_key(os.environ, key_file, apart_from=(home, folder))
    moment = until.replace(tzinfo=UTC) if until else None
    told = {} if checkpoint is None else {checkpoint.name: _read(checkpoint)}
    restored = run(BackupFolder(folder), home, key, click.echo, moment)
    with open_register(home, click.echo):
        from sojourn.register.backup.checking import check_restored
        from sojourn.register.door.acting import SERVICE

        found = check_restored(SERVICE, restored, told)
    click.echo(found.render())
    if not found.is_good:
        raise SystemExit(1)


def _read(checkpoint: Path) -> str:
    """Read a checkpoint before anything is restored; what is no text is told of as no checkpoint."""
    try:
        return checkpoint.read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        raise click.UsageError(f"`{checkpoint}` cannot be read: {error.strerror}. Next: name the file.") from error


@click.group()
def keys() -> None:
    """Keys of the register: a new one for backups, and others in the place of those in use."""


@keys.command("new-backup-key")
@click.argument("file", type=FOLDER)
def new_backup_key(file: Path) -> None:
    """Make a backup key and write it to FILE, which this account alone reads."""
    from sojourn.register.backup.backup_key import make_key_file

    make_key_file(file)
    click.echo(f"Written: {file}. Keep a copy in a safe: without it no backup opens.")


@keys.command("rotate")
@HOME
@click.option("--which", type=click.Choice(["secret", "index", "signing"]), required=True)
def rotate(home: Path | None, which: str) -> None:
    """Put a new key in the place of one in use; the service takes it at its next start."""
    from sojourn.register.home import default_home
    from sojourn.register.serve import open_register

    home = home or default_home(os.environ)
    with open_register(home, click.echo):
        from sojourn.register.accounts.rotating import refuse_elsewhere, rotate_secret
        from sojourn.register.door.acting import SERVICE

        refuse_elsewhere(which)
        count = rotate_secret(SERVICE, home)
    click.echo(f"A new secret key is written; {count} second factors were sealed anew. Start the service again.")
