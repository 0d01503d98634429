"""Who keeps the requests of a resident: the unit that answers for her."""

import sqlalchemy as sa

from sagsflow.access.actor import Actor
from sagsflow.access.permissions import Permission as P
from sagsflow.privacy.models import RightsRequest


def visible_to(actor: Actor) -> sa.ColumnElement[bool]:
    """Requests of the units in which the actor registers residents or answers them."""
    units = actor.units(P.RESIDENT_WRITE) | actor.units(P.RIGHTS_ANSWER)
    return RightsRequest.unit_id.in_(sorted(units))


def may_answer(actor: Actor, request: RightsRequest) -> bool:
    return request.unit_id in actor.units(P.RIGHTS_ANSWER)
