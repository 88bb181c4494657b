"""Invented travellers with known truth, and twenty ways in which records go wrong."""

from sojourn.simulate.folder import SimulationSummary, simulate

__all__ = ["SimulationSummary", "simulate"]
