"""The register's sentences in other languages: gathered from the code, held against it, and compiled.

There are two catalogues. The staff's has French. That of the person's door has Spanish, French and Arabic, and holds
what the person reads: the portal, the pages on which people ask (``requests/portal_*``), and the few words that both
services share. ``python -m tools.messages`` writes each ``django.po`` and its ``.mo``; with ``--check`` it writes
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
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from django.core.management import call_command
from django.core.management.commands import makemessages

from tools.data_sentences import list_door_words, list_words

REGISTER = Path(__file__).resolve().parent.parent / "src" / "sojourn" / "register"
_WORDS_FILE = "words_of_the_data.py"
#: No dates: a run that changes no sentence changes no byte.
HEADER = r"""# {language} of the {name}. Written by `python -m tools.messages`; translate here, then run it again.
msgid ""
msgstr ""
"Project-Id-Version: Sojourn\n"
"Language: {code}\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=UTF-8\n"
"Content-Transfer-Encoding: 8bit\n"
"Plural-Forms: {plurals}\n"

"""
#: Each language: what it is called, and how its numbers speak.
LANGUAGES = {
    "fr": ("French", "nplurals=2; plural=(n > 1);"),
    "es": ("Spanish", "nplurals=2; plural=(n != 1);"),
    "ar": (
        "Arabic",
        (
            "nplurals=6; plural=n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : "
            "n%100>=3 && n%100<=10 ? 3 : n%100>=11 && n%100<=99 ? 4 : 5;"
        ),
    ),
}
#: What the portal's folder holds for the staff, and what stands elsewhere and is read at the person's door.
_STAFFS = ("portal/staff_views.py", "portal/templates/portal_codes/")
_SHARED = (
    "components/dates.py",
    "components/days.py",
    "letters/words.py",
    "requests/paper.py",
    "requests/words.py",
)
_DOORS = ("portal/", "requests/portal_", "requests/templates/portal_requests/")


def _is_doors(path: str) -> bool:
    """Say whether a file of the register speaks to the person alone."""
    return path.startswith(_DOORS) and not path.startswith(_STAFFS)


@dataclass(frozen=True)
class Catalogue:
    """The sentences of one service.

    Attributes:
        name: what its files call it. folder: of its languages, in the register's folder.
        takes: whether a file's sentences belong to it, by the file's path in the register.
        words: gives the sentences of the data that it needs.
    """

    name: str
    folder: str
    languages: tuple[str, ...]
    takes: Callable[[str], bool]
    words: Callable[[], list[str]]

    def po(self, language: str) -> str:
        """Give the path of a language's file in the register."""
        return f"{self.folder}/{language}/LC_MESSAGES/django.po"


STAFF = Catalogue("register", "locale", ("fr",), lambda path: not _is_doors(path), list_words)
DOOR = Catalogue(
    "person's door",
    "portal/locale",
    ("es", "fr", "ar"),
    lambda path: _is_doors(path) or path in _SHARED,
    list_door_words,
)
_FIELD = re.compile(r'(msgctxt|msgid|msgid_plural|msgstr(?:\[\d\])?) (".*")')
_PLACES = re.compile(r"%\(\w+\)[a-z]|%%|\{\w*\}|</?[a-z][^>]*>|&[a-z]+;|`[^`]*`")
_TAGS = re.compile(r"<[^>]*>|%%|%\(")
#: Marks that French sets off by a hard space, and straight quotes.
_LOOSE = re.compile(r" [:;?!»%]|« |\S[;?!»](?=\s|$)|\w:(?=\s|$)|\w'\w|\"")


@dataclass
class Sentence:
    """One sentence of the code with its translation (``french``, whatever the language): one form, or one a number."""

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


