"""A process that is killed in the middle of its work leaves log, cases and lists as they agree."""

import os
import signal
import subprocess
import sys

import sqlalchemy as sa

from sagsflow.cases.models import Case
from sagsflow.eventlog.models import Event
from tests.cases.agreement import assert_log_is_sound, assert_reading_list_agrees
from tests.cast import Cast

WORKER = """
import sys
from dataclasses import replace
from config import Settings
from sagsflow.app import create_platform
from sagsflow.core.clock import SettableClock
from tests.cast import BORN, Cast
from tests.house.application import TUESDAY
settings = replace(Settings.from_environment({}), database_url=sys.argv[1])
cast = Cast(create_platform(settings, clock=SettableClock(TUESDAY)), SettableClock(TUESDAY))
for number in range(100_000):
    with cast.database.write() as db:
        cast.clarifying(db, number=number)
    print(number, flush=True)
"""
ENOUGH = 7


def test_killed_in_the_middle_everything_still_agrees(cast: Cast, database_url: str) -> None:
    command = [sys.executable, "-c", WORKER, database_url]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env=os.environ | {"PYTHONPATH": "."}
    ) as worker:
        assert worker.stdout is not None
        done = next(int(line) for line in worker.stdout if int(line) >= ENOUGH)
        worker.send_signal(signal.SIGKILL)
    with cast.database.write() as db:
        cast.open_case(db, number=1)
    with cast.database.read() as db:
        assert_log_is_sound(db)
        assert_reading_list_agrees(db, cast.at)
        refs = db.scalars(sa.select(Case.number).order_by(Case.number)).all()
        assert refs == list(range(1, len(refs) + 1))
        assert len(refs) >= done + 2
        moved = db.scalar(sa.select(sa.func.count()).where(Event.kind == "case-moved"))
        assert moved == len(refs) - 1
