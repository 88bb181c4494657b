"""The published tables, for analysts and oversight."""
