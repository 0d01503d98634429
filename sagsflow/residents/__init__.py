"""Residents and households, and finding them."""
