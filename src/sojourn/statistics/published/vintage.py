"""Vintages: what was published stays as it was published."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from sojourn.errors import RunError


def freeze(files: Mapping[str, str], folder: Path) -> list[Path]:
    """Write the files of a publication into a folder, beside their place first and then renamed.

    A file that is there with the same content is left alone. With other content nothing at all is written.

    Returns:
        The files, in the order of their names.

    Raises:
        RunError: ``vintage-frozen``: the folder holds another vintage under one of these names.
    """
    contents = {folder / name: text.encode() for name, text in sorted(files.items())}
    changed = [path for path, content in contents.items() if path.exists() and not _is_same(path, content)]
    if changed:
        names = ", ".join(f"`{path.name}`" for path in changed)
        raise RunError(
            "vintage-frozen",
            f"the folder `{folder}` holds another publication: {names} would change. What was published is never "
            "overwritten; the same content would be fine. Nothing was written. Next: name a new folder with `--out`.",
        )
    folder.mkdir(parents=True, exist_ok=True)
    for path, content in contents.items():
        beside = path.with_name(f".{path.name}.part")
        beside.write_bytes(content)
        beside.replace(path)
    return list(contents)


def _is_same(path: Path, content: bytes) -> bool:
    return path.is_file() and path.read_bytes() == content
