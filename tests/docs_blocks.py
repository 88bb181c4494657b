"""The fenced blocks of a page of Markdown, and how a test runs them."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from click.testing import CliRunner

from sojourn.cli import main

ROOT = Path(__file__).resolve().parent.parent

_FENCE = re.compile(r"^( *)```(\w*)([^\n]*)\n(.*?)^\1```[ ]*$", re.MULTILINE | re.DOTALL)
_TITLE = re.compile(r'title="([^"]+)"')


@dataclass(frozen=True)
class Block:
    """One fenced block: its language, the file it is to be written to if it has a title, its text and first line."""

    language: str
    title: str | None
    text: str
    line: int


def list_blocks(page: Path) -> list[Block]:
    """List the fenced blocks of a page, in order."""
    text = page.read_text(encoding="utf-8")
    return [_block(text, found) for found in _FENCE.finditer(text)]


def list_pages() -> list[Path]:
    """List every page that is written for readers."""
    pages = [ROOT / name for name in ("README.md", "CONTRIBUTING.md")]
    return pages + sorted((ROOT / "docs").rglob("*.md"))


def list_page_names() -> list[str]:
    """List the pages by their path in the repository."""
    return [str(page.relative_to(ROOT)) for page in list_pages()]


def iter_commands(text: str) -> Iterator[list[str]]:
    """Give each command of a shell block as its words; a line that ends with a backslash goes on."""
    for line in text.replace("\\\n", " ").splitlines():
        words = shlex.split(line, comments=True)
        if words:
            yield words


def run_page(page: Path, folder: Path) -> None:
    """Run a page from top to bottom in a folder, the working folder of this process: titled blocks are written, Python
    and commands are run. All commands share this process, in which what each makes ready serves the next."""
    names: dict[str, object] = {"__name__": "page"}
    for block in list_blocks(page):
        where = f"{page.relative_to(ROOT)}, line {block.line}"
        if block.title:
            target = folder / block.title
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(block.text, encoding="utf-8")
        elif block.language == "python":
            exec(compile("\n" * block.line + block.text, str(page), "exec"), names)
        elif block.language in ("sh", "bash", "shell"):
            for words in iter_commands(block.text):
                _run_command(words, where)


def _block(text: str, found: re.Match[str]) -> Block:
    indent, language, about, inner = found.groups()
    title = _TITLE.search(about)
    lines = [line.removeprefix(indent) for line in inner.splitlines(keepends=True)]
    return Block(language, title.group(1) if title else None, "".join(lines), text.count("\n", 0, found.start()) + 1)


def _run_command(words: list[str], where: str) -> None:
    if words == ["make", "demo"]:
        for small in _demo_commands():
            _run_command(small, where)
    elif words[0] in ("sojourn", ".venv/bin/sojourn"):
        done = CliRunner().invoke(main, words[1:], prog_name="sojourn")
        assert done.exit_code == 0, f"{where}: {' '.join(words)}\n{done.output}{done.exception!r}"
    else:
        assert words[0] == "make", f"{where}: `{words[0]}` is not run by the tests; write it in a block of `text`"
        assert f"\n{words[1]}:" in (ROOT / "Makefile").read_text(), f"{where}: there is no target `{words[1]}`"


def _demo_commands() -> list[list[str]]:
    environment = {key: value for key, value in os.environ.items() if not key.startswith("MAKE")}
    plan = subprocess.run(
        ["make", "--dry-run", "demo", "TRAVELLERS=1000"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return [words for words in map(str.split, plan.stdout.splitlines()) if words[:1] == [".venv/bin/sojourn"]]
