"""Rates, not people: figures, inquiries, the sample that is checked afresh, the yearly report."""
