"""The level of each comparison for each pair of records, in portable Ibis."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ibis
import ibis.expr.types as ir
from ibis import _

from sojourn.engine import Engine
from sojourn.identity.birth_readings import with_birth_readings
from sojourn.identity.model.births import birth_level, digits_off
from sojourn.identity.model.levels import (
    ALSO_PREFIX,
    COMMONNESS,
    COMMONNESS_LIMITS,
    GIVEN_AGREE,
    MISSING,
    OTHER_WISE,
    SURNAME_AGREES,
)
from sojourn.identity.names import with_name_forms

Column = Any

RECORD = ("surname", "given_names", "birth_date", "sex", "nationality", "document_number", "document_issuer")
_FORMS = ("surname_form", "given_form", "name_sorted", "name_bare", "surname_bare", "given_bare")
_SEPARATORS = " -./_<|#:\t"
LEAST_LETTERS_LEFT = 8
"""A name that is the beginning of another is cut short if so many letters are left; fewer say too little."""


def prepare(engine: Engine, records: ir.Table, frequencies: ir.Table) -> ir.Table:
    """Add to records what comparing needs: forms of the names, their bits, plain numbers and codes.

    Args:
        engine: where to compute.
        records: table (node, RECORD, also_...), all text.
        frequencies: table (part, value, bits), see ``Model``; part ``surname`` or ``given_names``.

    Returns:
        A table kept in the engine: node, the forms, surname_bits, given_bits, birth_date, sex, nationality, number,
        issuer, also_...
    """
    plain = {"sex": _text(_.sex), "nationality": _text(_.nationality), "issuer": _text(_.document_issuer)}
    number = _.document_number.upper().translate(_SEPARATORS, "")
    also = {name: _text(_[name]) for name in also_columns(records)}
    formed = with_name_forms(engine, records.mutate(number=_.document_number).drop("number"))
    joined = with_birth_readings(engine, _with_bits(formed, frequencies))
    worth = ibis.ifelse(number.replace("0", "") == "", ibis.null(str), number)
    return engine.once(
        joined.select(
            "node", *_FORMS, "surname_bits", "given_bits", "birth_date", "birth_readings", number=worth, **plain, **also
        ),
        "prepared",
    )


def also_columns(table: ir.Table) -> list[str]:
    """List the columns of labelled data that evidence does not have."""
    return sorted(name for name in table.columns if name.startswith(ALSO_PREFIX))


def _text(value: Column) -> Column:
    return value.strip().upper().nullif("")


def _with_bits(formed: ir.Table, frequencies: ir.Table) -> ir.Table:
    floor = COMMONNESS_LIMITS[-1] + 1
    for part, bare in (("surname", "surname_bare"), ("given", "given_bare")):
        known = frequencies.filter(frequencies.part == part).select(**{bare: _.value, f"{part}_known": _.bits})
        formed = formed.left_join(known, bare).drop(f"{bare}_right")
        bits = ibis.ifelse(formed[bare].isnull(), ibis.null("float64"), ibis.coalesce(formed[f"{part}_known"], floor))
        formed = formed.mutate(**{f"{part}_bits": bits}).drop(f"{part}_known")
    return formed


def levels(
    engine: Engine,
    prepared: ir.Table,
    pairs: ir.Table,
    also: list[str],
    worth: Callable[[ir.Table], ir.Table] = lambda pairs: pairs,
) -> ir.Table:
    """Give the level of every comparison of each pair.

    Args:
        engine: where to compute.
        prepared: see ``prepare``.
        pairs: table (node_a, node_b, ...); its columns are kept.
        also: columns ``also_...`` to compare; one that the records do not have is missing in every pair.
        worth: leaves out pairs that need not be judged, by both records and every level but those of the names (see
            ``bounds``): to compare names costs more than all else.

    Returns:
        ``pairs`` with a column of words for each comparison and ``agreements``, kept in the engine.
    """
    left = prepared.rename({f"{name}_a": name for name in prepared.columns})
    right = prepared.rename({f"{name}_b": name for name in prepared.columns})
    both = pairs.join(left, "node_a").join(right, "node_b")
    joined = both.select(*both.columns)
    # What several levels ask for is worked out once for each pair.
    told = joined.mutate(digits_off=digits_off(_.birth_date_a, _.birth_date_b))
    told = told.mutate(
        birth_level=birth_level(_.birth_date_a, _.birth_date_b, _.digits_off, _share_a_reading()),
        sex_level=_plain_level("sex"),
        nationality_level=_plain_level("nationality"),
        number_level=_number_level(),
    )
    sides = engine.once(worth(told).mutate(**_name_slips()), "sides")
    named = engine.once(sides.mutate(name=_name_level(sides)), "named")
    judged = named.select(
        *pairs.columns,
        "name",
        surname_commonness=_commonness("surname", SURNAME_AGREES),
        given_names_commonness=_commonness("given", GIVEN_AGREE),
        birth_date=_.birth_level,
        sex=_.sex_level,
        nationality=_.nationality_level,
        document_number=_.number_level,
        agreements=_agreements(),
        **{name: _also_level(name) if name in prepared.columns else ibis.literal(MISSING) for name in also},
    )
    kept = engine.once(judged, "levels")
    engine.drop(sides, named)
    return kept


def equal(column: str) -> Column:
    """Say whether both records of a pair have the same there; false where either has nothing."""
    return (_[f"{column}_a"] == _[f"{column}_b"]).fill_null(False)


def _edits(column: str, one: int, two: int) -> Column:
    """Edits between two texts; many where either is missing, or too short for edits to mean anything.

    One edit counts from ``one`` letters on, two from ``two`` on.
    """
    a, b = _[f"{column}_a"], _[f"{column}_b"]
    shortest = ibis.least(a.length(), b.length())
    edits = a.levenshtein(b)
    allowed = ibis.cases((shortest >= two, 2), (shortest >= one, 1), else_=0)
    return ibis.ifelse((edits <= allowed).fill_null(False), edits, 99)


def _slips(part: str) -> Column:
    """Slips between two names, as written or in their skeletons.

    A skeleton has few letters: short ones (MING and GANG, SUSAN and MEGAN) are near each other by chance alone.
    """
    return ibis.least(_edits(f"{part}_form", 4, 7), _edits(f"{part}_bare", 5, 7))


def _name_slips() -> dict[str, Column]:
    return {
        "given_slips": _slips("given"),
        "surname_slips": _slips("surname"),
        "name_slips": _edits("name_bare", 8, 10),
    }


def _begins(column: str, least: int) -> Column:
    """One text is the beginning of the other, and has at least so many letters."""
    a, b = _[f"{column}_a"], _[f"{column}_b"]
    long_enough = ibis.least(a.length(), b.length()) >= least
    return (long_enough & (a.startswith(b) | b.startswith(a))).fill_null(False)


def _share_words(both: ir.Table, column: str, least: int) -> Column:
    """All words of one text are among those of the other, and there are at least so many.

    Lists of words cost much: they are made only where a word of the longer text begins like the shorter text.
    """
    first, second = both[f"{column}_a"], both[f"{column}_b"]
    a, b = first.split(" ").unique(), second.split(" ").unique()
    common = a.filter(lambda word: b.contains(word)).length()
    found = (common >= least) & ((common == a.length()) | (common == b.length()))
    shorter = ibis.ifelse(first.length() <= second.length(), first, second)
    longer = ibis.ifelse(first.length() <= second.length(), second, first)
    possible = (" " + longer + " ").contains(" " + shorter.substr(0, 2))
    return ibis.ifelse(possible.fill_null(False), found.fill_null(False), False)


def _alike(column: str) -> Column:
    """Two texts begin with the same four letters."""
    a, b = _[f"{column}_a"], _[f"{column}_b"]
    return ((a.length() >= 4) & (a.substr(0, 4) == b.substr(0, 4))).fill_null(False)


def _crossed() -> Column:
    return ((_.surname_bare_a == _.given_bare_b) | (_.given_bare_a == _.surname_bare_b)).fill_null(False)


def _name_level(both: ir.Table) -> Column:
    surname, given = equal("surname_bare"), equal("given_bare")
    no_given = _.given_bare_a.isnull() | _.given_bare_b.isnull()
    no_surname = _.surname_bare_a.isnull() | _.surname_bare_b.isnull()
    one_word = ~both.name_bare_a.contains(" ") & ~both.name_bare_b.contains(" ")
    near_given, near_surname = _.given_slips, _.surname_slips
    cut = (_begins("surname_form", 4) & _begins("given_form", 3)) | _begins("name_bare", LEAST_LETTERS_LEFT)
    return ibis.cases(
        (_.name_bare_a.isnull() | _.name_bare_b.isnull(), MISSING),
        (equal("surname_form") & equal("given_form"), "same"),
        (one_word & equal("name_bare"), "one word, the same"),
        (equal("name_sorted"), "same in another order"),
        (equal("name_bare"), "same in another spelling"),
        (
            surname & (_begins("given_form", 1) | _share_words(both, "given_bare", 1)),
            "surname same, given names in part",
        ),
        (surname & no_given, "surname same, no given names"),
        (_share_words(both, "name_bare", 2), "all names of one in the other"),
        (cut, "cut short"),
        (surname & (near_given <= 1), "surname same, given names one letter off"),
        (surname & (near_given <= 2), "surname same, given names two letters off"),
        (given & (near_surname <= 1), "given names same, surname one letter off"),
        (given & (near_surname <= 2), "given names same, surname two letters off"),
        (given & no_surname, "given names same, no surname"),
        (given & _alike("surname_bare"), "given names same, surname begins alike"),
        (surname & _alike("given_bare"), "surname same, given names begin alike"),
        (((near_given <= 2) & (near_surname <= 2)) | (_.name_slips <= 2), "both a letter or two off"),
        (surname, "surname same, given names differ"),
        (given, "given names same, surname differs"),
        (_crossed(), "one name in the other field"),
        else_=OTHER_WISE,
    )


def _share_a_reading() -> Column:
    return (_.birth_readings_a.intersect(_.birth_readings_b).length() > 0).fill_null(False)


def _commonness(part: str, agreeing: tuple[str, ...]) -> Column:
    """How common the name is that both bear: of the two forms the more common, since a slip makes a name look rare."""
    bits = ibis.least(_[f"{part}_bits_a"], _[f"{part}_bits_b"])
    words = [(bits < limit, word) for limit, word in zip(COMMONNESS_LIMITS, COMMONNESS, strict=False)]
    judged = _.name.isin(agreeing) & bits.notnull()
    return ibis.ifelse(judged, ibis.cases(*words, else_=COMMONNESS[-1]), MISSING)


def _plain_level(column: str) -> Column:
    a, b = _[f"{column}_a"], _[f"{column}_b"]
    return ibis.cases((a.isnull() | b.isnull(), MISSING), (a == b, "same"), else_=OTHER_WISE)


def _also_level(column: str) -> Column:
    a, b = _[f"{column}_a"], _[f"{column}_b"]
    return ibis.cases(
        (a.isnull() | b.isnull(), MISSING),
        (a == b, "same"),
        (a.levenshtein(b) <= 1, "one letter off"),
        else_=OTHER_WISE,
    )


def _number_level() -> Column:
    same_issuer = (_.issuer_a == _.issuer_b) | (_.issuer_a.isnull() & _.issuer_b.isnull())
    return ibis.cases(
        (_.number_a.isnull() | _.number_b.isnull(), MISSING),
        ((_.number_a == _.number_b) & same_issuer.fill_null(False), "same"),
        ((_.number_a.levenshtein(_.number_b) <= 1) & same_issuer.fill_null(False), "one character off, same issuer"),
        (_.number_a == _.number_b, "same, other issuer"),
        else_=OTHER_WISE,
    )


def _agreements() -> Column:
    """How many of: surname equal (or all names equal in another order), nationality equal, number within one edit."""
    surname = equal("surname_bare") | equal("name_bare")
    number = ((_.number_a.levenshtein(_.number_b) <= 1).fill_null(False)) & (
        (_.issuer_a == _.issuer_b) | (_.issuer_a.isnull() & _.issuer_b.isnull())
    ).fill_null(False)
    return surname.cast("int64") + equal("nationality").cast("int64") + number.cast("int64")