def gather(catalogue: Catalogue, language: str, register: Path = REGISTER) -> str:
    """Give the text of a catalogue as it should be now: the code's sentences, with the translations that are known."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tools.register_settings")
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        here = Path(folder)
        _copy(catalogue, register, here)
        marked = "\n".join(f"gettext({text!r})" for text in catalogue.words())
        (here / _WORDS_FILE).write_text(marked + "\n", encoding="utf-8")
        kept, made = register / catalogue.po(language), here / STAFF.po(language)
        made.parent.mkdir(parents=True, exist_ok=True)
        known = kept if kept.is_file() else register / STAFF.po(language)  # what is said there need not be said anew
        if known.is_file():
            shutil.copy(known, made)
        call_command(_Gather(), locale=[language], no_location=True, no_obsolete=True, verbosity=0)
        called, plurals = LANGUAGES[language]
        header = HEADER.format(language=called, name=catalogue.name, code=language, plurals=plurals)
        return header + without_header(made.read_text(encoding="utf-8"))


def _copy(catalogue: Catalogue, register: Path, here: Path) -> None:
    """Copy the files of a catalogue into a folder: code and templates, as they lie in the register."""
    for file in register.rglob("*"):
        path = file.relative_to(register).as_posix()
        if (
            file.is_file()
            and file.suffix in {".py", ".html", ".txt"}
            and "/static/" not in path
            and catalogue.takes(path)
        ):
            (here / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(file, here / path)


def list_problems(
    gathered: Iterable[Sentence], kept: Iterable[Sentence], compiled: Mapping[str, str], language: str = "fr"
) -> list[str]:
    """List what stands between the code and a whole language: sentences missing or wrong, and a stale compiled file."""
    known = {sentence.key: sentence for sentence in kept}
    problems: list[str] = []
    for sentence in gathered:
        here = known.get(sentence.key)
        faults = list_faults(here, language) if here else ["is not in the catalogue: run `python -m tools.messages`"]
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


def write(catalogue: Catalogue, register: Path = REGISTER) -> None:
    """Write the files of a catalogue and compile them."""
    for language in catalogue.languages:
        po = register / catalogue.po(language)
        text = gather(catalogue, language, register)
        po.parent.mkdir(parents=True, exist_ok=True)
        po.write_text(text, encoding="utf-8")
        command = ["msgfmt", "--check-format", "--no-hash", "-o", str(po.with_suffix(".mo")), str(po)]
        subprocess.run(command, check=True)


def check(catalogue: Catalogue, register: Path = REGISTER) -> list[str]:
    """List the problems of a catalogue in the tree, each with its file."""
    problems = []
    for language in catalogue.languages:
        po = register / catalogue.po(language)
        kept = read_catalogue(po.read_text(encoding="utf-8")) if po.is_file() else []
        gathered = read_catalogue(gather(catalogue, language, register))
        found = list_problems(gathered, kept, read_compiled(po), language)
        problems += [f"{catalogue.po(language)}: {problem}" for problem in found]
    return problems


def without_header(text: str) -> str:
    """Give the text of a catalogue from its first sentence on."""
    return text.split("\n\n", 1)[1]


def read_catalogue(text: str) -> list[Sentence]:
    """Read every sentence of a .po file but its header and what is obsolete."""
    found = (_read(block) for block in re.split(r"\n\s*\n", text) if not block.lstrip().startswith("#~"))
    return [sentence for sentence in found if sentence.said]


def list_faults(sentence: Sentence, language: str = "fr") -> list[str]:
    """List what is wrong with a translation: missing, unsure, placeholders that differ; in French also loose marks."""
    if sentence.fuzzy:
        return ["is marked as fuzzy: look at its translation and take the mark away"]
    if not all(sentence.french) or not sentence.french:
        return ["is not translated"]
    return list(_compared(sentence, language))


def _compared(sentence: Sentence, language: str) -> Iterator[str]:
    asked = [Counter(_PLACES.findall(text)) for text in (sentence.said, sentence.plural) if text]
    for french in sentence.french:
        if Counter(_PLACES.findall(french)) not in asked:
            yield f"has other placeholders than its translation: `{french}`"
        if language == "fr" and (loose := _LOOSE.search(_TAGS.sub("", french))):
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
    """Write the catalogues, or with ``--check`` only say what is wrong with it; give the exit code."""
    if shutil.which("xgettext") is None:
        print("xgettext is not installed. Next: install GNU gettext (for example `apt-get install gettext`).")
        return 2
    for catalogue in (STAFF, DOOR) if "--check" not in arguments else ():
        write(catalogue)
    problems = [*check(STAFF), *check(DOOR)]
    told = "Every sentence of the register is in French, and of the person's door in Spanish, French and Arabic."
    print("\n".join(problems) or told)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
