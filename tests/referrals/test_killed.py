"""Web server and worker are killed with signal 9 at random points while referrals are sent, answered, taken back, moved and
handed back by the clock: each act and each effect is there exactly once.

`SAGSFLOW_KILLED_REFERRALS=2000 python -m pytest tests/referrals/test_killed.py -s` is the long form.
"""

import os
import random
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.eventlog.models import Event
from sagsflow.jobs.models import Job, JobState
from sagsflow.messages.models import Message
from sagsflow.referrals.models import Referral, ReferralMove, ReferralTask
from sagsflow.tasks.models import Task
from sagsflow.web.models import Submission
from tests.cases.agreement import assert_log_is_sound, assert_reading_list_agrees
from tests.cast import CLUB, JOBS, SCHOOL, VOLUNTEERS, Cast
from tests.referrals import serving
from tests.referrals.living import EACH, ORDERS, Screens, Town, ways
from tests.referrals.trial import House, Lives, ends_by_itself

CASES = max(2, int(os.environ.get("SAGSFLOW_KILLED_REFERRALS", "8")) // EACH)
SERVER, WORKER = 3000 + 16 * CASES, 600 + 8 * CASES  # killed after at most so many places
HANDS = 3
KINDS = ("decide_refusal", "answer_referral", "decide_no_answer")
_TASKS = sa.select(Task.kind, ReferralTask.referral_id).join(ReferralTask)
_RECEIVED = sa.select(Message.user_id, Message.target).where(Message.kind == "referral-received")
_ANSWERABLE = sa.select(Referral.id).where(
    Referral.to_unit_id != VOLUNTEERS
)  # nobody there answers referrals


def test_every_act_and_effect_is_there_once_however_often_processes_are_killed(cast: Cast) -> None:
    url = cast.database.url.render_as_string(hide_password=False)
    lives, town = Lives(url, cast.at, random.Random(CASES), SERVER), Town(cast, CASES)
    short = replace(lives, within=WORKER)
    with House(serving.serve, lives) as server, House(serving.work, short) as worker:
        screens = town.screens(server)
        town.live_all(screens, HANDS)
    _each_form_once(cast, screens)
    killed = worker.killed + _work_off(short)
    for days in (
        7,
        14,
    ):  # a reminder is due on the fifth working day, and on the eleventh the referral is handed back
        short.begins += timedelta(days=days)
        killed += _work_off(short)
    cast.clock.set(short.next().at)
    _say(f"{CASES * EACH} referrals: server killed {server.killed} times, workers {killed}")
    assert min(server.killed, killed) > 1
    _everything_once(cast)


def _work_off(lives: Lives) -> int:
    """Workers, one after the other, until one finds nothing more to do; how many were killed."""
    killed = 0
    while not ends_by_itself(serving.work_off, lives.next()):
        killed += 1
    return killed


def _each_form_once(cast: Cast, screens: Screens) -> None:
    pressed = sum(screen.pressed for screen in screens.values())
    _say(f"{pressed} forms, {sum(screen.again for screen in screens.values())} times no answer")
    with cast.database.read() as db:
        assert db.scalar(sa.select(sa.func.count()).select_from(Submission)) == pressed


def _everything_once(cast: Cast) -> None:
    with cast.database.read() as db:
        assert _counted(db.scalars(sa.select(Event.kind)), "referral", "case-moved") == _events()
        assert _pairs(db, sa.select(Referral.to_unit_id, Referral.state)) == _states()
        tasks = _pairs(db, _TASKS)
        assert Counter(kind for kind, _referral in tasks) == dict.fromkeys(KINDS, CASES)
        told = _pairs(db, _RECEIVED)
        assert set(tasks.values()) | set(told.values()) == {1}
        assert {int(referral) for _user, referral in told} == set(db.scalars(_ANSWERABLE))
        assert db.scalars(sa.select(sa.func.sum(ReferralMove.moved))).one() == CASES
        assert set(db.scalars(sa.select(Job.state))) == {JobState.DONE}
        assert_log_is_sound(db)
        assert_reading_list_agrees(db, cast.at)


def _events() -> Counter[str]:
    """Of everything that is told of a referral; a case moves when it is taken, referred, and once more when all have answered."""
    received, queued, taken_back = ways(CASES)
    expected = {
        "referral-drafted": 2 * CASES,
        "referral-sent": EACH * CASES,
        "referral-seen": received,
        "referral-accepted": received,
        "referral-begun": received,
        "referral-closed": received,
        "referral-queued": queued,
        "referral-withdrawn": taken_back + CASES,
        "referral-declined": CASES,
        "referral-refusal-upheld": CASES,
        "referral-transferred": CASES,
        "referral-reminded": len(KINDS) * CASES,
        "referral-handed-back": CASES,
        "referrals-move-asked": ORDERS,
        "referrals-moved": ORDERS,
        "case-moved": 2 * CASES + received,
    }
    return Counter({kind: many for kind, many in expected.items() if many})


def _states() -> Counter[tuple[int, str]]:
    received, queued, taken_back = ways(CASES)
    expected = {
        (JOBS, "closed"): received,
        (JOBS, "waiting"): queued,
        (JOBS, "withdrawn"): taken_back,
        (SCHOOL, "refused"): CASES,
        (VOLUNTEERS, "withdrawn"): CASES,
        (CLUB, "unanswered"): CASES,
    }
    return Counter({state: many for state, many in expected.items() if many})


def _pairs(db: Session, query: sa.Select[*tuple[Any, ...]]) -> Counter[tuple[Any, Any]]:
    return Counter((one, other) for one, other in db.execute(query))


def _say(figures: str) -> None:
    sys.stdout.write(figures + "\n")


def _counted(kinds: Iterable[str], *beginnings: str) -> Counter[str]:
    return Counter(kind for kind in kinds if kind.startswith(beginnings))
