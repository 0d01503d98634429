"""Which residents a person may see: those of the units in which she holds the permission."""

import sqlalchemy as sa

from sagsflow.access.actor import Actor
from sagsflow.access.permissions import Permission
from sagsflow.residents.models import Household, Resident, ResidentToken

Owned = type[Resident] | type[ResidentToken] | type[Household]


def visible_to(actor: Actor, permission: Permission, rows: Owned = Resident) -> sa.ColumnElement[bool]:
    return rows.controller_unit_id.in_(sorted(actor.units(permission)))
