"""The result measures of a case."""
