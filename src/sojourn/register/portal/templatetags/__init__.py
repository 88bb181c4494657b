"""Filters of the person's door."""
