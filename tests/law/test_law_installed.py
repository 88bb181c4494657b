"""Packs of other distributions: a real little distribution on the path, with entry points."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from law_packs import WritePack, refused

from sojourn.errors import LawError
from sojourn.law.pack import list_packs, list_shipped, load_pack

Install = Callable[..., Path]


@pytest.fixture
def install(tmp_path: Path, write_pack: WritePack, monkeypatch: pytest.MonkeyPatch) -> Install:
    """Lay a distribution into a folder and put that on the path: a package that holds the invented pack."""

    def lay(
        code: str = "ruritania", value: str = "{package}", name: str = "ruritania-law", as_package: bool = True
    ) -> Path:
        site = tmp_path / name
        package = name.replace("-", "_")
        write_pack(where=site / package)
        if as_package:
            (site / package / "__init__.py").write_text('raise RuntimeError("a pack is found, not run")\n')
        about = site / f"{package}-1.0.dist-info"
        about.mkdir()
        (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        (about / "entry_points.txt").write_text(f"[sojourn.law_packs]\n{code} = {value.format(package=package)}\n")
        monkeypatch.syspath_prepend(str(site))
        return site

    return lay


def test_a_pack_of_another_distribution_is_listed_and_loaded_by_its_code(install: Install) -> None:
    site = install()
    assert list_packs() == sorted([*list_shipped(), "ruritania"])
    pack = load_pack("ruritania")
    assert (pack.code, pack.folder) == ("ruritania", site / "ruritania_law")
    assert "ruritania.declared" in pack.own


def test_a_folder_without_an_init_file_is_found_too(install: Install) -> None:
    install(as_package=False)
    assert load_pack("ruritania").code == "ruritania"


def test_a_module_beside_which_the_pack_stands_is_found(install: Install) -> None:
    site = install(value="{package}.rules_module")
    (site / "ruritania_law" / "__init__.py").write_text("")
    (site / "ruritania_law" / "rules_module.py").write_text('raise RuntimeError("found, not run")\n')
    assert load_pack("ruritania").folder == site / "ruritania_law"


def test_an_unknown_code_names_the_packs_of_other_distributions_too(install: Install) -> None:
    install()
    assert "`ruritania`" in refused("atlantis").message


@pytest.mark.parametrize("ask", [list_packs, lambda: load_pack("us"), lambda: load_pack("base")])
def test_a_code_that_sojourn_ships_cannot_be_taken(install: Install, ask: Callable[[], object]) -> None:
    install(code="us")
    with pytest.raises(LawError, match="`us` is the code of a pack that comes with Sojourn") as caught:
        ask()
    assert caught.value.code == "law-pack-clash"
    assert "the distribution `ruritania-law`" in caught.value.message


def test_two_distributions_cannot_bring_one_code(install: Install) -> None:
    install()
    install(name="other-law")
    with pytest.raises(LawError, match="is also the code of a pack of the distribution `other-law`") as caught:
        list_packs()
    assert caught.value.code == "law-pack-clash"


@pytest.mark.parametrize("value", ["nowhere_at_all", "nowhere.at.all", "json"])
def test_an_entry_point_that_leads_to_no_pack_is_told(install: Install, value: str) -> None:
    install(value=value)
    with pytest.raises(LawError, match=r"no folder with a `pack\.yaml`") as caught:
        list_packs()
    assert caught.value.code == "law-pack-entry-point"


def test_an_entry_point_has_the_name_of_its_pack(install: Install) -> None:
    install(code="freedonia")
    error = refused("freedonia")
    assert error.code == "law-pack-entry-point"
    assert "whose pack has the code `ruritania`" in error.message
