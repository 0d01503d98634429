"""Benchmarks: Sagsflow beside the least that would do the same job, in the same run on the same machine."""
