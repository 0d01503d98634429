"""Who has the ball, as an organisation: the one that a case waits for."""

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from sagsflow.cases.hooks import HOOKS
from sagsflow.cases.models import Case
from sagsflow.organisations.models import Unit

ELSEWHERE = ("municipal_worker", "partner_worker")
NOT_NAMED = 0


def organisation_with_the_ball() -> sa.ColumnElement[int]:
    """By id: the receiver of the open referral where a partner must act, or NOT_NAMED where none has been sent; else the
    organisation of the unit that owns the case."""
    owner = aliased(Unit)
    owning = sa.select(owner.organisation_id).where(owner.id == Case.owner_unit_id).scalar_subquery()
    assert HOOKS.receiver is not None, "referrals have not been connected"
    receiving = sa.func.coalesce(HOOKS.receiver(), NOT_NAMED)
    return sa.case((Case.ball.in_(ELSEWHERE), receiving), else_=owning)


def units_of(organisation_id: int) -> sa.Select[int]:
    return sa.select(Unit.id).where(Unit.organisation_id == organisation_id)
