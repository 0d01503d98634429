"""Two processes send the same submissions at the same time: each is carried out exactly once.

`SAGSFLOW_TRIES=10000 python -m pytest tests/cases/test_exactly_once.py` is the long form.
"""

import os

import sqlalchemy as sa

from sagsflow.cases.models import Case, StateStay
from sagsflow.eventlog.models import Event
from sagsflow.web.models import Submission
from tests.cases.agreement import assert_log_is_sound, assert_reading_list_agrees
from tests.cases.pressing import GO, READY, press
from tests.cast import Cast
from tests.house.forks import forked

TRIES = int(os.environ.get("SAGSFLOW_TRIES", "80"))
PATIENCE = 60 + TRIES


def test_two_processes_press_at_once_and_every_press_counts_once(cast: Cast, database_url: str) -> None:
    with cast.database.write() as db:
        ref = cast.open_case(db).ref
    done = _both(database_url, ref)
    assert sum(done) == TRIES
    with cast.database.read() as db:
        case = db.scalars(sa.select(Case)).one()
        kinds = db.scalars(sa.select(Event.kind).where(Event.case_id == case.id)).all()
        assert kinds.count("case-moved") + kinds.count("case-step-undone") == TRIES
        assert db.scalar(sa.select(sa.func.count()).select_from(StateStay)) == TRIES + 1
        assert db.scalar(sa.select(sa.func.count()).select_from(Submission)) == TRIES
        assert_log_is_sound(db)
        assert_reading_list_agrees(db, cast.at)


def _both(url: str, ref: str) -> list[int]:
    """Starts two workers, lets them begin together, and tells how many presses each has carried out."""
    with forked(press, url, ref, TRIES) as (_, one), forked(press, url, ref, TRIES) as (_, other):
        for wire in (one, other):
            assert wire.recv() == READY
        for wire in (one, other):
            wire.send(GO)
        assert one.poll(PATIENCE)
        assert other.poll(PATIENCE)
        return [one.recv(), other.recv()]
