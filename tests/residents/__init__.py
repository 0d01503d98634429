"""Residents and households: finding, registering, correcting, and personal numbers that stay sealed."""
