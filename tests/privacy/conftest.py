"""Tests of the residents' rights begin with the cast, and have somebody who does what a worker and a coordinator do."""

import pytest

from tests.cast import CAST, Cast, cast, visit
from tests.house.databases import StartingPoint
from tests.privacy.office import Office

__all__ = ["cast", "starting_point", "visit"]


@pytest.fixture
def starting_point() -> StartingPoint:
    return CAST


@pytest.fixture
def office(cast: Cast) -> Office:
    return Office(cast)
