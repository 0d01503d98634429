"""Tests of activities begin with one person of every role, and a tenant board that speaks for one of three areas."""

from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session

from sagsflow.activities import service
from sagsflow.activities.models import Activity, ActivityKind
from sagsflow.activities.service import Content
from sagsflow.core.database import Database
from sagsflow.organisations.models import Area, UnitArea
from tests.access.conftest import visit
from tests.access.town import TENANTS, TOWNSFOLK, actor_of
from tests.cast import HOUSING, TEAM, TOWN, Cast, cast
from tests.house.databases import StartingPoint

__all__ = ["cast", "visit"]
HERS, BESIDE, ELSEWHERE = 1, 2, 3
NAMES = {HERS: ("Birkeparken", HOUSING), BESIDE: ("Elmeparken", HOUSING), ELSEWHERE: ("Byparken", TOWN)}
PARTY = Content(
    title="Sommerfest",
    kind=ActivityKind.EVENT,
    place="Fælleshuset",
    starts_at=datetime(2026, 9, 20, 13, 0, tzinfo=UTC),
    ends_at=datetime(2026, 9, 20, 16, 0, tzinfo=UTC),
    plan_id=1,
    sub_agreement_id=1,
    unit_id=TEAM,
    area_ids=frozenset({HERS}),
)


def _build(database: Database) -> None:
    TOWNSFOLK.build(database)
    with database.write() as db:
        db.add_all(Area(id=key, name=name, organisation_id=whose) for key, (name, whose) in NAMES.items())
        db.flush()
        db.add(UnitArea(unit_id=TENANTS, area_id=HERS))


@pytest.fixture
def starting_point() -> StartingPoint:
    return PARK


def planned(db: Session, cast: Cast, content: Content = PARTY, who: str = "karen") -> Activity:
    return service.plan(db, content, actor=actor_of(who), at=cast.at)[0]


PARK = StartingPoint("park", _build)
