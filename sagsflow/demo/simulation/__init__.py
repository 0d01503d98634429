"""Simulated people who drive the engine: what services would write, row for row, but many thousand cases at a time."""
