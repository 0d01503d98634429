"""Reads residents and cases in from a spreadsheet: columns said, looked at, tried, written whole or not at all, and undone."""
