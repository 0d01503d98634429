"""The cases that wait to be put on an agenda."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from sagsflow.access.actor import Actor
from sagsflow.access.permissions import Permission
from sagsflow.cases import policy as case_policy
from sagsflow.cases.models import Answer, Case
from sagsflow.meetings.guards import QUESTION, READY, SCHEDULED, STANDING
from sagsflow.meetings.models import AgendaItem
from sagsflow.meetings.queries.parties import PartyConsent, parties_of
from sagsflow.organisations import queries as organisations
from sagsflow.tasks.models import Task, TaskStatus

READY_SHOWN = 100
URGENT = "urgent"
GET_CONSENT = "get_consent"


@dataclass(frozen=True, slots=True)
class ReadyCase:
    """A case that waits for a meeting."""

    case: Case
    question: str
    parties: Sequence[PartyConsent]
    area: str | None = None
    asked: bool = False

    @property
    def lacks_consent(self) -> bool:
        return any(not party.agreed for party in self.parties)


def _waited(row: ReadyCase) -> tuple[datetime, int]:
    return row.case.state_since, row.case.id


ORDERS: Mapping[str, Callable[[ReadyCase], Any]] = {
    URGENT: lambda row: (not row.case.urgent, *_waited(row)),
    "wait": _waited,
    "area": lambda row: (row.area is None, row.area or "", *_waited(row)),
    "pathway": lambda row: (row.case.workflow_id, *_waited(row)),
}


def ready_cases(db: Session, actor: Actor, at: datetime, order: str = URGENT) -> Sequence[ReadyCase]:
    """Cases of the actor's units that wait to be put on an agenda: urgent ones first, then those that waited longest; those that
    are shown may be put in another order."""
    walks = [
        _walk(actor, unit_id, urgent, at)
        for unit_id in sorted(actor.units(Permission.MEETING_RUN))
        for urgent in (sa.true(), sa.false())
    ]
    found = [case for walk in walks for case in db.scalars(walk)]
    found.sort(key=lambda case: (not case.urgent, case.state_since, case.id))
    cases = found[:READY_SHOWN]
    ids = [case.id for case in cases]
    questions, parties, asked = _questions(db, ids), parties_of(db, ids, at), _asked(db, ids)
    areas = {area.id: area.name for area in organisations.areas(db)}
    rows = [
        ReadyCase(
            case,
            questions.get(case.id, ""),
            parties.get(case.id, ()),
            areas.get(case.area_id or 0),
            case.id in asked,
        )
        for case in cases
    ]
    return sorted(rows, key=ORDERS.get(order, ORDERS[URGENT]))


def _asked(db: Session, case_ids: Collection[int]) -> frozenset[int]:
    """The cases whose owner has been asked to talk with the resident about consent."""
    open_tasks = Task.status == TaskStatus.OPEN, Task.kind == GET_CONSENT
    found = db.scalars(sa.select(Task.case_id).where(Task.case_id.in_(case_ids), *open_tasks))
    return frozenset(case_id for case_id in found if case_id is not None)


def _walk(actor: Actor, unit_id: int, urgent: sa.ColumnElement[bool], at: datetime) -> sa.Select[Case]:
    """Along `ix_case_ready`, which has them in this order: nothing is sorted, and no more are read than are shown."""
    on_an_agenda = sa.exists().where(AgendaItem.case_id == Case.id, AgendaItem.status.in_(STANDING))
    return (
        sa.select(Case)
        .where(
            Case.owner_unit_id == unit_id,
            Case.urgent == urgent,
            Case.meeting_wait.in_((READY, SCHEDULED)),
            Case.is_open,
            Case.restricted_at.is_(None),
            ~on_an_agenda,
            case_policy.visible_to(actor, at),
        )
        .order_by(Case.state_since, Case.id)
        .limit(READY_SHOWN)
        .options(joinedload(Case.resident))
    )


def _questions(db: Session, case_ids: Collection[int]) -> Mapping[int, str]:
    """The newest question to a meeting of each case."""
    rows = db.execute(
        sa.select(Answer.case_id, Answer.value)
        .where(Answer.case_id.in_(case_ids), Answer.field == QUESTION, Answer.taken_back_at.is_(None))
        .order_by(Answer.step)
    )
    return dict(rows.all())
