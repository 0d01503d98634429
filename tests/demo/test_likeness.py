"""What is simulated cannot be told from what the services write."""

from datetime import timedelta

import sqlalchemy as sa

from sagsflow.demo.service import prepare
from sagsflow.eventlog.verify import verify
from sagsflow.meetings.models import Meeting
from sagsflow.web.platform import Platform
from tests.demo import by_services, by_simulation
from tests.demo.twice import BEGINNING, told


def test_a_story_told_by_the_simulation_leaves_the_rows_that_the_services_leave(platform: Platform) -> None:
    with platform.database.write() as db:
        cast = prepare(db, platform, BEGINNING - timedelta(days=30))
        simulated = by_simulation.tell(db, platform, cast)
    with platform.database.write() as db:
        like = db.scalars(sa.select(Meeting)).one()
        served = by_services.tell(db, platform, cast, like)
    with platform.database.read() as db:
        first, second = told(db, simulated), told(db, served)
        assert first.keys() == second.keys()
        for table in first:
            assert first[table], f"{table}: the story does not touch it"
            assert first[table] == second[table], table
        assert verify(db, platform.log_keys).is_sound
