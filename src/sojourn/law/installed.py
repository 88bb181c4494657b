"""Law packs that live in another distribution, found by the entry point group `sojourn.law_packs`.

    [project.entry-points."sojourn.law_packs"]
    freedonia = "freedonia_law"

names a package, or a module, whose folder holds `pack.yaml`. It is found, not run.
"""

from __future__ import annotations

from collections.abc import Collection
from importlib.machinery import ModuleSpec
from importlib.metadata import EntryPoint, entry_points
from importlib.util import find_spec
from pathlib import Path

from sojourn.errors import LawError

GROUP = "sojourn.law_packs"


def installed_packs(shipped: Collection[str]) -> dict[str, Path]:
    """Give the folders of the packs that other distributions bring, by code.

    Raises:
        LawError: ``law-pack-clash``: a code that Sojourn ships, or that two distributions use;
            ``law-pack-entry-point``: an entry point that leads to no folder with a ``pack.yaml``.
    """
    found: dict[str, EntryPoint] = {}
    for point in sorted(entry_points(group=GROUP), key=lambda each: (each.name, each.value)):
        if point.name in shipped:
            raise _clash(f"`{point.name}` is the code of a pack that comes with Sojourn", point)
        other = found.setdefault(point.name, point)
        if other.value != point.value:
            raise _clash(f"`{point.name}` is also the code of a pack of {_distribution(other)}", point)
    return {code: _folder(point) for code, point in found.items()}


def check_code(code: str, header_code: str, folder: Path) -> None:
    """Refuse an entry point whose name is not the code of the pack that it leads to.

    Raises:
        LawError: ``law-pack-entry-point``.
    """
    if code != header_code:
        raise LawError(
            "law-pack-entry-point",
            f"the entry point `{code}` of the group `{GROUP}` leads to `{folder.name}`, whose pack has the code "
            f"`{header_code}`; both must be the same. Next: rename one of them and install the distribution again.",
        )


def _folder(point: EntryPoint) -> Path:
    spec = _find(point.module)
    places = [] if spec is None else list(spec.submodule_search_locations or [])
    if spec is not None and not places and spec.origin:
        places = [str(Path(spec.origin).parent)]
    for place in places:
        if (Path(place) / "pack.yaml").is_file():
            return Path(place)
    raise LawError(
        "law-pack-entry-point",
        f"the entry point `{point.name} = {point.value}` of the group `{GROUP}` ({_distribution(point)}) leads to no "
        "folder with a `pack.yaml`. Allowed is a package or module beside which it stands. "
        "Next: mend or remove that distribution.",
    )


def _find(module: str) -> ModuleSpec | None:
    try:
        return find_spec(module)
    except ModuleNotFoundError:
        return None


def _clash(what: str, point: EntryPoint) -> LawError:
    return LawError(
        "law-pack-clash",
        f"{what}; {_distribution(point)} brings another under that name. A code is used once. "
        "Next: rename the pack there, or remove that distribution.",
    )


def _distribution(point: EntryPoint) -> str:
    return f"the distribution `{point.dist.name}`" if point.dist is not None else "another distribution"
