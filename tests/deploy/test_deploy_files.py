"""The unit of systemd and the container file name what is there, and close what is not needed."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from configparser import ConfigParser
from pathlib import Path

import pytest
from click.testing import CliRunner

from sojourn.cli import main

HARDENED = {
    "NoNewPrivileges": "yes",
    "ProtectSystem": "strict",
    "ProtectHome": "yes",
    "PrivateTmp": "yes",
    "PrivateDevices": "yes",
    "CapabilityBoundingSet": "",
    "IPAddressDeny": "any",
    "KillMode": "mixed",
}


@pytest.fixture(scope="module")
def service(repo: Path) -> dict[str, str]:
    """Read the section of the service; of a key that comes twice the last counts."""
    unit = ConfigParser(strict=False, interpolation=None, delimiters=("=",), comment_prefixes=("#",))
    unit.optionxform = str  # type: ignore[assignment,method-assign]  # keys keep their capitals
    unit.read(repo / "deploy" / "sojourn.service")
    return dict(unit["Service"])


def words(command: str) -> list[str]:
    """Read a command with the settings of the example in it."""
    return [re.sub(r"\$\{(\w+)\}", lambda found: EXAMPLE[found[1]], word) for word in shlex.split(command)]


def example() -> dict[str, str]:
    text = (Path(__file__).parents[2] / "deploy" / "sojourn.env.example").read_text(encoding="utf-8")
    return dict(line.lstrip("#").split("=", 1) for line in text.splitlines() if re.match(r"#?[A-Z_]+=", line))


EXAMPLE = example()


def test_the_unit_closes_what_is_not_needed(service: dict[str, str]) -> None:
    assert {name: service.get(name) for name in HARDENED} == HARDENED


def test_the_unit_starts_a_command_that_exists(service: dict[str, str]) -> None:
    program, command, *options = words(service["ExecStart"])
    assert (Path(program).name, command) == ("sojourn", "serve")
    assert CliRunner().invoke(main, [command, *options, "--help"]).exit_code == 0
    assert options[options.index("--home") + 1] == f"/var/lib/{service['StateDirectory']}"


def test_the_unit_gives_a_stop_more_time_than_the_service_takes(service: dict[str, str]) -> None:
    from sojourn.register.live.supervise import _GRACE
    from sojourn.register.postgres.stopping import _WAYS
    from sojourn.register.serve import GRACE

    assert int(service["TimeoutStopSec"]) > GRACE + _GRACE + sum(seconds for _, seconds in _WAYS)


@pytest.mark.skipif(
    shutil.which("systemd-analyze") is None and os.environ.get("CI") != "true", reason="no systemd here"
)
def test_systemd_takes_the_unit(repo: Path, tmp_path: Path) -> None:
    text = (repo / "deploy" / "sojourn.service").read_text(encoding="utf-8")
    here = str(Path(sys.executable).with_name("sojourn"))
    (tmp_path / "sojourn.service").write_text(text.replace("/opt/sojourn/bin/sojourn", here))
    program = shutil.which("systemd-analyze")
    done = subprocess.run(
        [program or "true", "verify", "--man=no", str(tmp_path / "sojourn.service")], capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.fixture(scope="module")
def container(repo: Path) -> list[list[str]]:
    """Read the instructions of the container file, each with its words."""
    text = (repo / "deploy" / "Containerfile").read_text(encoding="utf-8")
    whole = re.sub(r"\\\n", " ", re.sub(r"^#.*\n", "", text, flags=re.MULTILINE))
    return [line.split() for line in whole.splitlines() if line.strip()]


def test_the_container_file_copies_what_is_there(container: list[list[str]], repo: Path) -> None:
    copied = [words[1] for words in container if words[0] == "COPY" and not words[1].startswith("--from")]
    assert copied == ["dist/wheelhouse", "LICENSE"]  # the first is what `make wheelhouse` makes
    assert (repo / "LICENSE").is_file()
    let_in = (repo / "deploy" / "Containerfile.dockerignore").read_text(encoding="utf-8").splitlines()
    assert {f"!{name}" for name in copied} <= set(let_in)


def test_the_container_knows_only_instructions_that_exist(container: list[list[str]]) -> None:
    known = {
        *("ARG", "FROM", "COPY", "RUN", "ENV", "USER", "WORKDIR", "VOLUME", "STOPSIGNAL", "HEALTHCHECK"),
        *("ENTRYPOINT", "CMD"),
    }
    assert {words[0] for words in container} <= known
    assert not [words for words in container if words[0] == "RUN" and {"curl", "wget", "apt-get"} & set(words)]


def test_the_container_runs_as_nobody_in_particular_and_installs_wheels_only(container: list[list[str]]) -> None:
    said = [" ".join(words) for words in container]
    assert "USER 10001" in said
    assert said.index("USER 10001") > max(at for at, line in enumerate(said) if line.startswith("RUN"))
    (install,) = [line for line in said if "pip install" in line]
    assert "--no-index" in install
    assert "--require-hashes" in install


def test_the_command_of_the_container_exists(container: list[list[str]]) -> None:
    (command,) = [" ".join(words[1:]) for words in container if words[0] == "CMD"]
    assert CliRunner().invoke(main, [*eval(command), "--help"]).exit_code == 0
