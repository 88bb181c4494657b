"""The register's sentences and their French: gathered from the code, held against it, and compiled.

``python -m tools.messages`` writes ``locale/fr/LC_MESSAGES/django.po`` and its ``.mo``; with ``--check`` it writes
nothing, names what is missing or wrong, and ends with 1. It needs the tools of GNU gettext. Sentences that the code
takes from data are added (``tools.data_sentences``), for nothing in the code names them one by one. The work is
done in a copy of the register, so that a check never touches the tree.
"""

from __future__ import annotations

import ast
import contextlib
import gettext
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from django.core.management import call_command
from django.core.management.commands import makemessages

from tools.data_sentences import list_words

REGISTER = Path(__file__).resolve().parent.parent / "src" / "sojourn" / "register"
PO = Path("locale/fr/LC_MESSAGES/django.po")
_WORDS_FILE = "words_of_the_data.py"
#: No dates: a run that changes no sentence changes no byte.
HEADER = r"""# French of the register. Written by `python -m tools.messages`; translate here, then run it again.
msgid ""
msgstr ""
"Project-Id-Version: Sojourn\n"
"Language: fr\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=UTF-8\n"
"Content-Transfer-Encoding: 8bit\n"
"Plural-Forms: nplurals=2; plural=(n > 1);\n"

"""
_FIELD = re.compile(r'(msgctxt|msgid|msgid_plural|msgstr(?:\[\d\])?) (".*")')
_PLACES = re.compile(r"%\(\w+\)[a-z]|%%|\{\w*\}|</?[a-z][^>]*>|&[a-z]+;|`[^`]*`")
_TAGS = re.compile(r"<[^>]*>|%%|%\(")
#: Marks that French sets off by a hard space, and straight quotes.
_LOOSE = re.compile(r" [:;?!»%]|« |\S[;?!»](?=\s|$)|\w:(?=\s|$)|\w'\w|\"")


@dataclass
class Sentence:
    """One sentence of the code with its French: a single form, or one for each number."""

    said: str = ""
    plural: str = ""
    context: str = ""
    fuzzy: bool = False
    french: list[str] = field(default_factory=list)

    @property
    def key(self) -> str:
        """What the catalogue knows it by."""
        return f"{self.context}\x04{self.said}" if self.context else self.said

    def is_held_by(self, compiled: Mapping[str, str]) -> bool:
        """Tell whether a compiled catalogue says the same."""
        keys = [f"{self.key}\0{number}" for number in range(len(self.french))] if self.plural else [self.key]
        return [compiled.get(key) for key in keys] == self.french


class _Gather(makemessages.Command):  # type: ignore[misc,unused-ignore] # the stubs do not type this command
    """Django's command, working in the current folder only, and never guessing that two sentences are alike."""

    msgmerge_options = [*makemessages.Command.msgmerge_options, "--no-fuzzy-matching"]  # noqa: RUF012 # as in Django
    settings_available = False  # else it would write to LOCALE_PATHS, which is the tree


