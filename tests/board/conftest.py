"""Tests of the board's pages begin with the cast."""

import pytest

from tests.cast import CAST, cast, visit
from tests.house.databases import StartingPoint

__all__ = ["cast", "starting_point", "visit"]


@pytest.fixture
def starting_point() -> StartingPoint:
    return CAST
