"""Makes the figures of large plans each quarter of an hour, so that nobody waits for them; and says whether they are right."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.cases.models import Case
from sagsflow.core.calendar import copenhagen_date
from sagsflow.engine.library import Library
from sagsflow.eventlog.models import Event
from sagsflow.jobs.registry import Errand, Payload, Round
from sagsflow.organisations import queries as organisations
from sagsflow.organisations.models import Plan
from sagsflow.overview.models import KeptFigures
from sagsflow.overview.periods import periods_of
from sagsflow.overview.queries.cases import DOMAINS, Group
from sagsflow.overview.source import packing
from sagsflow.overview.source.around import around
from sagsflow.overview.source.at_hand import ALL_PATHWAYS
from sagsflow.overview.source.packing import Body
from sagsflow.overview.source.told import Rowwise

JOB = "figures-kept"
ROUND = Round(JOB, timedelta(minutes=15))


@dataclass(frozen=True, slots=True)
class Made:
    """Figures as they are to be kept, under plan, domain and pathway."""

    plan_id: int
    domain: str
    workflow_id: str
    at: datetime
    body: Body


@dataclass(frozen=True, slots=True)
class Keeping:
    """`kept_from`: from how many cases of a domain in a plan its figures are kept; with fewer they are asked of the rows."""

    library: Library
    kept_from: int

    def handlers(self) -> Mapping[str, Errand]:
        return {JOB: Errand(self.prepare, _as_it_is, keep)}

    def prepare(self, db: Session, _payload: Payload, at: datetime) -> Sequence[Made] | None:
        """Reads only, so that nobody's work waits meanwhile. None where nothing is kept and nothing is to be."""
        found = list(self.made(db, at))
        return found if found or db.scalar(sa.select(sa.func.count()).select_from(KeptFigures)) else None

    def made(self, db: Session, at: datetime) -> Iterator[Made]:
        for plan in organisations.plans(db):
            for domain in DOMAINS:
                if self._is_large(db, plan.id, domain):
                    yield from self._of(db, plan, domain, at)

    def made_again(self, db: Session, kept: KeptFigures) -> Body:
        """What would be told now of that day and hour."""
        plan = db.get_one(Plan, kept.plan_id)
        return self._body(db, plan, kept.domain, kept.workflow_id, kept.made_at)

    def _is_large(self, db: Session, plan_id: int, domain: str) -> bool:
        some = sa.select(sa.literal(1)).where(Case.plan_id == plan_id, Case.domain == domain)
        found = db.scalar(sa.select(sa.func.count()).select_from(some.limit(self.kept_from).subquery()))
        return (found or 0) >= self.kept_from

    def _of(self, db: Session, plan: Plan, domain: str, at: datetime) -> Iterator[Made]:
        for workflow_id in (ALL_PATHWAYS, *(definition.id for definition in self.library.cases(domain))):
            yield Made(plan.id, domain, workflow_id, at, self._body(db, plan, domain, workflow_id, at))

    def _body(self, db: Session, plan: Plan, domain: str, workflow_id: str, at: datetime) -> Body:
        if workflow_id == ALL_PATHWAYS:
            return packing.around_packed(around(db, plan.id, domain, at))
        periods = periods_of(plan.start_year, plan.end_year, copenhagen_date(at))
        return packing.packed(Rowwise(db, Group(plan.id, domain, workflow_id), periods, at, self.library))


def keep(db: Session, _payload: Payload, made: Sequence[Made], _at: datetime) -> None:
    """In place of all that was kept before."""
    db.execute(sa.delete(KeptFigures))
    db.execute(sa.insert(KeptFigures), [_row(one) for one in made]) if made else None


def events_since(db: Session, at: datetime) -> int:
    """How many acts the figures of that moment cannot know."""
    return db.scalar(sa.select(sa.func.count()).select_from(Event).where(Event.at > at)) or 0


def _as_it_is(made: Sequence[Made]) -> Sequence[Made]:
    return made


def _row(made: Made) -> Mapping[str, Any]:
    return {
        "plan_id": made.plan_id,
        "domain": made.domain,
        "workflow_id": made.workflow_id,
        "made_at": made.at,
        "body": made.body,
    }