def gather(register: Path = REGISTER) -> str:
    """Give the text of the catalogue as it should be now: the code's sentences, with the French that is known."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tools.register_settings")
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        here = Path(folder)
        shutil.copytree(register, here, dirs_exist_ok=True, ignore=shutil.ignore_patterns("static", "*.pyc", "*.mo"))
        marked = "\n".join(f"gettext({text!r})" for text in list_words())
        (here / _WORDS_FILE).write_text(marked + "\n", encoding="utf-8")
        (here / "locale").mkdir(exist_ok=True)
        call_command(_Gather(), locale=["fr"], no_location=True, no_obsolete=True, verbosity=0)
        return HEADER + without_header((here / PO).read_text(encoding="utf-8"))


def list_problems(gathered: Iterable[Sentence], kept: Iterable[Sentence], compiled: Mapping[str, str]) -> list[str]:
    """List what stands between the code and a whole French: sentences missing or wrong, and a stale compiled file."""
    known = {sentence.key: sentence for sentence in kept}
    problems: list[str] = []
    for sentence in gathered:
        here = known.get(sentence.key)
        faults = list_faults(here) if here else ["is not in the catalogue: run `python -m tools.messages`"]
        stale = here is not None and not faults and not here.is_held_by(compiled)
        problems += [f"`{sentence.key}` {fault}" for fault in faults]
        problems += [f"`{sentence.key}` differs in the .mo: run `python -m tools.messages`"] if stale else []
    return problems


def read_compiled(po: Path) -> dict[str, str]:
    """Read the compiled file that stands beside a catalogue; nothing if there is none."""
    compiled = po.with_suffix(".mo")
    if not compiled.is_file():
        return {}
    with compiled.open("rb") as opened:
        held = gettext.GNUTranslations(opened)
    # A plural is held under a pair of its sentence and the number of its form.
    return {key if isinstance(key, str) else f"{key[0]}\0{key[1]}": said for key, said in held._catalog.items()}  # type: ignore[attr-defined]


def write(register: Path = REGISTER) -> None:
    """Write the catalogue and compile it."""
    po = register / PO
    text = gather(register)
    po.parent.mkdir(parents=True, exist_ok=True)
    po.write_text(text, encoding="utf-8")
    command = ["msgfmt", "--check-format", "--no-hash", "-o", str(po.with_suffix(".mo")), str(po)]
    subprocess.run(command, check=True)


def check(register: Path = REGISTER) -> list[str]:
    """List the problems of the catalogue in the tree."""
    po = register / PO
    kept = read_catalogue(po.read_text(encoding="utf-8")) if po.is_file() else []
    return list_problems(read_catalogue(gather(register)), kept, read_compiled(po))


def without_header(text: str) -> str:
    """Give the text of a catalogue from its first sentence on."""
    return text.split("\n\n", 1)[1]


def read_catalogue(text: str) -> list[Sentence]:
    """Read every sentence of a .po file but its header and what is obsolete."""
    found = (_read(block) for block in re.split(r"\n\s*\n", text) if not block.lstrip().startswith("#~"))
    return [sentence for sentence in found if sentence.said]


def list_faults(sentence: Sentence) -> list[str]:
    """List what is wrong with the French of a sentence: missing, unsure, placeholders that differ, loose marks."""
    if sentence.fuzzy:
        return ["is marked as fuzzy: look at its French and take the mark away"]
    if not all(sentence.french) or not sentence.french:
        return ["is not translated"]
    return list(_compared(sentence))


def _compared(sentence: Sentence) -> Iterator[str]:
    asked = [Counter(_PLACES.findall(text)) for text in (sentence.said, sentence.plural) if text]
    for french in sentence.french:
        if Counter(_PLACES.findall(french)) not in asked:
            yield f"has other placeholders than its French: `{french}`"
        if loose := _LOOSE.search(_TAGS.sub("", french)):
            yield f"has a loose `{loose[0]}` in its French (hard spaces before : ; ? ! » and after «; ’): `{french}`"


def _read(block: str) -> Sentence:
    sentence, name = Sentence(), ""
    parts: dict[str, str] = {}
    for line in block.splitlines():
        if line.startswith("#,"):
            sentence.fuzzy = "fuzzy" in line
        elif opened := _FIELD.fullmatch(line):
            name = opened[1]
            parts[name] = ast.literal_eval(opened[2])
        elif line.startswith('"'):
            parts[name] += ast.literal_eval(line)
    sentence.said, sentence.plural = parts.get("msgid", ""), parts.get("msgid_plural", "")
    sentence.context = parts.get("msgctxt", "")
    sentence.french = [parts[name] for name in sorted(parts) if name.startswith("msgstr")]
    return sentence


def main(arguments: list[str]) -> int:
    """Write the catalogue, or with ``--check`` only say what is wrong with it; give the exit code."""
    if shutil.which("xgettext") is None:
        print("xgettext is not installed. Next: install GNU gettext (for example `apt-get install gettext`).")
        return 2
    if "--check" not in arguments:
        write()
    problems = check()
    print("\n".join(problems) or "Every sentence of the register is in French.")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
