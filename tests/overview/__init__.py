"""Aggregate figures: what they count, and what they keep hidden."""
