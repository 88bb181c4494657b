"""Running Splink on Sojourn's own connection, with its warnings made errors.

Splink sees one row for each pattern of levels that occurs, not one for each pair: a pattern is compared with itself,
and each condition is the equality of a word. So the cost of Splink does not grow with the pairs.
"""

from __future__ import annotations

import contextlib
import logging
import warnings
from collections.abc import Iterator
from typing import Any

import ibis.expr.types as ir
from ibis import _

from sojourn.engine import Engine
from sojourn.identity.model.levels import splink_settings
from sojourn.identity.model.model_file import Model, ModelError

HARMLESS = ("unable to load custom spark sql functions",)
"""Parts (lower case) of warnings that change no result; every other warning is an error. The functions are Splink's for
the similarity of texts, which no comparison here uses."""
_TELLING = (UserWarning, RuntimeWarning)
"""The warnings of Python that speak of results; those about coming versions of a package do not."""


class _Listener(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.heard.append(record.getMessage())


@contextlib.contextmanager
def strict_warnings(harmless: tuple[str, ...] = HARMLESS) -> Iterator[None]:
    """Turn what Splink or Python warns about inside into one error.

    Raises:
        ModelError: ``model-warning`` with the text, which names columns and levels, never values.
    """
    listener, logger = _Listener(), logging.getLogger("splink")
    before = (logger.propagate, logger.level)
    logger.addHandler(listener)
    logger.propagate = False
    logger.setLevel(logging.WARNING)
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always", UserWarning)
            warnings.simplefilter("always", RuntimeWarning)
            yield
    finally:
        logger.removeHandler(listener)
        logger.propagate, level = before
        logger.setLevel(level)
    texts = [*listener.heard, *(str(told.message) for told in caught if issubclass(told.category, _TELLING))]
    serious = [" ".join(text.split()) for text in texts if not any(part in text.lower() for part in harmless)]
    if serious:
        raise ModelError(
            "model-warning",
            f"Splink warned about something that changes results: `{serious[0][:300]}`. No warning is passed over. "
            "Next: train the model again on more data, or use the model that Sojourn ships.",
        )


def score_patterns(engine: Engine, patterns: ir.Table, model: Model) -> ir.Table:
    """Let Splink sum the weights of each pattern of levels.

    Args:
        engine: where to compute; Splink shares its connection.
        patterns: table (pattern, one column of words for each comparison), kept in the engine; ``pattern`` is unique.
        model: the model.

    Returns:
        A table (pattern, match_weight: bits without the prior), kept in the engine.
    """
    from splink import Linker

    with strict_warnings(), splink_api(engine) as api:
        linker = Linker(splink_register(engine, api, patterns, "patterns"), _settings(model), log_level=None)
        pairs = patterns.select(join_key_l=_.pattern, join_key_r=_.pattern).mutate(
            match_key=_.join_key_l.substr(0, 0) + "0"
        )
        blocked = splink_register(engine, api, engine.once(pairs, "pattern_pairs"), "pattern_pairs")
        linker.table_management.register_blocked_pairs_for_predict(blocked)
        predicted = linker.inference.predict(warning_mode="always")
        scored = _read(engine, predicted.physical_name)
        return engine.once(scored.select(pattern=_.pattern_l, match_weight=_.match_weight), "pattern_weights")


def _settings(model: Model) -> dict[str, Any]:
    return splink_settings(model.content["comparisons"]["comparisons"])


@contextlib.contextmanager
def splink_api(engine: Engine) -> Iterator[Any]:
    """Open Splink's view of the engine's connection, and remove every table that it made."""
    api: Any
    if engine.name == "duckdb":
        from splink.internals.duckdb.database_api import DuckDBAPI

        api = DuckDBAPI(engine.con.con)
    else:
        from splink.internals.spark.database_api import SparkAPI

        # The session's views hold intermediate results; the similarity functions of Splink's jar are not used.
        api = SparkAPI(  # type: ignore[no-untyped-call]  # Splink's is not typed
            spark_session=engine.con._session,  # Ibis gives no other way to the session
            break_lineage_method="persist",
            num_partitions_on_repartition=1,
            register_udfs_automatically=False,
        )
    views: list[str] = []
    api.sojourn_views = views
    try:
        yield api
    finally:
        if engine.name == "duckdb":
            api.delete_tables_created_by_splink_from_db()
            api._ddb_con.close()  # Splink opens a second connection that is never used
        else:
            for name in [*views, *api._created_tables]:
                engine.con._session.catalog.dropTempView(name)


def splink_register(engine: Engine, api: Any, table: ir.Table, name: str) -> Any:
    """Show Splink a table that the engine keeps, under a name of its own."""
    if engine.name == "duckdb":
        return api.register(table.op().name, table_name=f"sojourn_{name}")
    view = f"sojourn_{name}"
    engine.con._session.sql(engine.con.compile(table)).createOrReplaceTempView(view)
    api.sojourn_views.append(view)
    return api.register(view, table_name=view)


def _read(engine: Engine, name: str) -> ir.Table:
    table: ir.Table = engine.con.table(name)
    return table
