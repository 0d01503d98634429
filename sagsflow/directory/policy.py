"""Who may change which offers: the leader of the unit and the administrator everything, whoever answers there the capacity."""

from collections.abc import Collection

from sagsflow.access.actor import Actor
from sagsflow.access.permissions import Permission as P


def may_keep(actor: Actor, unit_id: int) -> bool:
    return actor.may(P.ADMINISTER) or unit_id in actor.units(P.STAFF_LEAD)


def may_say_capacity(actor: Actor, unit_id: int) -> bool:
    return may_keep(actor, unit_id) or unit_id in actor.units(P.REFERRAL_ANSWER)


def kept_units(actor: Actor, units: Collection[int]) -> frozenset[int]:
    """Those of some units for which this person may write offers."""
    return frozenset(unit_id for unit_id in units if may_keep(actor, unit_id))
