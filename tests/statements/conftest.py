"""These tests begin with the cast and its table."""

from tests.cast import cast, visit
from tests.meetings.conftest import starting_point, table

__all__ = ["cast", "starting_point", "table", "visit"]
