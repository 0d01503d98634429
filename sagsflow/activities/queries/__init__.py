"""Reads of activities: lists, one of them with what is said about it, and figures."""
