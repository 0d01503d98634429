"""Where figures are taken from: what is kept, where the clock keeps it, and else the rows."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from sagsflow.cases.queries import ways
from sagsflow.cases.queries.ways import Way
from sagsflow.core.calendar import copenhagen_date
from sagsflow.engine.library import Library
from sagsflow.overview.models import KeptFigures
from sagsflow.overview.periods import Period
from sagsflow.overview.queries.cases import Group
from sagsflow.overview.source import around as asking
from sagsflow.overview.source import packing
from sagsflow.overview.source.around import Around
from sagsflow.overview.source.told import Rowwise, Source

ALL_PATHWAYS = ""
TOO_OLD = timedelta(hours=1)
Take = Callable[[Session, Group, Sequence[Period], datetime, Library], Source]


def at_hand(db: Session, group: Group, periods: Sequence[Period], at: datetime, library: Library) -> Source:
    """Of the group's pathway everywhere in the plan."""
    kept = _kept(db, group.plan_id, group.domain, group.workflow_id, at)
    if kept is not None:
        return packing.unpacked(kept.body, periods, kept.made_at)
    return Rowwise(db, group, periods, at, library)


def around_at_hand(db: Session, plan_id: int, domain: str, at: datetime) -> Around:
    kept = _kept(db, plan_id, domain, ALL_PATHWAYS, at)
    return packing.around_unpacked(kept.body) if kept else asking.around(db, plan_id, domain, at)


def gone_at_hand(db: Session, plan_id: int, domain: str, workflow_id: str, at: datetime) -> Sequence[Way]:
    """The ways that cases of a pathway have gone."""
    kept = _kept(db, plan_id, domain, workflow_id, at)
    group = Group(plan_id, domain, workflow_id)
    return packing.gone(kept.body) if kept else ways.ways(db, group.everywhere)


def kept_at(db: Session, plan_id: int, domain: str, at: datetime) -> datetime | None:
    """When the figures that are at hand were made; None where they are made as they are asked for."""
    kept = _kept(db, plan_id, domain, ALL_PATHWAYS, at)
    return kept.made_at if kept else None


def _kept(db: Session, plan_id: int, domain: str, workflow_id: str, at: datetime) -> KeptFigures | None:
    """Yesterday's are not: what is overdue, and which quarters there are, depends on the day. Old ones are left by a clock that
    has stopped."""
    found = db.get(KeptFigures, (plan_id, domain, workflow_id))
    if found is None or at - found.made_at > TOO_OLD or copenhagen_date(found.made_at) != copenhagen_date(at):
        return None
    return found
