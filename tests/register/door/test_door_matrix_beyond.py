"""The rows of the matrix beyond the staff's pages: the person's door, the API by its keys, and the commands."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from door_walk import Address, arguments_of, list_addresses

MATRIX = yaml.safe_load((Path(__file__).parent / "matrix.yaml").read_text("utf-8"))
PORTAL = {name: told for name, told in MATRIX.items() if name.startswith("portal_")}
COMMANDS = {name.removeprefix("command "): told for name, told in MATRIX.items() if name.startswith("command ")}


@pytest.fixture
def doors(portal: Any, person: Callable[..., Any]) -> tuple[Any, list[Address]]:
    """Give a client of the person's door without a code, and every address of it."""
    told = {**arguments_of(person(), 1, 1, f"c{'0' * 20}"), "reference": "NT-1"}
    addresses = [Address(one.name, re.sub(r"\(\?P\w*json\|pdf\)", "json", one.path)) for one in list_addresses(told)]
    return portal, addresses


def test_every_address_of_the_person_s_door_stands_in_the_matrix(doors: Any) -> None:
    assert {one.name for one in doors[1]} == set(PORTAL)


def test_without_a_code_the_person_s_door_opens_what_the_matrix_says(doors: Any) -> None:
    visitor, addresses = doors
    found = {one.name: opened_to_anybody(visitor, one.path) for one in addresses}
    assert {name for name, is_open in found.items() if is_open} == {n for n, told in PORTAL.items() if told == "open"}


def opened_to_anybody(visitor: Any, path: str) -> bool:
    """Say whether an address answers somebody without a code by itself, rather than sending them to the entrance."""
    from django.urls import reverse

    answer = visitor.get(path)
    if answer.status_code == 405:
        answer = visitor.post(path)
    return not (answer.status_code == 302 and answer.headers["Location"].startswith(reverse("portal_enter")))


def test_the_person_s_door_has_no_address_of_the_staff_and_the_staff_s_none_of_it(doors: Any) -> None:
    visitor, addresses = doors
    assert not [one.name for one in addresses if not one.name.startswith("portal_")]
    assert {visitor.get(path).status_code for path in ("/work/", "/search/", "/person/x/", "/api/v1/", "/log/")} == {
        404
    }


def test_every_operation_of_the_api_is_for_a_feed_s_own_key(django_ready: object) -> None:
    from sojourn.register.api import api

    paths = api.get_openapi_schema()["paths"]
    found = {f"api:{method}_{path.rpartition('/')[2]}" for path, entry in paths.items() for method in entry}
    assert found == {name for name, roles in MATRIX.items() if name.startswith("api:") and roles == ["feed"]}


def test_a_key_of_one_feed_sends_nothing_for_another(db: None) -> None:
    from sojourn.register.door.acting import Acting
    from sojourn.register.door.policy import Resource

    key = Acting("feed:carrier:KL", "KL", "", frozenset({"feed"}))
    assert key.may("take_in", Resource("feed", feed="carrier:KL"))
    assert not key.may("take_in", Resource("feed", feed="carrier:AF"))


def test_every_command_stands_in_the_matrix_and_none_takes_a_step_in_a_case(django_ready: object) -> None:
    import tomllib

    from sojourn.cli import main

    project = tomllib.loads((Path(__file__).parents[3] / "pyproject.toml").read_text("utf-8"))["project"]
    assert {*main.commands, *project["entry-points"]["sojourn.commands"]} == set(COMMANDS)
    assert set(COMMANDS.values()) == {"files", "operator"}
    words = ("step", "propose", "approve", "execute", "detain", "remove", "determine")
    assert not [name for name in COMMANDS if any(word in name for word in words)]
