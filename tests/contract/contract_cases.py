"""The registry of the contract: every transform that must give the same rows on every engine.

A new transform is one entry in ``TRANSFORMS``: a run calls it, and what it was given there is given to each engine. One
that no run here reaches is a ``Case`` with a ``run`` of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from recorded_calls import Calls

from sojourn.engine import Engine


@dataclass(frozen=True)
class Case:
    """A transform's name, and how it is run on an engine: it gives a table, or an object that holds tables."""

    name: str
    run: Callable[[Engine, Calls], Any]

    @property
    def module(self) -> str:
        """The module that the case is about."""
        return self.name.rpartition(".")[0]


#: By module: the transforms, as runs call them.
TRANSFORMS = {
    "evidence.columns": "conform",
    "evidence.corrections": "resolve_lines",
    "evidence.fates": "decide_fates known_rows names_known",
    "evidence.folder": "load_evidence",
    "evidence.gaps": "find_gaps missing_before",
    "evidence.parquet_reading": "open_parquet",
    "identity.birth_dates": "fit_classes",
    "identity.birth_readings": "with_birth_readings",
    "identity.candidates": "leftover_records prepare_records",
    "identity.choose": "choose_links",
    "identity.closer": "place_lines",
    "identity.components": "connect",
    "identity.lines": "movement_lines fact_lines lost_documents mentions further_mentions",
    "identity.links": "decision_rows link_rows review_rows add_rows",
    "identity.merging": "merge_people rename_people",
    "identity.model.blocking": "blocking_keys candidate_pairs",
    "identity.model.bounds": "may_weigh",
    "identity.model.features": "prepare levels",
    "identity.model.scoring": "score_prepared",
    "identity.model.splink_run": "score_patterns",
    "identity.names": "with_name_forms",
    "identity.people": "attach members_of both_orders",
    "identity.skeleton": "with_skeletons",
    "identity.spotting": "spot_keys",
    "stays.answers": "stays_with_extras answer_stays",
    "stays.appeal_periods": "appeal_periods",
    "stays.application_periods": "approvals unread_decisions pending",
    "stays.area": "undo_inside_checks",
    "stays.cancelled_leave": "end_cancelled end_with_visa with_own_end",
    "stays.cover": "covered_days",
    "stays.coverage_cells": "with_coverage",
    "stays.coverage_origin": "with_origin",
    "stays.crossings": "merge_reports undo_turn_backs",
    "stays.dependants": "follow_principals principal_doubts",
    "stays.doubts": "doubt_questions",
    "stays.entry": "with_entry",
    "stays.excursions": "undo_excursions",
    "stays.extras": "dated_facts",
    "stays.fact_rows": "of_kind overlapping",
    "stays.feed_silence": "matched_arrivals mark_quarantined with_doubts",
    "stays.leave_periods": "entry_clearances visas_on_arrival lasting_leave",
    "stays.leftovers": "leftovers_of pairs_worth_a_look",
    "stays.order": "alternate_ties",
    "stays.order_periods": "departure_periods protections",
    "stays.pairing": "paired_crossings stays_of second_departures",
    "stays.presence_ages": "childhood",
    "stays.presence_facts": "acts_of of_kinds beside decisions",
    "stays.presence_pauses": "pauses",
    "stays.presence_shape": "shaped",
    "stays.presence_starts": "ask",
    "stays.programme_periods": "programmes doubted_after",
    "stays.reports": "crossing_reports declared_departures reported_not_aboard denied_departures",
    "stays.rule_checks": "with_check_due",
    "stays.short_stay": "with_short_stays",
    "stays.short_stay_days": "days_rows",
    "stays.short_stay_parts": "later_parts",
    "stays.trip_ends": "trip_ends trip_records",
    "stays.uncounted": "uncounted_runs without",
    "stays.departure_effects": "departure_effects",
    "stays.visas": "visa_limits long_visa_periods limited_visa_periods",
    "stays.window": "merged_runs",  # its other two are given columns: tests/stays/test_window.py runs them on Spark
    "stays.work_periods": "status_after_work without_status",
}

#: Modules of public functions on tables or engines that are no case, and where they are proven instead.
ELSEWHERE = {
    **dict.fromkeys(
        (
            "identity.reviewed",
            "stays.crossed",
            "stays.engine_run",
            "stays.fact_periods",
            "stays.feed_run",
            "stays.further",
            "stays.in_memory",
            "stays.parole_periods",
            "stays.reconcile",
            "stays.unlawful_presence",
        ),
        "they call the transforms above one after another: the pipeline whole runs through them",
    ),
    **dict.fromkeys(
        ("evidence.canonical", "evidence.checks", "evidence.fact_kinds", "evidence.fact_shapes", "evidence.validate"),
        "they give columns, not tables: `decide_fates` and `open_parquet` read them",
    ),
    "stays.buckets": "a run in pieces is DuckDB's way to use little memory: see `pieces` in engines.md",
    "stays.outputs": "it writes the files of a run: the pipeline whole compares them",
    "evidence.feed_measures": "it gives counts: tests/evidence/test_feed_measures.py has its test on Spark",
    "evidence.text_values": "text becomes Parquet before any engine reads it, in a DuckDB of its own",
    **dict.fromkeys(
        ("stays.days_granted", "stays.days_question", "stays.days_window"),
        "one traveller's question, a few rows: it calls `stays.window` and the pipeline",
    ),
    **dict.fromkeys(
        (
            "identity.model.em",
            "identity.model.measuring",
            "identity.model.own_evidence",
            "identity.model.train",
            "identity.model.training",
        ),
        "a model is trained and measured once, from a file, and opens DuckDB by itself: see `training` in engines.md",
    ),
    **dict.fromkeys(
        (
            "stays.stock",
            "stays.stock_add",
            "stays.stock_closure",
            "stays.stock_commands",
            "stays.stock_file",
            "stays.stock_found",
            "stays.stock_marks",
            "stays.stock_partners",
        ),
        "a stock of people is a DuckDB file: see `stock` in engines.md",
    ),
}


def _as_called(name: str) -> Case:
    return Case(name, lambda engine, calls: calls.by_name[name].again(engine))


CASES = tuple(
    _as_called(f"{module}.{function}") for module, functions in TRANSFORMS.items() for function in functions.split()
)
