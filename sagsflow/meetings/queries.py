"""Reads of meetings: lists, the cases that are ready, and the agenda as one reader may see it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from sagsflow.access.actor import Actor
from sagsflow.access.ledger import live
from sagsflow.access.models import AccessGrant
from sagsflow.access.permissions import Permission
from sagsflow.cases import policy as case_policy
from sagsflow.cases.models import Answer, Case, CaseParty
from sagsflow.consents.models import Consent
from sagsflow.consents.policy import holds
from sagsflow.core.errors import NotFound
from sagsflow.meetings import policy
from sagsflow.meetings.guards import QUESTION, READY, SCHEDULED, STANDING
from sagsflow.meetings.models import AgendaItem, Meeting, MeetingStatus
from sagsflow.organisations.models import Area

LISTED = 25
READY_SHOWN = 100


@dataclass(frozen=True, slots=True)
class PartyConsent:
    """An invited unit, and whether the resident has agreed to share with it today."""

    unit_id: int
    agreed: bool


@dataclass(frozen=True, slots=True)
class ReadyCase:
    """A case that waits for a meeting."""

    case: Case
    question: str
    parties: Sequence[PartyConsent]

    @property
    def all_agreed(self) -> bool:
        return all(party.agreed for party in self.parties)


@dataclass(frozen=True, slots=True)
class ItemView:
    """An item as one reader sees it: `case` is None for a general matter and for one that this reader sees masked."""

    item: AgendaItem
    number: int
    case: Case | None
    masked: bool
    area: str | None
    parties: Sequence[PartyConsent]


def find(db: Session, actor: Actor, meeting_id: int) -> Meeting:
    """Raises NotFound to those who have no part in it."""
    meeting = db.get(Meeting, meeting_id)
    if meeting is None or not (policy.may_see(actor, meeting) or policy.may_run(actor, meeting)):
        raise NotFound("meeting")
    return meeting


def coming(db: Session, actor: Actor) -> Sequence[Meeting]:
    """Planned and running meetings, the next one first."""
    return db.scalars(
        sa.select(Meeting)
        .where(policy.visible_to(actor), Meeting.status != MeetingStatus.ENDED)
        .order_by(Meeting.starts_at)
        .limit(LISTED)
    ).all()


def held(db: Session, actor: Actor) -> Sequence[Meeting]:
    """Meetings that have ended, the latest first."""
    return db.scalars(
        sa.select(Meeting)
        .where(policy.visible_to(actor), Meeting.status == MeetingStatus.ENDED)
        .order_by(Meeting.starts_at.desc())
        .limit(LISTED)
    ).all()


def item_counts(db: Session, meeting_ids: Collection[int]) -> Mapping[int, int]:
    rows = db.execute(
        sa.select(AgendaItem.meeting_id, sa.func.count())
        .where(AgendaItem.meeting_id.in_(meeting_ids))
        .group_by(AgendaItem.meeting_id)
    )
    return {meeting_id: count for meeting_id, count in rows}


def ready_cases(db: Session, actor: Actor, at: datetime) -> Sequence[ReadyCase]:
    """Cases of the actor's units that wait to be put on an agenda: urgent ones first, then those that waited longest."""
    on_an_agenda = sa.exists().where(AgendaItem.case_id == Case.id, AgendaItem.status.in_(STANDING))
    cases = db.scalars(
        sa.select(Case)
        .where(
            Case.owner_unit_id.in_(sorted(actor.units(Permission.MEETING_RUN))),
            Case.meeting_wait.in_((READY, SCHEDULED)),
            Case.is_open,
            ~on_an_agenda,
            case_policy.visible_to(actor, at),
        )
        .order_by(Case.urgent.desc(), Case.state_since)
        .limit(READY_SHOWN)
        .options(joinedload(Case.resident))
    ).all()
    ids = [case.id for case in cases]
    questions, parties = _questions(db, ids), _parties(db, ids, at)
    return [ReadyCase(case, questions.get(case.id, ""), parties.get(case.id, ())) for case in cases]


def agenda(db: Session, actor: Actor, meeting: Meeting, at: datetime) -> Sequence[ItemView]:
    """The items in their order. A case is shown only through a live grant of the reader's units; a constant number of statements."""
    items = db.scalars(
        sa.select(AgendaItem)
        .where(AgendaItem.meeting_id == meeting.id)
        .order_by(AgendaItem.position, AgendaItem.id)
    ).all()
    ids = [item.case_id for item in items if item.case_id is not None]
    cases = {
        case.id: case
        for case in db.scalars(sa.select(Case).where(Case.id.in_(ids)).options(joinedload(Case.resident)))
    }
    open_to_reader = _open_to(db, actor, cases.values(), at)
    areas = {area.id: area.name for area in db.scalars(sa.select(Area))}
    parties = _parties(db, [case_id for case_id in ids if case_id in open_to_reader], at)
    return [
        _view(item, number, cases, open_to_reader, areas, parties)
        for number, item in enumerate(items, start=1)
    ]


def later_meetings(db: Session, actor: Actor, meeting: Meeting) -> Sequence[Meeting]:
    """Meetings to which an item can be carried on."""
    return [
        other
        for other in coming(db, actor)
        if other.starts_at > meeting.starts_at and policy.may_run(actor, other)
    ]


def _view(
    item: AgendaItem,
    number: int,
    cases: Mapping[int, Case],
    open_to_reader: Collection[int],
    areas: Mapping[int, str],
    parties: Mapping[int, Sequence[PartyConsent]],
) -> ItemView:
    if item.case_id is None:
        return ItemView(item, number, None, masked=False, area=None, parties=())
    case = cases[item.case_id]
    area = areas.get(case.area_id) if case.area_id else None
    if case.id not in open_to_reader:
        return ItemView(item, number, None, masked=True, area=area, parties=())
    return ItemView(item, number, case, masked=False, area=area, parties=parties.get(case.id, ()))


def _open_to(db: Session, actor: Actor, cases: Collection[Case], at: datetime) -> frozenset[int]:
    rows = db.execute(
        sa.select(AccessGrant.case_id, AccessGrant.unit_id).where(
            AccessGrant.case_id.in_([case.id for case in cases]),
            AccessGrant.unit_id.in_(sorted(actor.unit_ids)),
            live(at),
        )
    )
    domains = {case.id: case.domain for case in cases}
    return frozenset(
        case_id for case_id, unit_id in rows if unit_id in actor.units(case_policy.READ[domains[case_id]])
    )


def _questions(db: Session, case_ids: Collection[int]) -> Mapping[int, str]:
    """The newest question to a meeting of each case."""
    rows = db.execute(
        sa.select(Answer.case_id, Answer.value)
        .where(Answer.case_id.in_(case_ids), Answer.field == QUESTION)
        .order_by(Answer.step)
    )
    return {case_id: value for case_id, value in rows}


def _parties(db: Session, case_ids: Collection[int], at: datetime) -> Mapping[int, Sequence[PartyConsent]]:
    agreed = set(
        db.execute(
            sa.select(Consent.case_id, Consent.receiving_unit_id).where(
                Consent.case_id.in_(case_ids), holds(at)
            )
        ).tuples()
    )
    found: dict[int, list[PartyConsent]] = {}
    rows = db.execute(
        sa.select(CaseParty.case_id, CaseParty.unit_id)
        .where(CaseParty.case_id.in_(case_ids), CaseParty.invited)
        .order_by(CaseParty.unit_id)
    )
    for case_id, unit_id in rows:
        found.setdefault(case_id, []).append(PartyConsent(unit_id, (case_id, unit_id) in agreed))
    return found
