"""Stories begin in the town of the demo, on the day that it tells of."""

import pytest

from tests.demo.conftest import PLAYED
from tests.house.databases import StartingPoint


@pytest.fixture
def starting_point() -> StartingPoint:
    return PLAYED
