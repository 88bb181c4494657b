"""Names made comparable: in one alphabet, in one order, without particles, and with spellings made equal.

Read by identity matching only: a name's form or its script never orders or filters work.
"""

from __future__ import annotations

from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa
from ibis import _

from sojourn.engine import Engine
from sojourn.identity.skeleton import substitute, with_skeletons
from sojourn.identity.spelling import read_spelling, spell_in_latin

NAME_FORMS = ("surname_form", "given_form", "name_sorted", "name_bare", "surname_bare", "given_bare")
_PLAIN = "^[ -~]*$"
_SIMPLE = "^[A-Z][A-Z][A-Z]+$"
_FIELDS = ("surname", "given_names")
_ENOUGH = 2


def with_name_forms(engine: Engine, table: ir.Table) -> ir.Table:
    """Add the forms under which names are compared (``NAME_FORMS``).

    Args:
        engine: where to compute.
        table: any table with text columns ``surname`` and ``given_names``, of any script, null where unknown.

    Returns:
        The table with six more text columns, null where nothing is left:

        * ``surname_form``, ``given_form``: the words in ASCII capitals, with single blanks, in the order given; Arabic
          articles are joined to their word (``ALSABAH``). Words for "no name" (``FNU``) and titles are left out;
        * ``name_sorted``: the words of both without particles, sorted: their order and the split between the two
          columns do not matter;
        * ``name_bare``: the same with the skeleton of each word (see ``skeleton``): most spellings of a name agree;
        * ``surname_bare``, ``given_bare``: the skeletons of each column's words without particles, sorted.
    """
    texts = engine.once(_spell(engine, _distinct_texts(table)), "name_texts")
    forms = engine.once(_with_words(engine, texts), "name_forms")
    engine.drop(texts)
    sides = [forms.rename({f"{side}__{name}": name for name in forms.columns}) for side in _FIELDS]
    joined = table
    for side, name in zip(sides, _FIELDS, strict=True):
        joined = joined.left_join(side, joined[name] == side[f"{name}__text"])
    given_is_nothing = _.given_names__form.isin(read_spelling()["placeholders"]["given"])
    joined = joined.mutate(
        {
            f"given_names__{name}": ibis.ifelse(given_is_nothing, ibis.null(str), _[f"given_names__{name}"])
            for name in ("form", "spelled", "every", "bare", "all_bare", "own_bare")
        }
    )
    return joined.select(
        *table.columns,
        surname_form=_.surname__form,
        given_form=_.given_names__form,
        name_sorted=_both(_, "spelled", "every"),
        name_bare=_both(_, "bare", "all_bare"),
        surname_bare=_.surname__own_bare,
        given_bare=_.given_names__own_bare,
    )


def _distinct_texts(table: ir.Table) -> ir.Table:
    return table.select(text=_.surname).union(table.select(text=_.given_names)).filter(_.text.notnull()).distinct()


def _spell(engine: Engine, texts: ir.Table) -> ir.Table:
    """Give each text its form: (text, form), empty where nothing is left."""
    given = engine.once(texts, "distinct_texts")
    foreign = [str(text) for text in engine.arrow(given.filter(~_.text.re_search(_PLAIN)))["text"].to_pylist()]
    latin = [spell_in_latin(text) for text in foreign]
    spelled = pa.table({"text": pa.array(foreign, pa.string()), "latin": pa.array(latin, pa.string())})
    plain = given.filter(_.text.re_search(_PLAIN)).mutate(latin=_.text.upper())
    every = engine.once(plain.union(engine.load(spelled, "spelled").select("text", "latin")), "latin_names")
    engine.drop(given)
    return _form(engine, every)


def _form(engine: Engine, latin: ir.Table) -> ir.Table:
    lists = read_spelling()
    named = [word for words in (*lists["placeholders"].values(), lists["titles"]) for word in words]
    simple = _.latin.re_search(_SIMPLE) & ~_.latin.startswith("ABD") & ~_.latin.isin(named)
    # Most texts are one plain word: they are spared the rules for several words.
    done = latin.filter(simple).select(text=_.text, form=_.latin)
    return done.union(_joined_form(engine, latin.filter(~simple)))


def _joined_form(engine: Engine, latin: ir.Table) -> ir.Table:
    lists = read_spelling()
    nothing = f" ({'|'.join(lists['placeholders']['words'])}) "
    words = latin.mutate(form=" " + _.latin.re_replace("[`'\"]", "").re_replace("[^A-Z]+", " ").strip() + " ")
    for pattern, replacement in lists["joined"]:
        words = words.mutate(form=substitute(engine, _.form, pattern, replacement))
    # Twice, because two words in a row share the blank between them.
    words = words.mutate(form=_.form.re_replace(nothing, " ").re_replace(nothing, " "))
    titles = f" ({'|'.join(lists['titles'])}) "
    # Kept in between: an expression that is read several times is worked out as often.
    tried = engine.once(words.mutate(untitled=_.form.re_replace(titles, " ").strip()), "untitled_names")
    chosen = tried.select(text=_.text, form=ibis.ifelse(_.untitled == "", _.form.strip(), _.untitled))
    return chosen.mutate(form=ibis.ifelse(_.form.isin(lists["placeholders"]["phrases"]), "", _.form))


def _with_words(engine: Engine, texts: ir.Table) -> ir.Table:
    """Add to each text the sorted words of its form, without particles and with, as they are and bare."""
    listed = texts.filter(_.form != "").mutate(word=_.form.split(" ").unnest())
    bare = with_skeletons(engine, listed.select("word").distinct())
    particles = read_spelling()["particles"]
    each = listed.join(bare, "word").mutate(counts=~_.word.isin(particles))
    grouped = each.group_by(["text", "form"]).aggregate(
        own=_.counts.sum(),
        spelled=_sorted(_.word.collect(where=_.counts)),
        every=_sorted(_.word.collect()),
        bare=_sorted(_.bare.collect(where=_.counts)),
        all_bare=_sorted(_.bare.collect()),
    )
    return grouped.mutate(own_bare=ibis.ifelse(_.own > 0, _.bare, _.all_bare))


def _sorted(words: Any) -> Any:
    return words.sort().join(" ")


def _both(row: Any, kept: str, every: str) -> Any:
    """Sort the words of both columns; with their particles where fewer than two words remain without them."""
    enough = ibis.coalesce(row.surname__own, 0) + ibis.coalesce(row.given_names__own, 0) >= _ENOUGH
    first, second = (
        ibis.coalesce(ibis.ifelse(enough, row[f"{side}__{kept}"], row[f"{side}__{every}"]), "") for side in _FIELDS
    )
    return ibis.cases(
        (first == "", second.nullif("")),
        (second == "", first),
        # Two single words are put in order without a list, which is many times faster.
        (~first.contains(" ") & ~second.contains(" "), ibis.least(first, second) + " " + ibis.greatest(first, second)),
        else_=(first + " " + second).split(" ").sort().join(" "),
    )
