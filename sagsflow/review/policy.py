"""Who may see what was read: the people of the unit that owns a case, leaders their units, data protection officers all."""

from dataclasses import dataclass

import sqlalchemy as sa

from sagsflow.access.actor import Actor
from sagsflow.access.permissions import Permission as P
from sagsflow.access.roles import Role
from sagsflow.accounts.models import Membership
from sagsflow.cases import policy as case_policy
from sagsflow.cases.queries.one import Seen


@dataclass(frozen=True, slots=True)
class Scope:
    """The units under whose memberships something was read; None stands for every unit."""

    units: frozenset[int] | None

    @property
    def is_whole(self) -> bool:
        return self.units is None

    def covers(self) -> sa.ColumnElement[bool]:
        """Of statements that join `Membership`."""
        return sa.true() if self.units is None else Membership.unit_id.in_(sorted(self.units))


def scope_of(actor: Actor, permission: P) -> Scope:
    """Empty for who lacks the permission."""
    if any(seat.role is Role.DPO and seat.may(permission) for seat in actor.seats):
        return Scope(None)
    return Scope(actor.units(permission))


def may_see_who_read(actor: Actor, seen: Seen) -> bool:
    """Whoever reads cases in the unit that owns this one."""
    units = actor.units(case_policy.READ[seen.case.domain])
    return not units.isdisjoint(seen.view.owning_unit_ids)
