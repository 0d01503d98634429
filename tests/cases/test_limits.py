"""The 14 days to pay after a formal demand: no step is due later, nothing moves them, and those who may know are told."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from sagsflow.access.topics import Topic
from sagsflow.cases.models import Case
from sagsflow.cases.service import clock
from sagsflow.cases.service.loading import lock
from sagsflow.cases.service.undoing import undo_last_step
from sagsflow.core.errors import Invalid
from tests.cast import JOBS, Cast, Visit, person

pytestmark = pytest.mark.parametrize("database_system", ["sqlite"])

KAREN = person("karen")
RECEIVED, OVER = date(2026, 9, 7), date(2026, 9, 21)
NAME = "Betalingsfrist efter påkravet"


@pytest.fixture
def ref(cast: Cast) -> str:
    """The demand came a week ago; ten days of outreach would end four days after the time to pay."""
    with cast.database.write() as db:
        found = cast.open_case(db, workflow="eviction_prevention").ref
        cast.move(db, found, "reach_out", demand_received_date=RECEIVED, amount_due=9000)
    return found


def _dates(cast: Cast) -> tuple[date | None, date | None]:
    with cast.database.read() as db:
        case = db.scalars(sa.select(Case)).one()
        return case.due_on, case.limit_on


def test_every_step_before_the_time_is_over_is_due_by_then(cast: Cast, ref: str) -> None:
    assert _dates(cast) == (OVER, OVER)
    with cast.database.write() as db:
        cast.move(db, ref, "got_contact", contact_date=cast.at.date())
    assert _dates(cast) == (OVER, OVER)
    with cast.database.write() as db:
        cast.move(db, ref, "agreement", agreement_kind="instalments", agreed_amount=500, first_due_date=OVER)
    assert _dates(cast) == (date(2026, 10, 15), None)
    with cast.database.write() as db:
        seen = lock(db, ref).event_count
        undo_last_step(db, ref, seen=seen, actor=KAREN, at=cast.at, pathways=cast.platform)
    assert _dates(cast) == (OVER, OVER)


def test_no_pause_moves_it_and_nobody_moves_the_deadline_past_it(cast: Cast, ref: str) -> None:
    with cast.database.write() as db:
        case = lock(db, ref)
        clock.pause(db, case, reason="Syg", until=None, actor=KAREN, at=cast.at, pathways=cast.platform)
        assert case.due_on == OVER
        with pytest.raises(Invalid) as refused:
            clock.extend(db, case, to=date(2026, 9, 25), reason="Aftalt", actor=KAREN, at=cast.at)
        assert refused.value.fields == {"to": "after-limit"}
    cast.clock.advance(timedelta(days=7))
    with cast.database.write() as db:
        clock.extend(db, lock(db, ref), to=date(2026, 9, 25), reason="Aftalt", actor=KAREN, at=cast.at)
        clock.pause(
            db, lock(db, ref), reason="Syg", until=None, actor=KAREN, at=cast.at, pathways=cast.platform
        )
        assert db.scalars(sa.select(Case.due_on)).one() is None, (
            "the law's date is over: it binds nothing more"
        )


def test_its_owner_reads_whose_date_it_is_wherever_the_case_stands(
    cast: Cast, visit: Visit, ref: str
) -> None:
    karen = visit("karen")
    for page in ("/", "/cases", f"/cases/{ref}"):
        assert NAME in karen.get(page).text
    refused = karen.submit(
        f"/cases/{ref}/clock/extend", {"to": "25.09.2026", "reason": "Aftalt"}, action="/extend"
    )
    assert (refused.status_code, "den dato, som loven sætter" in refused.text) == (422, True)
    karen.submit(f"/cases/{ref}/clock/pause", {"reason": "Syg"}, action="/pause")
    paused = karen.get(f"/cases/{ref}").text
    assert (NAME in paused, "Fristen er på pause" in paused) == (True, True)


def test_only_those_who_may_read_of_the_tenancy_are_told(cast: Cast, visit: Visit, ref: str) -> None:
    told = []
    for topic in (Topic.ECONOMY, Topic.TENANCY):
        with cast.database.write() as db:
            cast.consent(db, ref, JOBS, topic)
        told.append(NAME in visit("jette").get(f"/cases/{ref}").text)
        assert NAME not in visit("jette").get("/cases").text
    assert told == [False, True]
