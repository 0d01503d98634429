"""Tests of the workflow engine: no database, no web."""
