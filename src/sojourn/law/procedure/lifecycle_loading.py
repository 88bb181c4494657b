"""The lifecycles of a pack when it is loaded: its own and the inherited, fitted together, and held to the floor."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sojourn.errors import LawError
from sojourn.law.loading import Problems
from sojourn.law.procedure.lifecycle_floor import lifecycle_floor_problems
from sojourn.law.procedure.lifecycle_reading import invalid, iter_versions, list_lifecycles
from sojourn.law.procedure.lifecycle_yaml import PART, read_lifecycles
from sojourn.law.rule import RuleText

if TYPE_CHECKING:
    from sojourn.law.pack import Pack


def lifecycles_of(folder: Path, header: Mapping[str, Any], parent: Pack | None) -> tuple[RuleText, ...]:
    """Read the lifecycles of a pack; from its parent every part, and the lifecycles named in the header.

    Raises:
        LawError: ``law-lifecycle-invalid``: the files have problems, all listed.
    """
    by_file: dict[str, Problems] = {}
    own = read_lifecycles(folder, header["code"], by_file)
    for name in sorted({text.id for text in own if [each.id for each in own].count(text.id) > 1}):
        by_file.setdefault("lifecycles", []).append(f"the id `{name}` stands in several files")
    taken = parent.lifecycles if parent is not None else ()
    wanted = header.get("inherited_lifecycles", [])
    known = {text.id for text in taken}
    missing = [f"there is no lifecycle `{name}` to inherit" for name in wanted if name not in known]
    if missing:
        by_file.setdefault("pack.yaml", []).extend(missing)
    if by_file:
        raise _invalid_files(folder, by_file)
    return (*own, *(text for text in taken if text.role == PART or text.id in wanted))


def check_lifecycles(pack: Pack) -> None:
    """Build every version of every lifecycle of a pack, and hold it to the floor.

    Raises:
        LawError: ``law-lifecycle-invalid``; ``law-pack-below-floor``: at least one goes below the floor.
    """
    problems = [
        problem
        for lifecycle_id in list_lifecycles(pack)
        for lifecycle in iter_versions(pack, lifecycle_id)
        for problem in lifecycle_floor_problems(lifecycle)
    ]
    below = list(dict.fromkeys(problems))
    if below:
        lines = "\n".join(f"  - below the floor: {line}" for line in below)
        raise LawError(
            "law-pack-below-floor",
            f"the lifecycles of the law pack `{pack.code}` have {len(below)} problems:\n{lines}\n"
            "Allowed is what keeps the floor (docs/lifecycles.md). Next: mend them all.",
        )


def _invalid_files(folder: Path, by_file: Mapping[str, Problems]) -> LawError:
    if len(by_file) == 1:
        name, problems = next(iter(by_file.items()))
        return invalid(name, problems)
    return invalid(folder.name, [f"{name}: {each}" for name, problems in by_file.items() for each in problems])
