"""What is read from where: options checked all at once, no secret on the command line or in an error."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from sojourn.errors import RegisterError
from sojourn.register.stream.commands import consume
from sojourn.register.stream.plan import Access, Route, make_plan

LOCAL = Access(("nats://127.0.0.1:4222",))
TAKE = ("border.klm", "movements", "KLM")


@pytest.mark.parametrize(
    ("wanted", "subject", "holds"),
    [
        ("border.klm", "border.klm", True),
        ("border.klm", "border.klm.x", False),
        ("border.*", "border.klm", True),
        ("border.*", "border.klm.x", False),
        ("border.>", "border.klm.x", True),
        ("border.>", "border", False),
        ("*.klm.>", "border.klm.x", True),
        (">", "border", True),
    ],
)
def test_a_route_holds_the_subjects_that_the_server_sends_for_it(wanted: str, subject: str, holds: bool) -> None:
    assert Route(wanted, "movement", "").holds(subject) is holds


def test_a_key_comes_from_a_variable_or_from_the_file_that_it_names(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("sjk_b\n")
    takes = [("border.a", "movements", "A"), ("border.b", "facts", "B")]
    plan = make_plan(LOCAL, "BORDER", "sojourn", takes, {"A": "sjk_a", "B_FILE": str(tmp_path / "key")})
    assert plan.routes == (Route("border.a", "movement", "sjk_a"), Route("border.b", "fact", "sjk_b"))


def test_everything_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(RegisterError) as raised:
        make_plan(Access(("http://x",)), "a b", "sojourn", [("a..b", "people", "KLM")], {})
    assert raised.value.message.count("\n  - ") == 5


@pytest.mark.parametrize("url", ["nats://10.1.2.3:4222", "nats://broker.example:4222"])
def test_records_do_not_pass_unsealed_to_another_machine(url: str) -> None:
    with pytest.raises(RegisterError, match="allowed is `tls://`"):
        make_plan(Access((url,)), "BORDER", "sojourn", [TAKE], {"KLM": "sjk_a"})


def test_no_secret_is_shown_of_a_plan() -> None:
    plan = make_plan(Access(("nats://me:pass@127.0.0.1:4222",)), "BORDER", "sojourn", [TAKE], {"KLM": "sjk_a"})
    assert ("pass" in repr(plan), "sjk_a" in repr(plan)) == (False, False)


def test_a_password_on_the_command_line_is_refused() -> None:
    options = ["--stream", "BORDER", "--take", *TAKE, "--server", "nats://me:pass@127.0.0.1:4222"]
    done = CliRunner().invoke(consume, options)
    assert (done.exit_code, "no secrets on the command line" in done.output) == (2, True)


def test_a_variable_that_is_not_set_is_told_before_anything_starts() -> None:
    done = CliRunner().invoke(consume, ["--stream", "BORDER", "--take", *TAKE])
    assert isinstance(done.exception, RegisterError)
    assert "neither KLM nor KLM_FILE" in done.exception.message
