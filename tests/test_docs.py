"""The docs say what is so: their code runs, what they list is whole, and nothing in the repository names a machine."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from docs_blocks import Block, iter_commands, list_blocks, list_page_names, run_page
from error_codes import list_error_codes
from tools.pages import list_stale_pages

BINARY = {".png", ".parquet", ".woff2", ".ico", ".gz"}
#: `/work/next/` and `/work/order/` are addresses of the register.
MACHINE = re.compile(
    r"(?<![\w./])/(?:work(?!/(?:next|order|several|cases|absences)/)|root|home|Users)/\w|\b[A-Z]:\\\\Users\b"
)
HOSTS = re.compile(
    "|".join(
        re.escape(host)
        for host in ("pypi" + ".org", "files.python" + "hosted", "npmjs" + ".org", "deb.deb" + "ian.org")
    )
)
REFUSED = re.compile(
    r"\b(latitude|longitude|geoloc\w*|licen[cs]e_plate|face_(?:match|embedding)|risk_score|threat_score|social_media)\b",
    re.IGNORECASE,
)
OPEN_ENDS = re.compile(r"\b(TO" + r"DO|FIX" + r"ME)\b")
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")


def list_texts(repo: Path) -> list[Path]:
    """List the text files: those that git tracks or would; without git, those outside the folders that are made."""
    names = _list_names_by_git(repo) if (repo / ".git").exists() and shutil.which("git") else _list_names(repo)
    return [repo / name for name in names if (repo / name).is_file() and Path(name).suffix not in BINARY]


def _list_names_by_git(repo: Path) -> list[str]:
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    done = subprocess.run(command, cwd=repo, capture_output=True, text=True, check=True)
    return [name for name in done.stdout.split("\0") if name]


def _list_names(repo: Path) -> list[str]:
    made = {line.strip("/") for line in (repo / ".gitignore").read_text(encoding="utf-8").splitlines()} | {".git"}
    found = (path.relative_to(repo) for path in repo.rglob("*"))
    return [str(path) for path in found if not made & {*path.parts, path.as_posix()}]


def list_lines(paths: list[Path], pattern: re.Pattern[str], repo: Path) -> list[str]:
    """List each line that a pattern finds, by file and number."""
    return [
        f"{path.relative_to(repo)}:{number}"
        for path in paths
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1)
        if pattern.search(line)
    ]


@pytest.fixture(scope="session")
def texts(repo: Path) -> list[Path]:
    """List the text files of the repository, once for all tests."""
    return list_texts(repo)


@pytest.mark.parametrize("name", list_page_names())
def test_the_code_of_a_page_runs(name: str, repo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    run_page(repo / name, tmp_path)


@pytest.mark.parametrize("name", list_page_names())
def test_the_links_of_a_page_lead_somewhere(name: str, repo: Path) -> None:
    page = repo / name
    targets = LINK.findall(page.read_text(encoding="utf-8"))
    assert [target for target in targets if not (page.parent / target).exists()] == []


def test_the_written_pages_are_current() -> None:
    assert list_stale_pages() == []


def test_every_error_code_is_a_heading_of_its_page(repo: Path) -> None:
    headings = re.findall(r"^## (\S+)$", (repo / "docs" / "errors.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert headings == list_error_codes(repo / "src")


def test_every_error_code_has_a_sentence(repo: Path) -> None:
    sections = (repo / "docs" / "errors.md").read_text(encoding="utf-8").split("\n## ")[1:]
    assert [section.split("\n")[0] for section in sections if len(section.split()) < 6] == []


def test_the_error_codes_of_a_source_are_found(tmp_path: Path) -> None:
    (tmp_path / "one.py").write_text(
        "class MapError(EvidenceError): ...\n"
        "def refuse(problems, code): ...\n"
        "class Problem:\n    file: str\n    code: str\n"
        "refuse([], 'folder-unusable')\n"
        "Problem('a.csv', 'unknown-column')\n"
        "raise errors.MapError(code='no-map' if gone else 'bad-map', message='not-a-code')\n"
        "open('not-a-code')\n"
    )
    assert list_error_codes(tmp_path) == ["bad-map", "folder-unusable", "no-map", "unknown-column"]


def test_the_refusals_are_whole(repo: Path) -> None:
    page = (repo / "docs" / "refusals.md").read_text(encoding="utf-8")
    assert [line.split("**")[1] for line in page.splitlines() if line.startswith("* **")] == [
        "No finding of persons.",
        "No lists of people to act on.",
        "No recognition of faces or other biometrics.",
        "No score of a person, and no prediction.",
        "The engine accuses nobody.",
        "No bulk adverse action.",
        "Allegations are not facts.",
        "Adverse facts never join a person by a model.",
        "Silence of a feed is not evidence against a person.",
        "Nobody looks without a purpose",
        "The floor is core code.",
    ]


def test_the_files_of_the_repository_are_found(texts: list[Path], repo: Path) -> None:
    assert {repo / "Makefile", repo / ".ci" / "run", repo / "src" / "sojourn" / "tables.py"} <= set(texts)


def test_the_files_of_a_copy_without_git_are_found(tmp_path: Path) -> None:
    (tmp_path / ".venv").mkdir()
    (tmp_path / ".venv" / "a.py").touch()
    (tmp_path / ".gitignore").write_text("# made\n.venv/\n/demo/\n")
    assert list_texts(tmp_path) == [tmp_path / ".gitignore"]


def test_no_file_names_a_machine(texts: list[Path], repo: Path) -> None:
    assert list_lines(texts, MACHINE, repo) == []


def test_no_file_names_the_host_of_a_registry(texts: list[Path], repo: Path) -> None:
    assert list_lines(texts, HOSTS, repo) == []


def test_no_code_holds_a_word_of_what_is_refused(repo: Path) -> None:
    # one file tells browsers to switch off what the pages refuse to use
    switched_off = repo / "src" / "sojourn" / "register" / "door" / "headers.py"
    assert list_lines(sorted({*(repo / "src").rglob("*.py")} - {switched_off}), REFUSED, repo) == []


def test_nothing_is_left_open(texts: list[Path], repo: Path) -> None:
    assert list_lines(texts, OPEN_ENDS, repo) == []


def test_the_licence_is_the_unchanged_text(repo: Path) -> None:
    text = (repo / "LICENSE").read_text(encoding="utf-8")
    assert text.startswith("                    GNU AFFERO GENERAL PUBLIC LICENSE\n                       Version 3,")
    assert len(text.splitlines()) == 661


def test_blocks_are_found_with_their_titles(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text('Words.\n\n```csv title="a.csv"\nx;y\n```\n\n* in a list\n\n    ```sh\n    sojourn days\n    ```\n')
    assert list_blocks(page) == [Block("csv", "a.csv", "x;y\n", 3), Block("sh", None, "sojourn days\n", 9)]


def test_commands_go_on_after_a_backslash() -> None:
    text = "sojourn read one.csv \\\n  --out evidence  # a remark\n\nmake demo\n"
    assert list(iter_commands(text)) == [["sojourn", "read", "one.csv", "--out", "evidence"], ["make", "demo"]]
