"""Counts and spans over everybody in a plan, made by the database: a constant number of statements, and never a case."""
