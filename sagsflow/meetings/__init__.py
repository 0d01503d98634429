"""Meetings, agenda items, decisions."""
