"""Tests that let Hypothesis look for the case nobody thought of."""
