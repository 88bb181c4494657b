"""Statistics about a run: the score against known truth, the report, and the short summary."""

from sojourn.statistics.report import write_report
from sojourn.statistics.score import Score, score
from sojourn.statistics.score_text import render_text, to_json
from sojourn.statistics.summary import summary

__all__ = ["Score", "render_text", "score", "summary", "to_json", "write_report"]
