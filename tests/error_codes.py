"""The error codes that stand in the source: each literal given to a parameter named ``code``."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

_CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)+")
_ERRORS = ("SojournError", "EvidenceError", "LawError", "EngineError", "RunError")


def list_error_codes(source: Path) -> list[str]:
    """List the codes, sorted: in calls to an error, and to functions and dataclasses that have a parameter ``code``."""
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in sorted(source.rglob("*.py"))]
    takes_code = dict.fromkeys(_ERRORS, 0)
    for tree in trees:
        takes_code.update(_takers(tree))
    for tree in trees:
        takes_code.update(_heirs(tree, takes_code))
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


def _heirs(tree: ast.Module, takes_code: dict[str, int]) -> Iterator[tuple[str, int]]:
    """Dataclasses that inherit their field ``code``; the fields of the base come first."""
    for node in (node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)):
        for base in node.bases:
            if isinstance(base, ast.Name) and base.id in takes_code and base.id not in _ERRORS:
                yield node.name, takes_code[base.id]


def _codes(tree: ast.Module, takes_code: dict[str, int]) -> Iterator[str]:
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        if name in takes_code:
            given = [*call.args[takes_code[name] : takes_code[name] + 1]]
            given += [keyword.value for keyword in call.keywords if keyword.arg == "code"]
            yield from (text for value in given for text in _texts(value) if _CODE.fullmatch(text))


def _texts(value: ast.expr) -> list[str]:
    return [node.value for node in ast.walk(value) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
