"""The desk and the search."""
