"""What happens when the clock of a referral strikes: somebody is told, or the step is taken that the file gives to the system."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.cases.models import Case
from sagsflow.cases.pathways import Pathways
from sagsflow.cases.service import reading
from sagsflow.cases.service.events import record_on_case
from sagsflow.cases.service.loading import lock
from sagsflow.cases.service.moving import settle_case
from sagsflow.engine.decide import SYSTEM
from sagsflow.eventlog.service import Entry
from sagsflow.referrals.guards import may_know
from sagsflow.referrals.models import Referral
from sagsflow.referrals.service import clock
from sagsflow.referrals.service.setting import Setting
from sagsflow.referrals.service.stepping import WITHDRAW, take


def waiting(db: Session, at: datetime, limit: int) -> list[tuple[int, datetime]]:
    """The referrals whose clock has struck and nobody has heard it yet, with the moment."""
    query = sa.select(Referral.id, Referral.next_at).where(Referral.next_at <= at).order_by(Referral.next_at)
    return [(row.id, row.next_at) for row in db.execute(query.limit(limit)) if row.next_at]


def strike(db: Session, referral_id: int, *, at: datetime, pathways: Pathways) -> bool:
    """Everything that one referral's clock has to do by now; doing it again does nothing. Returns whether there was anything."""
    referral, case = _locked(db, referral_id)
    if referral.next_at is None or referral.next_at > at:
        return False
    setting = Setting(case, None, at, pathways, SYSTEM)
    record_on_case(db, case, _do(db, referral, setting), actor=None, at=at)
    settle_case(db, case, at=at, pathways=pathways)
    reading.refresh(db, case, at=at)
    return True


def _do(db: Session, referral: Referral, setting: Setting) -> list[Entry]:
    """A step that is due makes the reminders before it idle. What the resident no longer agrees to is taken back instead."""
    if referral.to_unit_id not in may_know(db, setting.case, setting.at):
        return take(db, referral, WITHDRAW, {}, setting.unasked())
    due = clock.due_now(db, referral, setting)
    if (trigger := next((tick.take for tick in due if tick.take), None)) is not None:
        return take(db, referral, trigger, {}, setting)
    told = clock.tell_all(db, referral, due, setting)
    referral.ticks_done += len(due)
    clock.reckon(db, referral, setting.state_of(referral), setting.calendar)
    db.flush()
    return told


def _locked(db: Session, referral_id: int) -> tuple[Referral, Case]:
    """The case is locked before its referral, as every other act does it."""
    ref = db.scalars(
        sa.select(Case.ref).join(Referral, Referral.case_id == Case.id).where(Referral.id == referral_id)
    ).one()
    case = lock(db, ref)
    return db.get_one(Referral, referral_id, populate_existing=True, with_for_update=True), case
