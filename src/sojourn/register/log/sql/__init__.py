"""The SQL of the transparency log."""
