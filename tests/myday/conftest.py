"""Tests of Min dag begin in the small world."""

from tests.tasks.conftest import enter, starting_point

__all__ = ["enter", "starting_point"]
