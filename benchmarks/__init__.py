"""Benchmarks: each module has `run(client)`, which measures, checks what it measured, and returns its figures."""
