"""What the columns of a ministry's table are called, in English, French, Spanish, Portuguese, German and Arabic (in
Latin
letters), and what their short codes mean."""

from __future__ import annotations

import re
import unicodedata

# The names of each role; small words (of, de, la, al, ...) are left out on both sides.
_ROLES = {
    "surname": (
        "surname|last name|family name|nom|nom famille|apellido|apellidos|sobrenome|apelido|laqab|ism aila|nachname"
    ),
    "given_names": (
        "given names|given name|first name|first names|forename|forenames|prenom|prenoms|nombre|nombres|"
        "nome|ism|vorname"
    ),
    "birth_date": (
        "birth date|date birth|dob|born|date naissance|naissance|fecha nacimiento|nacimiento|"
        "data nascimento|nascimento|tarikh milad|milad|geburtsdatum"
    ),
    "sex": "sex|gender|sexe|sexo|genero|jins|geschlecht",
    "nationality": (
        "nationality|citizenship|nationalite|nacionalidad|nacionalidade|jinsiya|jinsiyya|staatsangehorigkeit"
    ),
    "document_number": (
        "passport number|passport no|passport nr|passport|document number|document no|travel document|"
        "numero passeport|no passeport|passeport|numero pasaporte|pasaporte|numero documento|passaporte|"
        "numero passaporte|jawaz|raqm jawaz|raqm jawaz safar|jawaz safar|passnummer|reisepass"
    ),
    "document_type": "document type|type document|tipo documento|naw wathiqa|dokumentart",
    "document_issuer": (
        "issuing country|issuing state|issuer|pays emetteur|pays delivrance|pais emisor|pais emissor|balad isdar"
    ),
    "entry_date": (
        "entry date|date entry|entry|entered|arrival date|date arrival|arrival|arrived|date entree|entree|"
        "date arrivee|arrivee|fecha entrada|entrada|llegada|fecha llegada|data entrada|chegada|"
        "tarikh dukhul|dukhul|einreise"
    ),
    "exit_date": (
        "exit date|date exit|exit|departure date|date departure|departure|departed|left|date sortie|"
        "sortie|date depart|depart|fecha salida|salida|data saida|saida|tarikh khuruj|khuruj|mughadara|"
        "ausreise"
    ),
    "entry_time": "entry time|arrival time|heure entree|hora entrada|waqt dukhul",
    "exit_time": "exit time|departure time|heure sortie|hora salida|hora saida|waqt khuruj",
    "direction": (
        "direction|sens|sentido|ittijah|entry exit|entree sortie|entrada salida|entrada saida|movement type|richtung"
    ),
    "port": (
        "port|border post|border point|post|poste|poste frontiere|puesto|puesto fronterizo|paso|posto|"
        "posto fronteira|checkpoint|manfath|manfadh|airport|grenzstelle"
    ),
    "transport": "flight|flight number|flight no|vol|numero vol|vuelo|voo|rihla|vessel|vehicle|transport",
    "class": (
        "visa type|visa class|visa category|permit type|category|type visa|categorie|tipo visa|tipo visto|naw tashira"
    ),
    "until": (
        "valid until|until|stay until|valid to|expiry|expires|valable jusqu au|jusqu au|hasta|"
        "valido hasta|ate|valido ate|vence|sari hatta|hatta|gultig bis"
    ),
    "from": (
        "valid from|from date|issued|issue date|valable du|delivre|desde|valido desde|fecha emision|"
        "min tarikh|gultig ab"
    ),
    "reference": (
        "permit number|permit no|visa number|visa no|file number|file no|numero permis|numero visa|"
        "numero visto|numero permiso|raqm tashira|raqm iqama|reference|aktenzeichen"
    ),
    "time": "time|heure|hora|waqt|saa|uhrzeit",
    "date": "date|day|fecha|data|tarikh|datum|crossing date|date passage|movement date",
    "id": "id|n|no|nr|number|numero|row|record id|identifiant|raqm|record number|serial|lfd nr",
}
_SMALL = frozenset(
    ["of", "the", "de", "du", "des", "d", "la", "le", "l", "el", "da", "do", "al", "el", "a", "en", "em"]
)

_DIRECTIONS = {
    "arrival": "arrival arr in entry entree e entrada i dukhul einreise ein ankunft arrivee llegada chegada a",
    "departure": "departure dep out exit sortie s salida saida o khuruj ausreise aus abreise depart d",
}
_SEXES = {
    "F": "f female femme feminin mujer femenino feminino mulher w weiblich untha anthaa",
    "M": "m male homme masculin hombre masculino homem maennlich mannlich dhakar h",
    "X": "x other autre otro outro unknown u",
}


def list_roles() -> list[tuple[str, frozenset[str]]]:
    """List each name of a column as its words, with the role it stands for; the least certain roles come last."""
    return [(role, frozenset(name.split()) - _SMALL) for role, names in _ROLES.items() for name in names.split("|")]


def split_name(name: str) -> frozenset[str]:
    """Split a column's name into plain words: no accents, no case, no small words."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    plain = "".join(c for c in unicodedata.normalize("NFKD", spaced) if not unicodedata.combining(c)).casefold()
    return frozenset(re.findall(r"[^\W_]+", plain)) - _SMALL


def guess_direction(code: str) -> str | None:
    """Guess what a code of direction means."""
    return _guess(code, _DIRECTIONS)


def guess_sex(code: str, others: frozenset[str]) -> str | None:
    """Guess what a code of sex means; beside ``H`` (hombre, homme), ``M`` is mujer unless ``F`` is there too."""
    if code.casefold() == "m" and "h" in others and "f" not in others:
        return "F"
    return _guess(code, _SEXES)


def _guess(code: str, meanings: dict[str, str]) -> str | None:
    words = split_name(code) or {code.casefold()}
    found = [meaning for meaning, known in meanings.items() if words & set(known.split())]
    return found[0] if len(found) == 1 else None
