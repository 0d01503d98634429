"""What an act on a referral happens in: the case, who acts, when, and the pathways."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from sagsflow.access.actor import Actor
from sagsflow.cases.models import Case
from sagsflow.cases.pathways import Pathways
from sagsflow.core.calendar import WorkingCalendar, copenhagen_date
from sagsflow.engine.model import Definition, State
from sagsflow.eventlog.service import Entry
from sagsflow.referrals.models import Referral


@dataclass(frozen=True, slots=True)
class Setting:
    """`actor` None stands for the system; `roles` None: a step of the case itself has decided who may."""

    case: Case
    actor: Actor | None
    at: datetime
    pathways: Pathways
    roles: frozenset[str] | None = None

    @property
    def today(self) -> date:
        return copenhagen_date(self.at)

    @property
    def calendar(self) -> WorkingCalendar:
        return self.pathways.calendar

    def unasked(self) -> "Setting":
        """The same, for a step that follows from something else, whoever may take it."""
        return replace(self, roles=None)

    def state_of(self, referral: Referral) -> State:
        return definition_of(referral, self.pathways).states[referral.state]


def definition_of(referral: Referral, pathways: Pathways) -> Definition:
    """The version the referral was sent on, for as long as it lives."""
    return pathways.library.get(referral.workflow_id, referral.workflow_version)


def entry(kind: str, referral: Referral) -> Entry:
    return Entry(kind, data={"referral": referral.id, "unit": referral.to_unit_id})
