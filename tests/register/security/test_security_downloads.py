"""Files that somebody else made never act in a browser: each way to one hands it out to be saved, in a sandbox."""

from __future__ import annotations

import ast
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ACTIVE = [
    b"<html><script>alert(1)</script>",
    b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    b"%PDF-1.7",
]


@pytest.mark.parametrize("content", ACTIVE)
def test_a_file_is_handed_out_to_be_saved_and_in_a_sandbox(django_ready: object, content: bytes) -> None:
    from django.test import RequestFactory

    from sojourn.register.door.headers import HeadersMiddleware
    from sojourn.register.letters.files import download

    given = HeadersMiddleware(lambda _request: download(content, "application/pdf", "document-1.pdf"))
    headers = given(RequestFactory().get("/")).headers
    assert headers["Content-Disposition"].startswith("attachment;")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"].endswith("; sandbox")
    assert headers["Cache-Control"] == "no-store"


def opens_kept_bytes(node: ast.AST) -> bool:
    """Say whether a function opens a file that somebody sent: a call of an action that gives its bytes."""
    calls = [ast.unparse(each.func) for each in ast.walk(node) if isinstance(each, ast.Call)]
    return any(call in OPENERS for call in calls)


#: The actions that give the bytes of a document that somebody sent.
OPENERS = ("open_document", "open_mail", "open_pdf", "read_body")


def test_every_page_that_opens_a_kept_file_answers_by_download(repo: Path) -> None:
    root = repo / "src" / "sojourn" / "register"
    views = [path for path in sorted(root.rglob("*.py")) if "views" in path.stem]
    functions = [
        (f"{path.relative_to(root)}: {node.name}", node)
        for path in views
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef) and opens_kept_bytes(node)
    ]
    assert functions, "there are such pages"
    assert [name for name, node in functions if "download(" not in ast.unparse(node)] == []


def test_a_table_for_a_spreadsheet_is_a_download(client: Callable[..., Any]) -> None:
    answer = client("feed_operator").get("/feeds/post:JFK/csv/")
    assert answer.status_code in (200, 404)
    assert answer.status_code == 404 or answer.headers["Content-Disposition"].startswith("attachment;")
