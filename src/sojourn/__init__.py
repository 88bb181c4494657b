"""Sojourn: an open system of record for temporary stays."""

__version__ = "0.1.0"
