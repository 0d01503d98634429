"""Lets the clock of a referral stand still for a reason, and run again."""

from datetime import datetime

from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.cases.pathways import Pathways
from sagsflow.cases.service import reading
from sagsflow.cases.service.events import record_on_case
from sagsflow.core.calendar import ONE_DAY, copenhagen_date
from sagsflow.core.errors import Invalid
from sagsflow.referrals import queries
from sagsflow.referrals.models import Referral, ReferralPause
from sagsflow.referrals.service import clock
from sagsflow.referrals.service.setting import Setting, entry
from sagsflow.referrals.service.stepping import locked

LONGEST = 2_000


def pause(
    db: Session,
    referral_id: int,
    reason: str,
    version: int,
    *,
    actor: Actor,
    at: datetime,
    pathways: Pathways,
) -> Referral:
    """From today nothing is counted, nobody is reminded and nothing is handed back. The sender's or the receiver's act; raises
    NotFound to strangers, Stale when a step was taken meanwhile."""
    referral, case, _view = locked(db, referral_id, version, actor, at)
    said = reason.strip()
    if not said or len(said) > LONGEST:
        raise Invalid(fields={"reason": "required"})
    if referral.next_at is None:
        raise Invalid("not-running")
    db.add(
        ReferralPause(
            referral_id=referral.id,
            stay=referral.stay,
            from_on=copenhagen_date(at),
            reason=said,
            paused_by=actor.user_id,
            paused_at=at,
        )
    )
    _follow(db, referral, "referral-paused", Setting(case, actor, at, pathways))
    return referral


def resume(
    db: Session, referral_id: int, version: int, *, actor: Actor, at: datetime, pathways: Pathways
) -> Referral:
    """Today counts again."""
    referral, case, _view = locked(db, referral_id, version, actor, at)
    standing = queries.standing_pause(db, referral)
    if standing is None:
        raise Invalid("not-paused")
    standing.to_on = copenhagen_date(at) - ONE_DAY
    _follow(db, referral, "referral-resumed", Setting(case, actor, at, pathways))
    return referral


def _follow(db: Session, referral: Referral, kind: str, setting: Setting) -> None:
    db.flush()
    clock.reckon(db, referral, setting.state_of(referral), setting.calendar)
    db.flush()
    record_on_case(db, setting.case, [entry(kind, referral)], actor=setting.actor, at=setting.at)
    reading.refresh(db, setting.case, at=setting.at)
