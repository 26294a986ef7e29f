"""Benchmarks: whole processes (`__main__`), and stages in bench_*.py."""
