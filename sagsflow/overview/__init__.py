"""Counts and durations for managers and board."""
