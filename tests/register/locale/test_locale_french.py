"""The French of the register: whole, exact, and on the page."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sojourn.law.blockers import BLOCKERS
from sojourn.law.clock_words import CLOCKS, PAUSES
from sojourn.law.offences import OFFENCE_TYPES
from sojourn.law.procedure.blocker_words import LIFTS, QUESTIONS, WANTING, WHYS
from tools.data_sentences import list_words
from tools.messages import Sentence, list_faults, list_problems, read_catalogue

# The gallery under the register's own settings, without the parts that need a database.
PAGE = """
import sys
from types import ModuleType
import django
from django.conf import settings
from django.test import Client
from django.urls import include, path
django.setup()
urls = ModuleType("gallery_alone")
urls.urlpatterns = [
    path("language/", include("django.conf.urls.i18n")), path("", include("sojourn.register.components.urls"))
]
sys.modules["gallery_alone"] = urls
settings.ROOT_URLCONF = "gallery_alone"
settings.MIDDLEWARE = ["django.middleware.locale.LocaleMiddleware"]
print(Client().get("/gallery/", headers={"accept-language": "fr", "host": "127.0.0.1"}).content.decode())
"""


def run(repo: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Python in the tree, in a process of its own: the settings of chores are not those of the tests."""
    settings = {**os.environ, "DJANGO_SETTINGS_MODULE": "tools.register_settings", "PYTHONUTF8": "1"}
    return subprocess.run([sys.executable, *arguments], cwd=repo, env=settings, capture_output=True, encoding="utf-8")


def faults(said: str, *french: str, plural: str = "") -> str:
    """Give what is wrong with a translation, as one text."""
    return " ".join(list_faults(Sentence(said=said, plural=plural, french=list(french))))


def test_every_sentence_of_the_register_is_in_french(repo: Path) -> None:
    if shutil.which("xgettext") is None:
        pytest.skip("xgettext is not installed")
    done = run(repo, "-m", "tools.messages", "--check")
    assert done.returncode == 0, done.stdout + done.stderr


def test_what_the_data_of_the_law_says_is_in_french(repo: Path) -> None:
    po = repo / "src/sojourn/register/locale/fr/LC_MESSAGES/django.po"
    known = {each.said for each in read_catalogue(po.read_text("utf-8")) if all(each.french)}
    law = (WHYS, LIFTS, QUESTIONS, WANTING, CLOCKS, PAUSES, OFFENCE_TYPES)
    said = {text for sentences in law for text in sentences.values()} | {each.says for each in BLOCKERS}
    assert said - set(list_words()) == set()
    assert said - known == set()


def test_a_page_is_in_french(repo: Path) -> None:
    done = run(repo, "-c", PAGE)
    assert '<html lang="fr"' in done.stdout, done.stderr
    assert "Aller au contenu principal" in done.stdout
    assert "Toutes les personnes sont inventées." in done.stdout


def test_french_never_accuses(repo: Path) -> None:
    po = repo / "src/sojourn/register/locale/fr/LC_MESSAGES/django.po"
    french = " ".join(form for each in read_catalogue(po.read_text("utf-8")) for form in each.french).lower()
    accusing = ("clandestin", "illégal", "irréguli", "fraud", "sans-papiers", "dépassement", "infraction", "suspect")
    assert [word for word in accusing if word in french] == []


def test_a_sentence_that_is_not_in_the_catalogue_is_told() -> None:
    problems = list_problems([Sentence(said="Stay", french=[""])], [], {})
    assert problems == ["`Stay` is not in the catalogue: run `python -m tools.messages`"]


def test_a_compiled_file_that_says_something_else_is_told() -> None:
    kept = [Sentence(said="Stay", french=["Séjour"])]
    assert list_problems(kept, kept, {"Stay": "Séjour"}) == []
    assert "differs in the .mo" in list_problems(kept, kept, {"Stay": "Visite"})[0]


def test_a_plural_is_held_against_both_its_forms() -> None:
    kept = [Sentence(said="%(n)s day", plural="%(n)s days", french=["%(n)s jour", "%(n)s jours"])]
    assert list_problems(kept, kept, {"%(n)s day\0" + "0": "%(n)s jour", "%(n)s day\0" + "1": "%(n)s jours"}) == []
    assert "differs in the .mo" in list_problems(kept, kept, {"%(n)s day\0" + "0": "%(n)s jour"})[0]


def test_what_is_not_translated_or_unsure_is_told() -> None:
    assert faults("Stay", "") == "is not translated"
    assert faults("%(n)s day", "%(n)s jour", "", plural="%(n)s days") == "is not translated"
    fuzzy, sure = read_catalogue(
        '#, fuzzy\nmsgid "Stay"\nmsgstr "Séjour"\n\nmsgid "Port"\nmsgstr ""\n"Point de "\n"passage"\n'
    )
    assert list_faults(fuzzy) == ["is marked as fuzzy: look at its translation and take the mark away"]
    assert (list_faults(sure), sure.french) == ([], ["Point de passage"])


def test_placeholders_and_tags_have_to_be_the_same() -> None:
    assert "other placeholders" in faults("Until %(day)s", "Jusqu’au %(jour)s")
    assert "other placeholders" in faults("Row {number}", "Ligne")
    assert "other placeholders" in faults("<b>Open</b>", "<i>Ouvert</i>")
    assert faults('<a href="#x">Until %(day)s</a>', '<a href="#x">Jusqu’au %(day)s</a>') == ""


def test_marks_are_those_of_french() -> None:
    assert "loose" in faults("Why?", "Pourquoi ?")
    assert "loose" in faults("Why?", "Pourquoi?")
    assert "loose" in faults("Error:", "Erreur:")
    assert "loose" in faults("No answer", "Pas d'avis")
    assert faults("Why?", "Pourquoi\N{NO-BREAK SPACE}?") == ""
    assert faults("For example 16:05.", "Par exemple 16:05.") == ""
