"""What tests of referrals do: send one, take a step on it, let the worker work, and look at what somebody's day shows."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.cases.models import Case
from sagsflow.jobs.registry import Duties
from sagsflow.jobs.worker import Worker
from sagsflow.messages import post
from sagsflow.myday.queries import day
from sagsflow.referrals import duties, service
from sagsflow.referrals.models import Referral
from sagsflow.referrals.service import Reply
from tests.cast import JOBS, Cast, person


def sent(cast: Cast, *units: int, number: int = 1) -> list[int]:
    """Referrals of one case, the first by the case's own step; their ids."""
    with cast.database.write() as db:
        case = cast.clarifying(db, number=number)
        for unit_id in units or (JOBS,):
            cast.consent(db, case.ref, unit_id)
        cast.refer(db, case.ref, (units or (JOBS,))[0])
        setting = service.Setting(case, person("karen"), cast.at, cast.platform)
        for unit_id in units[1:]:
            service.send(db, unit_id, "Ring efter kl. 10", setting)
        return list(
            db.scalars(sa.select(Referral.id).where(Referral.case_id == case.id).order_by(Referral.id))
        )


def act(db: Session, cast: Cast, referral_id: int, who: str, trigger: str, **answers: object) -> Referral:
    reply = Reply(trigger, answers, db.get_one(Referral, referral_id).version)
    return service.reply(db, referral_id, reply, actor=person(who), at=cast.at, pathways=cast.platform)


def does(cast: Cast, referral_id: int, who: str, trigger: str, **answers: object) -> tuple[str, str]:
    """The step in a transaction of its own; where the referral and its case stand after it."""
    with cast.database.write() as db:
        act(db, cast, referral_id, who, trigger, **answers)
    return stands(cast, referral_id)


def stands(cast: Cast, referral_id: int) -> tuple[str, str]:
    with cast.database.read() as db:
        referral = db.get_one(Referral, referral_id)
        return referral.state, db.get_one(Case, referral.case_id).state


def worker(cast: Cast) -> Worker:
    return Worker(
        cast.database,
        cast.clock,
        Duties({**duties.handlers(cast.platform), **post.handlers(cast.platform)}, (duties.ROUND,)),
    )


def work(*workers: Worker) -> None:
    """They take turns until nothing is due."""
    while sum(one.work_once() for one in workers):
        pass


def day_of(cast: Cast, who: str) -> Sequence[str]:
    """The kinds of tasks about cases that somebody's Min dag shows, and “to answer” for each referral that waits for her."""
    with cast.database.read() as db:
        shown = day.day_of(db, person(who), cast.platform.calendar, cast.at)
    told = [item.task.kind for item in (*shown.late, *shown.soon) if item.task is not None]
    return sorted([*told, *("to answer" for _row in shown.referrals)])
