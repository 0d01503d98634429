"""Tests of tasks begin in the small world."""

import pytest

from tests.house.databases import StartingPoint
from tests.tasks.world import WORLD


@pytest.fixture
def starting_point() -> StartingPoint:
    return WORLD
