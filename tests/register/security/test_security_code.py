"""Rules that all code keeps: no requests to others, secrets compared in the same time, SQL without values."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

#: What opens a connection to somewhere. The database's driver and the message client are the only two ways out.
OUTWARD = {
    "aiohttp", "django.core.mail", "ftplib", "http.client", "httpx", "imaplib", "poplib", "requests", "smtplib",
    "telnetlib", "urllib.request", "urllib3", "xmlrpc",
}  # fmt: skip
#: Finds a free port on loopback for the database, and connects to nothing.
MAY_HAVE_SOCKETS = {"launching.py"}
SECRET = re.compile(r"token|secret|password|mac$")


@pytest.fixture(scope="module")
def trees(repo: Path) -> dict[Path, ast.Module]:
    root = repo / "src" / "sojourn" / "register"
    return {path.relative_to(root): ast.parse(path.read_text(encoding="utf-8")) for path in root.rglob("*.py")}


def imported(tree: ast.Module) -> set[str]:
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        if isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def test_the_register_asks_nobody_outside_for_anything(trees: dict[Path, ast.Module]) -> None:
    asked = {str(path): sorted(imported(tree) & OUTWARD) for path, tree in trees.items()}
    assert {path: names for path, names in asked.items() if names} == {}
    sockets = {path.name for path, tree in trees.items() if "socket" in imported(tree)}
    assert sockets <= MAY_HAVE_SOCKETS


def compared(tree: ast.Module) -> list[str]:
    """List comparisons by ``==`` of what is named like a proof of who somebody is."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.Eq | ast.NotEq):
            sides = [node.left, *node.comparators]
            named = [ast.unparse(each) for each in sides if isinstance(each, ast.Name | ast.Attribute)]
            constant = any(isinstance(each, ast.Constant) for each in sides)
            found += [] if constant else [name for name in named if SECRET.search(name)]
    return found


def test_secrets_are_compared_in_the_same_time(trees: dict[Path, ast.Module]) -> None:
    found = {str(path): compared(tree) for path, tree in trees.items()}
    assert {path: names for path, names in found.items() if names} == {}


@pytest.mark.parametrize("module", ["intake/keys.py", "operate/views.py", "log/sequencing.py"])
def test_keys_and_marks_are_compared_by_compare_digest(trees: dict[Path, ast.Module], module: str) -> None:
    assert "compare_digest(" in ast.unparse(trees[Path(module)])


#: Statements put together from the names of our own columns, which nobody types.
OF_OUR_OWN_COLUMNS = {"log/adopting.py"}


def test_no_statement_is_put_together_with_values(trees: dict[Path, ast.Module]) -> None:
    found = set()
    for path, tree in trees.items():
        calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and node.args]
        run = [call for call in calls if ast.unparse(call.func).endswith(("cursor.execute", ".raw", "RawSQL"))]
        if any(isinstance(call.args[0], ast.BinOp | ast.JoinedStr) for call in run):
            found.add(str(path))
    assert found <= OF_OUR_OWN_COLUMNS
