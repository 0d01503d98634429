"""Who may hand out papers of a case: the unit that owns it, where its people may print."""

from sagsflow.access.actor import Actor
from sagsflow.access.ledger import View
from sagsflow.access.permissions import Permission as P
from sagsflow.cases.models import Case, Domain


def may_hand_out(actor: Actor, case: Case, view: View) -> bool:
    permission = P.CASE_PRINT if case.domain is Domain.SUPPORT else P.VOLUNTEER_READ
    return not actor.units(permission).isdisjoint(view.owning_unit_ids)
