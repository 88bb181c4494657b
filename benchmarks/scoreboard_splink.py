"""Splink with its defaults over all records of an evidence folder, built as its own tutorial builds a model.

Nothing of Sojourn's identity stage is in it: values in upper case without blanks at their ends, as Splink's guide asks,
every record against every other that a blocking rule brings together, parameters estimated from the records themselves,
groups cut at one probability.
"""

from __future__ import annotations

from typing import Any

import ibis
import ibis.expr.types as ir

from sojourn.engine import Engine

COMPARED = {
    "first_name": "given_names",
    "surname": "surname",
    "dob": "birth_date",
    "document_number": "document_number",
    "nationality": "nationality",
}
"""What is compared, by Splink's name and ours."""
THRESHOLD = 0.95
_RECALL = 0.7
_SEED = 1
#: Most pairs that one round of training looks at; it bounds memory and changes no answer that can be seen.
_MOST_PAIRS = 1e7


def group_records(engine: Engine, movements: ir.Table, facts: ir.Table) -> ir.Table:
    """Group the lines of both tables by Splink: table (line, cluster), one row a line."""
    lines = engine.once(_lines(movements).union(_lines(facts)), "splink_lines")
    number = (ibis.row_number().over(order_by="line")).cast("int64")
    records = engine.once(lines.mutate(unique_id=number), "splink_records")
    clusters = _cluster(engine, records.op().name)
    return engine.once(records.select("line", "unique_id").join(clusters, "unique_id").drop("unique_id"), "clusters")


def _lines(table: ir.Table) -> ir.Table:
    return table.select("line", **{name: table[column].strip().upper() for name, column in COMPARED.items()})


def _cluster(engine: Engine, records: str) -> ir.Table:
    from splink import Linker, block_on
    from splink.internals.duckdb.database_api import DuckDBAPI

    api = DuckDBAPI(engine.con.con)
    linker = Linker(api.register(records, table_name="splink_input"), _settings(), log_level=None)
    training = linker.training
    training.estimate_probability_two_random_records_match(
        [block_on("document_number"), block_on("first_name", "surname", "dob")], recall=_RECALL
    )
    training.estimate_u_using_random_sampling(max_pairs=1e6, seed=_SEED)
    for rule in (block_on("first_name", "surname"), block_on("dob")):
        training.estimate_parameters_using_expectation_maximisation(rule, max_pairs=_MOST_PAIRS)
    pairs = linker.inference.predict(threshold_match_probability=THRESHOLD)
    found = linker.clustering.cluster_pairwise_predictions_at_threshold(pairs, THRESHOLD)
    table = engine.con.table(found.physical_name).select("unique_id", cluster="cluster_id")
    return engine.once(table, "splink_clusters")


def _settings() -> Any:
    import splink.comparison_library as cl
    from splink import SettingsCreator, block_on

    return SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            cl.NameComparison("first_name"),
            cl.NameComparison("surname"),
            cl.DateOfBirthComparison("dob", input_is_string=True),
            cl.LevenshteinAtThresholds("document_number"),
            cl.ExactMatch("nationality").configure(term_frequency_adjustments=True),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("document_number"),
            block_on("surname", "dob"),
            block_on("first_name", "dob"),
            block_on("first_name", "surname"),
        ],
    )
