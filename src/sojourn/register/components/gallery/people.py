"""The people of the gallery. All are invented; their names are in several scripts, short and long."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Person:
    """An invented person: the name as given, its script, and the name in Latin letters where that is another."""

    name: str
    lang: str
    other_name: str = ""
    other_lang: str = ""


AMINA = Person("አሚና ተስፋዬ", "am", "Amina Tesfaye", "en")
LAYLA = Person("ليلى حدّاد", "ar", "Layla Haddad", "en")
XIAOMING = Person("王小明", "zh", "Wang Xiaoming", "en")
JANA = Person("Jana Novotná", "cs")
LONG = Person(
    "María Guadalupe de la Concepción Fernández-Etxeberria y Montemayor de Villanueva-Castellanos Wijayatilakasekara",
    "es",
)
EVERYBODY = (AMINA, LAYLA, XIAOMING, JANA, LONG)
