"""Starting a country's pack: the law of a short stay copied from `base`, to be filled with its own citations."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from sojourn.errors import LawError
from sojourn.law.pack import PACKS, Pack, load_pack

_COUNTRY = re.compile(r"[A-Z]{3}")
_CODE = re.compile(r"[a-z][a-z0-9_]*")
_HEADER = """code: {code}
title: "{title}"
country: {country}
territory: [{country}]
version: 0.1.0
earliest: {earliest}
inherits: base
inherited: [{inherited}]
inherited_lifecycles: [base.assisted_return]
zone: UTC   # the country's own, such as Europe/Lisbon; `holidays: PT` names its list of holidays
"""


def start_pack(folder: Path, code: str, title: str, country: str, earliest: date) -> Pack:
    """Write a new pack into a folder and load it: its own rules of a short stay, and their scenarios.

    How records are read (proof, merging and the like) is inherited from `base`; every rule of the stay itself, and the
    lifecycle of a case, are copied, so that the country changes its days and steps and cites its own law.

    Args:
        folder: a new or empty folder.
        code: short name, in small letters.
        title: plain name.
        country: alpha-3 code.
        earliest: the first day that can be asked about.

    Raises:
        LawError: ``law-pack-start``: a code that cannot be used, or a folder that is not empty.
    """
    if not _CODE.fullmatch(code) or not _COUNTRY.fullmatch(country) or '"' in title:
        raise LawError(
            "law-pack-start",
            f"a pack cannot be started as `{code}` for `{country}`. Allowed: a code in small letters (`ruritania`), an "
            "alpha-3 country in capitals, a title without quotation marks. Next: choose others.",
        )
    if folder.exists() and any(folder.iterdir()):
        raise LawError("law-pack-start", f"the folder `{folder.name}` is not empty. Next: name a new folder.")
    copied = _renamed((PACKS / "base" / "stay.yaml").read_text(encoding="utf-8"), code, country)
    inherited = [
        rule.id for rule in load_pack("base").rules if f"id: {code}.{rule.id.removeprefix('base.')}\n" not in copied
    ]
    header = _HEADER.format(code=code, title=title, country=country, earliest=earliest, inherited=", ".join(inherited))
    scenarios = (PACKS / "base" / "scenarios" / "stay.yaml").read_text(encoding="utf-8")
    (folder / "scenarios").mkdir(parents=True)
    (folder / "pack.yaml").write_text(header, encoding="utf-8")
    (folder / "stay.yaml").write_text(copied, encoding="utf-8")
    lifecycle = (PACKS / "base" / "lifecycles" / "stay.yaml").read_text(encoding="utf-8")
    (folder / "lifecycles").mkdir()
    (folder / "lifecycles" / "stay.yaml").write_text(
        lifecycle.replace("id: base.stay\n", f"id: {code}.stay\n"), encoding="utf-8"
    )
    (folder / "scenarios" / "stay.yaml").write_text(_renamed(scenarios, code, country), encoding="utf-8")
    return load_pack(folder)


def next_steps(pack: Pack) -> str:
    """Say what a new pack holds and what is to be done with it."""
    own, taken = len(pack.own), len(pack.rules) - len(pack.own)
    to_fill = sum("illed by the country" in rule.citation for rule in pack.rules if rule.id in pack.own)
    return (
        f"The law pack `{pack.code}` is in {pack.folder}: {own} rules of its own, {taken} taken from `base`.\n"
        "Next:\n"
        f"  1. In {pack.folder / 'stay.yaml'}, give each rule your law's days and dates; {to_fill} citations are to be "
        "filled.\n"
        f"     In {pack.folder / 'lifecycles' / 'stay.yaml'}, give each step of a case your law's citation.\n"
        f"  2. Write scenarios from the law in {pack.folder / 'scenarios'}.\n"
        f"  3. Run them: sojourn law test {pack.folder}\n"
        f"  4. Use it: sojourn reconcile EVIDENCE --law {pack.folder} --as-of DATE --out DIR\n"
        "docs/new-country.md goes the whole way, with an example."
    )


def _renamed(text: str, code: str, country: str) -> str:
    text = re.sub(r"\bbase\.(?=[a-z_]+)", f"{code}.", text)
    return re.sub(r"^(  law: )base$", rf"\g<1>{code}", text, flags=re.MULTILINE).replace(
        "nationality ZZZ", f"nationality {country}"
    )
