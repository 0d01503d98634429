"""Tests of what somebody with a valid account must not learn begin with the cast."""

import pytest

from tests.cast import CAST, Cast, cast, visit
from tests.house.databases import StartingPoint
from tests.meetings.table import Table

__all__ = ["cast", "starting_point", "visit"]


@pytest.fixture
def starting_point() -> StartingPoint:
    return CAST


@pytest.fixture
def table(cast: Cast) -> Table:
    """Where the cast meets."""
    return Table(cast)
