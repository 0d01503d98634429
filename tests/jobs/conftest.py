"""Tests of due work begin in the small world."""

from tests.tasks.conftest import starting_point

__all__ = ["starting_point"]
