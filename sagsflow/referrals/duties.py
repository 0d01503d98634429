"""What the worker does for referrals: hears every clock that has struck, and moves what somebody asked to
have moved, each in a transaction of its own, and none twice."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from sagsflow.cases.pathways import Pathways
from sagsflow.jobs import service as jobs
from sagsflow.jobs.registry import Duty, Payload, Round
from sagsflow.referrals.service import moving, striking

ROUND = Round("clocks-of-referrals", timedelta(minutes=5))
OF_ONE = "clock-of-referral"
BATCH = 500


def handlers(pathways: Pathways) -> Mapping[str, Duty]:
    def strike(db: Session, payload: Payload, at: datetime) -> None:
        striking.strike(db, int(payload["referral"]), at=at, pathways=pathways)

    return {ROUND.kind: go_round, OF_ONE: strike, moving.JOB: moving.series(pathways)}


def go_round(db: Session, _payload: Payload, at: datetime) -> None:
    """One piece of work for each clock that has struck. The moment is part of its key: what is put down twice is one, and what
    was given up is seen among the dead and not tried for ever."""
    struck = striking.waiting(db, at, BATCH)
    for referral_id, moment in struck:
        key = f"{OF_ONE}-{referral_id}@{moment.isoformat()}"
        jobs.enqueue(db, kind=OF_ONE, key=key, at=at, payload={"referral": referral_id})
    if len(struck) == BATCH:
        jobs.enqueue(db, kind=ROUND.kind, key=f"{ROUND.kind}+{at.isoformat()}", at=at)
