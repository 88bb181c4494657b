"""Benchmarks: each row is a ratio measured in one run, because machines differ and are shared."""
