"""Tracks to partners."""
