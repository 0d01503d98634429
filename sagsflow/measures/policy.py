"""Who asks for the results of a case, and on which cases: the unit that owns a support case, as with its progression."""

from datetime import datetime, timedelta

from sagsflow.access.actor import Actor
from sagsflow.access.ledger import View
from sagsflow.cases.models import Case, Domain
from sagsflow.cases.policy import may_write as may_write_case
from sagsflow.core.calendar import copenhagen_date
from sagsflow.measures.models import Measure
from sagsflow.residents.models import Resident

AFTER_CLOSING = timedelta(days=60)
GROWN = 20


def may_write(actor: Actor, case: Case, view: View) -> bool:
    return case.domain is Domain.SUPPORT and may_write_case(actor, case, view)


def may_read(view: View) -> bool:
    return bool(view.owning_unit_ids)


def in_time(case: Case, at: datetime) -> bool:
    """What there was to ask at the end can be written down for a while after the case was closed."""
    return case.closed_at is None or at <= case.closed_at + AFTER_CLOSING


def concerns(measure: Measure, resident: Resident, subject: str, at: datetime) -> bool:
    """School absence is asked of a family, and of a child or young person."""
    if measure is not Measure.SCHOOL_ABSENCE or subject == "family":
        return True
    born = resident.born_on
    return born is not None and copenhagen_date(at).year - born.year < GROWN
