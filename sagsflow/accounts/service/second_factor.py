"""Sets up, proves and renews a second factor."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.accounts import second_factor
from sagsflow.accounts.models import RecoveryCode, SecondFactor, User
from sagsflow.accounts.second_factor import FactorKeys
from sagsflow.core.errors import Invalid, NotFound
from sagsflow.eventlog import service as eventlog

WRONG = {"code": "code-wrong"}


def begin_enrolment(db: Session, row: User) -> None:
    """A new secret each time: one that somebody else may have been shown is never confirmed."""
    factor = db.get(SecondFactor, row.id, with_for_update=True)
    if factor is None:
        factor = SecondFactor(user_id=row.id)
        db.add(factor)
    factor.pending = _keys(db).seal(second_factor.new_secret(), row.id)
    db.flush()


def pending_secret(db: Session, row: User) -> str:
    """What the page of enrolment shows; raises NotFound when nothing is to be confirmed."""
    factor = db.get(SecondFactor, row.id)
    if factor is None or factor.pending is None:
        raise NotFound("no-pending-factor")
    return _keys(db).unseal(factor.pending, row.id)


def confirm_enrolment(db: Session, row: User, *, code: str, actor: Actor, at: datetime) -> tuple[str, ...]:
    """A right code shows that the phone knows the secret. Returns the recovery codes, which nobody sees again."""
    secret = pending_secret(db, row)
    step = second_factor.matching_step(secret, code, at)
    if step is None:
        raise Invalid(fields=WRONG)
    factor = db.get_one(SecondFactor, row.id, with_for_update=True)
    factor.sealed, factor.pending = factor.pending, None
    factor.confirmed_at, factor.last_step = at, step
    _record(db, "second-factor-set", row, actor, at)
    return _new_codes(db, row)


def prove(db: Session, row: User, *, code: str, actor: Actor, at: datetime) -> None:
    """Uses up a code from the phone, or a recovery code; raises Invalid for `code` when it is neither, or was used."""
    if _from_phone(db, row, code, at):
        return
    used = db.execute(
        sa.update(RecoveryCode)
        .where(RecoveryCode.digest == _keys(db).digest(code, row.id), RecoveryCode.used_at.is_(None))
        .values(used_at=at)
        .returning(RecoveryCode.digest)
    )
    if used.first() is None:
        raise Invalid(fields=WRONG)
    _record(db, "recovery-code-used", row, actor, at)


def renew_recovery_codes(db: Session, row: User, *, actor: Actor, at: datetime) -> tuple[str, ...]:
    """New ones, after a code was proven; those before stop working."""
    codes = _new_codes(db, row)
    _record(db, "recovery-codes-renewed", row, actor, at)
    return codes


def forget_factor(db: Session, row: User) -> None:
    """Nothing remains: at the next sign-in the person sets up a new one."""
    for table in (RecoveryCode, SecondFactor):
        db.execute(sa.delete(table).where(table.user_id == row.id))


def _from_phone(db: Session, row: User, code: str, at: datetime) -> bool:
    factor = db.get(SecondFactor, row.id, with_for_update=True, populate_existing=True)
    if factor is None or factor.sealed is None:
        return False
    step = second_factor.matching_step(_keys(db).unseal(factor.sealed, row.id), code, at)
    if step is None or step <= (factor.last_step or 0):
        return False
    factor.last_step = step
    db.flush()
    return True


def _new_codes(db: Session, row: User) -> tuple[str, ...]:
    codes, keys = second_factor.new_recovery_codes(), _keys(db)
    db.execute(sa.delete(RecoveryCode).where(RecoveryCode.user_id == row.id))
    db.add_all(RecoveryCode(digest=keys.digest(code, row.id), user_id=row.id) for code in codes)
    db.flush()
    return codes


def _keys(db: Session) -> FactorKeys:
    keys: FactorKeys = db.info[second_factor.KEYS]
    return keys


def _record(db: Session, kind: str, row: User, actor: Actor, at: datetime) -> None:
    eventlog.record(db, [eventlog.Entry(kind, data={"user": row.id})], actor=actor, at=at)
