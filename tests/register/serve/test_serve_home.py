"""Where a register is when no folder is named, and which folders it does not trust."""

from __future__ import annotations

from pathlib import Path

import pytest

from sojourn.errors import RegisterError
from sojourn.register.home import claim_home, default_home


@pytest.mark.parametrize(("uid", "folder"), [(0, "/var/lib/sojourn"), (1000, "/var/tmp/sojourn-1000")])
def test_folder_when_none_is_named(monkeypatch: pytest.MonkeyPatch, uid: int, folder: str) -> None:
    monkeypatch.setattr("os.geteuid", lambda: uid)
    assert default_home({"XDG_DATA_HOME": "/srv/somebody/data"}) == Path(folder)


def test_the_folder_that_is_named_counts() -> None:
    assert default_home({"SOJOURN_HOME": "/srv/sojourn"}) == Path("/srv/sojourn")


def test_a_folder_in_which_others_may_write_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o777)
    with pytest.raises(RegisterError, match="home-not-ours"):
        claim_home(tmp_path)
