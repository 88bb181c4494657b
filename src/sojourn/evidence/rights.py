"""What each feed may do beyond sending its own records: the optional file ``feeds.yaml`` of an evidence folder."""

from __future__ import annotations

from pathlib import Path

import yaml

from sojourn.evidence.problems import Problem, refuse

FILE = "feeds.yaml"
RIGHTS = ("set_aside", "replay")


def load_rights(folder: Path) -> dict[str, frozenset[str]]:
    """Read the rights by feed: ``authority:review: [set_aside]``. Without the file no feed has any.

    ``set_aside``: the feed may correct another feed's records. ``replay``: it gives its own ``recorded_at``.

    Raises:
        EvidenceError: ``bad-rights``, the file is not a map of feeds to lists of rights.
    """
    path = folder / FILE
    if not path.exists():
        return {}
    try:
        given = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        line = getattr(getattr(error, "problem_mark", None), "line", None)
        problem = Problem(FILE, "bad-rights", None, "no YAML", "a map", None if line is None else line + 1)
        refuse([problem], "bad-rights", _NEXT)
        return {}
    given = {} if given is None else given
    problems = _find_problems(given)
    refuse(problems, "bad-rights", _NEXT)
    return {feed: frozenset(rights) for feed, rights in sorted(given.items())}


_NEXT = "write each feed with the list of its rights, such as `authority:review: [set_aside]`."


def _find_problems(given: object) -> list[Problem]:
    if not isinstance(given, dict):
        return [Problem(FILE, "bad-rights", None, "no map of feeds", "feeds with lists of rights")]
    allowed = "a list of " + ", ".join(RIGHTS)
    return [
        Problem(FILE, "bad-rights", str(feed), "an unknown right or no list", allowed)
        for feed, rights in given.items()
        if not isinstance(feed, str) or not isinstance(rights, list) or not all(right in RIGHTS for right in rights)
    ]
