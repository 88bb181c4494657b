"""The house: what stands where, how large it may be, and what the code may not say."""

from __future__ import annotations

import ast
import pickle
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from sojourn import errors

NAMELESS = {"utils", "util", "helpers", "helper", "common", "misc"}

NOT_PORTABLE = {
    "asof_join": "returns nothing, silently, where columns are named differently; Spark has none",
    "epoch_seconds": "differs between the engines",
    "group_concat": "has no common order",
    "hash": "differs between the engines; `hexdigest` does not",
}
CLOCKS = {"now", "today", "utcnow"}
BROAD = {"Exception", "BaseException"}


@pytest.fixture(scope="session")
def modules(repo: Path) -> dict[str, ast.Module]:
    """Parse every module of the source, by its path; migrations are written by a program."""
    paths = sorted(path for path in (repo / "src").rglob("*.py") if path.parent.name != "migrations")
    return {str(path.relative_to(repo)): ast.parse(path.read_text(encoding="utf-8")) for path in paths}


def iter_calls(modules: dict[str, ast.Module]) -> Iterator[tuple[str, str, ast.Call]]:
    """Give each call of a method or a module's function with its place and name."""
    for path, tree in modules.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                yield f"{path}:{node.lineno}", node.func.attr, node


def iter_functions(modules: dict[str, ast.Module]) -> Iterator[tuple[str, ast.FunctionDef]]:
    """Give each function with its place."""
    for path, tree in modules.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef):
                yield f"{path}:{node.lineno} {node.name}", node


def test_imports_go_only_downward(repo: Path) -> None:
    program = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([program], cwd=repo, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_folder_and_module_has_a_place_in_the_house(repo: Path) -> None:
    layers = re.findall(r'^  "sojourn\.(\w+)",$', (repo / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE)
    found = {path.stem for path in (repo / "src" / "sojourn").iterdir() if path.stem not in ("__init__", "__pycache__")}
    assert found - {"py"} == set(layers)


def test_modules_stay_short(repo: Path) -> None:
    lengths = {path: len(path.read_text().splitlines()) for path in (repo / "src").rglob("*.py")}
    assert {str(path.relative_to(repo)): length for path, length in lengths.items() if length > 500} == {}


def test_functions_stay_short(modules: dict[str, ast.Module]) -> None:
    lengths = {place: (node.end_lineno or 0) - node.lineno + 1 for place, node in iter_functions(modules)}
    assert {place: length for place, length in lengths.items() if length > 60} == {}


def test_modules_have_names_that_say_something(modules: dict[str, ast.Module]) -> None:
    assert [path for path in modules if NAMELESS & set(Path(path).with_suffix("").parts)] == []


def test_only_expressions_that_mean_the_same_on_both_engines(modules: dict[str, ast.Module]) -> None:
    assert [f"{place}: {name}" for place, name, call in iter_calls(modules) if name in NOT_PORTABLE] == []


def test_no_map_which_spark_and_duckdb_write_differently(modules: dict[str, ast.Module]) -> None:
    calls = [(place, getattr(call.func, "value", None)) for place, name, call in iter_calls(modules) if name == "map"]
    assert [place for place, value in calls if isinstance(value, ast.Name) and value.id == "ibis"] == []


def test_no_list_is_collected_in_an_order_of_its_own(modules: dict[str, ast.Module]) -> None:
    calls = [(place, call) for place, name, call in iter_calls(modules) if name == "collect"]
    assert [place for place, call in calls if any(word.arg == "order_by" for word in call.keywords)] == []


def test_no_delta_in_units_that_the_engines_count_differently(modules: dict[str, ast.Module]) -> None:
    calls = [(place, call) for place, name, call in iter_calls(modules) if name == "delta"]
    units = [(place, [value for value in ast.walk(call) if isinstance(value, ast.Constant)]) for place, call in calls]
    assert [place for place, values in units if "day" not in [value.value for value in values]] == []


def test_only_the_command_line_and_one_clock_know_what_day_it_is(modules: dict[str, ast.Module]) -> None:
    own = ("src/sojourn/cli", "src/sojourn/register/clock")
    calls = [(place, ast.unparse(call.func)) for place, name, call in iter_calls(modules) if name in CLOCKS]
    asked = [place for place, function in calls if not (place.startswith(own) or _asks_the_clock(place, function))]
    assert asked == []


def _asks_the_clock(place: str, function: str) -> bool:
    """Say whether a call asks the one clock of the register, which tests can set."""
    return place.startswith("src/sojourn/register/") and function in ("clock.now", "clock.today")


def test_no_broad_except(modules: dict[str, ast.Module]) -> None:
    handlers = [
        (path, node) for path, tree in modules.items() for node in ast.walk(tree) if isinstance(node, ast.ExceptHandler)
    ]
    names = [(path, node, getattr(node.type, "id", None)) for path, node in handlers]
    broad = [f"{path}:{node.lineno}" for path, node, name in names if node.type is None or name in BROAD]
    assert broad == []


def test_every_public_name_has_a_docstring(modules: dict[str, ast.Module]) -> None:
    public = [
        (f"{path}:{node.lineno} {node.name}", node)
        for path, tree in modules.items()
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
    ]
    assert [place for place, node in public if ast.get_docstring(node) is None] == []


def test_every_module_says_what_it_is(modules: dict[str, ast.Module]) -> None:
    assert [path for path, tree in modules.items() if ast.get_docstring(tree) is None] == []


def test_errors_show_their_code_and_where_it_is_explained() -> None:
    error = errors.EvidenceError("unknown-column", "the column `nation` is unknown")
    assert str(error) == "the column `nation` is unknown\n[unknown-column] see docs/errors.md#unknown-column"


def test_an_error_passes_from_one_process_to_another_whole() -> None:
    error = errors.EvidenceError("bad-rates", "the file `x` is wrong. Next: write it again.")
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), again.code, again.message, str(again)) == (
        errors.EvidenceError,
        error.code,
        error.message,
        str(error),
    )
