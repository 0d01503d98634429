"""Two processes send the same submissions at the same time: each is carried out exactly once.

`SAGSFLOW_TRIES=10000 python -m pytest tests/cases/test_exactly_once.py` is the long form.
"""

import os
import subprocess
import sys

import sqlalchemy as sa

from sagsflow.cases.models import Case, StateStay
from sagsflow.eventlog.models import Event
from sagsflow.web.models import Submission
from tests.cases.agreement import assert_log_is_sound, assert_reading_list_agrees
from tests.cast import Cast

TRIES = int(os.environ.get("SAGSFLOW_TRIES", "80"))
PATIENCE = 60 + TRIES

WORKER = """
import sys
from dataclasses import replace
from config import Settings
from sagsflow.app import create_platform
from sagsflow.cases.service.undoing import undo_last_step
from sagsflow.core.clock import SettableClock
from sagsflow.core.errors import AlreadyDone
from sagsflow.web import submissions
from tests.cast import Cast, person
from tests.house.application import TUESDAY
url, ref, tries = sys.argv[1], sys.argv[2], int(sys.argv[3])
platform = create_platform(replace(Settings.from_environment({}), database_url=url), clock=SettableClock(TUESDAY))
cast, karen = Cast(platform, SettableClock(TUESDAY)), person("karen")
print("ready", flush=True)
sys.stdin.readline()
done = 0
for number in range(tries):
    try:
        with cast.database.write() as db:
            submissions.claim(db, f"press-{number}", actor=karen, at=cast.at, location="/")
            if number % 2:
                undo_last_step(db, ref, seen=None, actor=karen, at=cast.at, pathways=platform)
            else:
                cast.move(db, ref, "take", contact_channel="phone", reason_in_residents_words="Et job")
        done += 1
    except AlreadyDone:
        pass
print(done, flush=True)
"""


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
    command = [sys.executable, "-c", WORKER, url, ref, str(TRIES)]
    workers = [
        subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | {"PYTHONPATH": "."},
        )
        for _ in range(2)
    ]
    for worker in workers:
        assert worker.stdout is not None
        assert worker.stdout.readline() == "ready\n"
    answers = []
    for worker in workers:
        assert worker.stdin is not None
        worker.stdin.write("go\n")
        worker.stdin.flush()
    for worker in workers:
        said, _ = worker.communicate(timeout=PATIENCE)
        assert worker.returncode == 0, "a worker ended in an error"
        answers.append(int(said))
    return answers
