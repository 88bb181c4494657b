"""The error codes that stand in the source: each literal given to a parameter named ``code``."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

#: Where the code stands among the arguments; several functions and classes may share a name.
Places = dict[str, set[int]]
_CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)+")
_ERRORS = ("SojournError", "EvidenceError", "LawError", "EngineError", "RunError", "RegisterError")


def list_error_codes(source: Path) -> list[str]:
    """List the codes, sorted: in calls to an error, and to functions and dataclasses that have a parameter ``code``."""
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in sorted(source.rglob("*.py"))]
    takes_code: Places = defaultdict(set, {name: {0} for name in _ERRORS})
    for tree in trees:
        for name, at in _takers(tree):
            takes_code[name].add(at)
    for tree in trees:
        for name, places in list(_heirs(tree, takes_code)):
            takes_code[name] |= places
    return sorted({code for tree in trees for code in _codes(tree, takes_code)})


def _takers(tree: ast.Module) -> Iterator[tuple[str, int]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            names = [argument.arg for argument in node.args.args if argument.arg not in ("self", "cls")]
        elif isinstance(node, ast.ClassDef):
            fields = (part.target for part in node.body if isinstance(part, ast.AnnAssign))
            names = [target.id for target in fields if isinstance(target, ast.Name)]
            if any(isinstance(base, ast.Name) and base.id in _ERRORS for base in node.bases):
                names = ["code"]
        else:
            continue
        if "code" in names and node.name != "__init__":
            yield node.name, names.index("code")


def _heirs(tree: ast.Module, takes_code: Places) -> Iterator[tuple[str, set[int]]]:
    """Dataclasses that inherit their field ``code``; the fields of the base come first."""
    for node in (node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)):
        for base in node.bases:
            if isinstance(base, ast.Name) and base.id in takes_code and base.id not in _ERRORS:
                yield node.name, takes_code[base.id]


def _codes(tree: ast.Module, takes_code: Places) -> Iterator[str]:
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        if name == "__init__" and isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Call):
            yield from (text for value in call.args[:1] for text in _texts(value) if _CODE.fullmatch(text))
        if name in takes_code:
            given = [value for at, value in enumerate(call.args) if at in takes_code[name]]
            given += [keyword.value for keyword in call.keywords if keyword.arg == "code"]
            yield from (text for value in given for text in _texts(value) if _CODE.fullmatch(text))


def _texts(value: ast.expr) -> list[str]:
    return [node.value for node in ast.walk(value) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
