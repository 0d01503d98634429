"""Who has the ball, as an organisation: the one that a case waits for."""

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from sagsflow.cases.hooks import HOOKS
from sagsflow.cases.models import Case
from sagsflow.organisations.models import Unit

ELSEWHERE = ("municipal_worker", "partner_worker")
NOT_NAMED = 0


def organisation_with_the_ball() -> sa.ColumnElement[int]:
    """By id: the one elsewhere, or else the organisation of the unit that owns the case."""
    owner = aliased(Unit)
    owning = sa.select(owner.organisation_id).where(owner.id == Case.owner_unit_id).scalar_subquery()
    return sa.func.coalesce(elsewhere(), owning)


def elsewhere() -> sa.ColumnElement[int | None]:
    """The receiver of the open referral where a partner must act, NOT_NAMED if none has been sent; None where the owner must."""
    assert HOOKS.receiver is not None, "referrals have not been connected"
    return sa.case((Case.ball.in_(ELSEWHERE), sa.func.coalesce(HOOKS.receiver(), NOT_NAMED)))


def units_of(organisation_id: int) -> sa.Select[int]:
    return sa.select(Unit.id).where(Unit.organisation_id == organisation_id)
