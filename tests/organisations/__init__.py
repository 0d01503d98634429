"""Tests of plans, organisations and units."""
