"""Who may break the glass, and who reads afterwards why it was broken."""

import sqlalchemy as sa

from sagsflow.access.actor import Actor
from sagsflow.access.permissions import Permission as P
from sagsflow.access.roles import Role
from sagsflow.cases.models import Case
from sagsflow.emergency.models import EmergencyRequest


def may_ask(actor: Actor) -> bool:
    return actor.may(P.CASE_EMERGENCY)


def reviewed_by(actor: Actor) -> sa.ColumnElement[bool]:
    """Everything to a data protection officer; to a leader what concerns her units' cases, or was asked by her people.

    The statement joins `Case` from the outside: a request that opened nothing has none.
    """
    if not actor.may(P.LOG_REVIEW):
        return sa.false()
    if any(seat.role is Role.DPO for seat in actor.seats):
        return sa.true()
    units = sorted(actor.units(P.LOG_REVIEW))
    return sa.or_(Case.owner_unit_id.in_(units), EmergencyRequest.unit_id.in_(units))
