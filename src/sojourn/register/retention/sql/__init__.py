"""The SQL of retention: what deletes, and what lets it."""
