"""Workers are killed with signal 9 between any two statements while all referrals of a provider move: each moves exactly once."""

import os
import random
import subprocess
import sys
from collections import Counter
from subprocess import PIPE

import sqlalchemy as sa

from config import ROOT
from sagsflow.cases.models import Case
from sagsflow.eventlog.models import Event
from sagsflow.jobs.models import Job, JobState
from sagsflow.messages.models import Message
from sagsflow.referrals.models import Referral, ReferralMove
from sagsflow.referrals.running import Way
from sagsflow.referrals.service import moving
from tests.cast import CLUB, JOBS, PEOPLE, Cast, person
from tests.jobs.test_killed import ROUND
from tests.jobs.working import END
from tests.referrals.acting import sent, work, worker

REFERRALS = int(os.environ.get("SAGSFLOW_KILLED_REFERRALS", "3"))
WITHIN = 400  # a process is killed after at most so many statements; one referral is some hundred


def _is_killed(cast: Cast, chance: random.Random) -> bool:
    """A worker begins when every lease of the one before has run out, and is killed somewhere; False when it came to its end."""
    cast.clock.advance(ROUND)
    url = cast.database.url.render_as_string(hide_password=False)
    command = [sys.executable, "-m", "tests.referrals.working", url, cast.at.isoformat()]
    with subprocess.Popen(command, cwd=ROOT, stdin=PIPE, stdout=PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for _ in range(chance.randrange(1, WITHIN)):
            if process.stdout.readline().strip() == END:
                return False
            process.stdin.write("on\n")
            process.stdin.flush()
        process.kill()
    return True


def test_each_referral_moves_once_however_often_its_worker_is_killed(cast: Cast) -> None:
    chance, killed = random.Random(REFERRALS), 0
    for number in range(1, REFERRALS + 1):
        sent(cast, number=number)
    with cast.database.write() as db:
        for ref in db.scalars(sa.select(Case.ref)).all():
            cast.consent(db, ref, CLUB)
        new = moving.NewMove(Way(JOBS, None, CLUB), "Jobhjælpen lukker")
        move = moving.ask(db, new, actor=person("lene"), at=cast.at).id
    while not _is_over(cast, move):
        killed += _is_killed(cast, chance)
        assert killed < 20 * REFERRALS, "it comes no further"
    cast.clock.advance(ROUND)
    work(worker(cast))
    assert killed
    assert _states(cast) == {(JOBS, "withdrawn"): REFERRALS, (CLUB, "sent"): REFERRALS}
    _everything_once(cast)


def _everything_once(cast: Cast) -> None:
    about = sa.select(Message.user_id, Message.kind).where(Message.kind.like("referral%"))
    with cast.database.read() as db:
        kinds = Counter(db.scalars(sa.select(Event.kind)))
        told = Counter((row.user_id, row.kind) for row in db.execute(about))
        assert set(db.scalars(sa.select(Job.state))) == {JobState.DONE}
    assert (kinds["referral-transferred"], kinds["referrals-moved"]) == (REFERRALS, 1)
    assert told[PEOPLE["clara"][0], "referral-received"] == REFERRALS
    assert told[PEOPLE["lene"][0], "referrals-moved"] == 1


def _is_over(cast: Cast, move: int) -> bool:
    with cast.database.read() as db:
        return db.get_one(ReferralMove, move).ended_at is not None


def _states(cast: Cast) -> Counter[tuple[int, str]]:
    with cast.database.read() as db:
        rows = db.execute(sa.select(Referral.to_unit_id, Referral.state)).all()
    return Counter((row.to_unit_id, row.state) for row in rows)
