"""Prints: the printing process, the pages, and the rules they keep."""
