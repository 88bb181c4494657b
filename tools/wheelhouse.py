"""Makes a folder from which Sojourn installs without a network: every wheel of the lock, its own, and a checksum list.

``make wheelhouse`` runs it. The folder is for machines of this kind: the same platform and the same version of Python.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import requires
from pathlib import Path

import click
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
LOCK = ROOT / "requirements.lock"
#: The lock of what the service needs, and the list of checksums, in the folder.
NEEDED, SUMS = "requirements.txt", "SHA256SUMS"
_PINNED = re.compile(r"^([A-Za-z0-9._-]+)==", re.MULTILINE)


@click.command()
@click.option("--out", type=click.Path(path_type=Path), default=ROOT / "dist" / "wheelhouse", show_default=True)
def main(out: Path) -> None:
    """Make the folder anew."""
    make_wheelhouse(out)
    wheels = list(out.glob("*.whl"))
    size = sum(path.stat().st_size for path in wheels) / 1e6
    click.echo(f"{len(wheels)} wheels, {size:,.0f} MB: {out}")


def make_wheelhouse(out: Path) -> None:
    """Fill a folder, which is emptied first, with all wheels, the lock of what is needed, and the checksums."""
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    (out / NEEDED).write_text(needed_lock(LOCK.read_text(encoding="utf-8")), encoding="utf-8")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "-qq"]
    wanted = ["--require-hashes", "--no-deps", "--only-binary", ":all:", "--dest", str(out)]
    subprocess.run([*pip, "download", *wanted, "--requirement", str(out / NEEDED)], check=True)
    own = build_wheel(out)
    _name, version, _rest = own.name.split("-", 2)
    with (out / NEEDED).open("a", encoding="utf-8") as needed:
        needed.write(f"sojourn=={version} --hash=sha256:{_digest(own)}\n")
    write_sums(out)


def build_wheel(out: Path) -> Path:
    """Build Sojourn's own wheel into a folder, with the tools of this environment, and give its file."""
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "-qq"]
    command = [*pip, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(out), str(ROOT)]
    subprocess.run(command, check=True)
    return max(out.glob("sojourn-*.whl"), key=lambda path: path.stat().st_mtime)


def needed_lock(lock: str) -> str:
    """Take the part of a lock file that Sojourn itself needs on this machine, hashes and all."""
    parts: dict[str, str] = {}
    for name, part in _parts(lock):  # a package may be pinned once for each version of Python
        parts[name] = parts.get(name, "") + part
    needed = _closure("sojourn")
    missing = needed - parts.keys()
    if missing:
        raise click.ClickException(
            f"the lock lacks {', '.join(sorted(missing))}. Next: `make lock`, then `make setup`."
        )
    return "".join(parts[name] for name in sorted(needed))


def _parts(lock: str) -> Iterator[tuple[str, str]]:
    starts = [*_PINNED.finditer(lock)]
    ends = [*(start.start() for start in starts[1:]), len(lock)]
    for start, end in zip(starts, ends, strict=True):
        yield canonicalize_name(start.group(1)), lock[start.start() : end]


def _closure(name: str) -> set[str]:
    """Name everything that a package needs here, by what the installed packages say, over any number of steps."""
    found: set[str] = set()
    frontier: list[tuple[str, frozenset[str]]] = [(name, frozenset())]
    seen: set[tuple[str, frozenset[str]]] = set()
    while frontier:
        package, extras = frontier.pop()
        if (package, extras) in seen:
            continue
        seen.add((package, extras))
        for text in requires(package) or []:
            requirement = Requirement(text)
            if _holds(requirement, extras):
                found.add(canonicalize_name(requirement.name))
                frontier.append((canonicalize_name(requirement.name), frozenset(requirement.extras)))
    return found


def _holds(requirement: Requirement, extras: frozenset[str]) -> bool:
    marker = requirement.marker
    return marker is None or any(marker.evaluate({"extra": extra}) for extra in (*extras, ""))


def write_sums(folder: Path) -> None:
    """Write the list of checksums of everything in a folder, as ``sha256sum --check`` reads it."""
    files = sorted(path for path in folder.iterdir() if path.name != SUMS)
    lines = [f"{_digest(path)}  {path.name}\n" for path in files]
    (folder / SUMS).write_text("".join(lines), encoding="utf-8")


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


if __name__ == "__main__":
    main()
