"""What every answer carries, in training and live, and what no template has."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

#: Live, with nothing behind it: what is asked here needs no database.
LIVE = {
    "DJANGO_SETTINGS_MODULE": "sojourn.register.settings",
    "SOJOURN_MODE": "live",
    "SOJOURN_DATABASE": "postgresql://nobody@127.0.0.1:1/none",
    "SOJOURN_SECRET_KEY": "0123456789abcdef" * 4,
    "SOJOURN_INDEX_KEY": "5a" * 32,
    "SOJOURN_SIGNING_KEY": "7e" * 32,
    "SOJOURN_HOSTS": "register.example",
    "SOJOURN_CONTROLLER": "Example Service",
    "SOJOURN_LEGAL_BASIS": "Example Act",
    "SOJOURN_RETENTION": "retention.yaml",
}
ASKED = """
import json, django
django.setup()
from django.test import Client
found = {}
for name, path in (("page", "/account/login/"), ("health", "/health"), ("plain", "/search/")):
    answer = Client(SERVER_NAME="register.example").get(path, secure=name == "page")
    cookies = {key: {"secure": kept["secure"], "http": kept["httponly"], "site": kept["samesite"]}
               for key, kept in answer.cookies.items()}
    found[name] = {"status": answer.status_code, "headers": dict(answer.headers), "cookies": cookies}
print(json.dumps(found))
"""


def run_live(*arguments: str, **told: str) -> subprocess.CompletedProcess[str]:
    environ = {name: value for name, value in os.environ.items() if not name.startswith("SOJOURN_")}
    command = [sys.executable, *arguments]
    return subprocess.run(command, env={**environ, **LIVE, **told}, capture_output=True, text=True)


@pytest.fixture(scope="module")
def live() -> dict[str, Any]:
    done = run_live("-c", ASKED)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("settings", ["sojourn.register.settings", "sojourn.register.portal.settings"])
def test_the_checks_for_deploying_find_nothing(settings: str) -> None:
    arguments = ["-m", "django", "check", "--deploy", "--fail-level", "WARNING"]
    done = run_live(*arguments, DJANGO_SETTINGS_MODULE=settings)
    assert done.returncode == 0, done.stderr


def test_live_asks_browsers_to_come_back_with_tls_alone(live: dict[str, Any]) -> None:
    assert live["page"]["status"] == 200
    assert live["page"]["headers"]["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    assert live["plain"]["status"] == 301
    assert live["plain"]["headers"]["Location"] == "https://register.example/search/"
    assert live["health"]["status"] == 200, "this machine asks without TLS"


def test_cookies_of_live_are_closed_to_scripts_and_to_plain_requests(live: dict[str, Any]) -> None:
    cookies = live["page"]["cookies"]
    assert cookies
    assert all(cookie["secure"] and cookie["site"] in ("Lax", "Strict") for cookie in cookies.values())


def test_the_cookie_of_the_session_is_closed_to_scripts(db: None) -> None:
    from django.conf import settings

    assert settings.SESSION_COOKIE_HTTPONLY
    assert settings.SESSION_COOKIE_SAMESITE in ("Lax", "Strict")


def paths_without_parameters() -> Iterator[str]:
    from django.urls import URLPattern, get_resolver

    def walk(entries: list[Any], prefix: str) -> Iterator[str]:
        for entry in entries:
            path = f"{prefix}{entry.pattern}".replace("^", "").replace("$", "")
            if isinstance(entry, URLPattern):
                yield f"/{path}"
            else:
                yield from walk(entry.url_patterns, path)

    return (path for path in walk(get_resolver().url_patterns, "") if "<" not in path and "(" not in path)


EXPECTED = {
    "Content-Security-Policy": r"default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; .*",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin|no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ".*camera=.*",
}


@pytest.mark.parametrize("role", ["supervisor", "oversight"])
def test_every_page_carries_the_headers(client: Callable[..., Any], role: str) -> None:
    browser, paths = client(role), sorted(paths_without_parameters())
    browser.raise_request_exception = False
    wrong = {}
    for path in paths:
        headers = browser.get(path).headers
        missing = [name for name, form in EXPECTED.items() if not re.fullmatch(form, headers.get(name, ""))]
        wrong |= {path: missing} if missing or "unsafe" in headers["Content-Security-Policy"] else {}
    assert len(paths) > 40
    assert wrong == {}


def test_no_template_has_an_inline_script_or_style(repo: Path) -> None:
    templates = sorted((repo / "src" / "sojourn" / "register").rglob("templates/**/*.html"))
    inline = re.compile(
        r"""<style|\sstyle=|<script(?![^>]*\s(?:src=|type="application/json"))|<[^>]*\son[a-z]+=|javascript:"""
    )
    served = [path for path in templates if path.name != "year.html"]  # the yearly report is a file, served by nobody
    found = {path.name: inline.findall(path.read_text(encoding="utf-8")) for path in served}
    assert len(templates) > 100
    assert {name: parts for name, parts in found.items() if parts} == {}
