"""What waits for one person: a constant number of statements, none of which reads further than a page."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from sagsflow.access.actor import Actor
from sagsflow.access.permissions import Permission as P
from sagsflow.activities.models import Activity
from sagsflow.activities.queries import lists as activities
from sagsflow.cases import policy as case_policy
from sagsflow.cases.models import Case
from sagsflow.core.calendar import WorkingCalendar, copenhagen_date
from sagsflow.measures import timing
from sagsflow.measures.timing import ToAsk
from sagsflow.meetings import policy as meeting_policy
from sagsflow.meetings.models import TO_COME, AgendaItem, ItemStatus, Meeting
from sagsflow.referrals import queries as referrals
from sagsflow.referrals.queries import ReferralRow
from sagsflow.tasks import queries as tasks
from sagsflow.tasks.models import Task

PAGE = 25
NEAR = 10
MEASURES = 5
MEETING_DAYS = timedelta(days=14)
TOLD_BY_THE_CASE = "overdue"


@dataclass(frozen=True, slots=True)
class Item:
    """A task, or a case whose deadline is near; `case` is None for a task that is about no case. `is_deadline`: the task is due
    on the very day of its case, which then needs no line of its own."""

    due_on: date
    days_left: int
    case: Case | None
    task: Task | None = None
    is_deadline: bool = False

    @property
    def is_late(self) -> bool:
        return self.days_left < 0


@dataclass(frozen=True, slots=True)
class MeetingLine:
    """A meeting soon, and how many items stand on its agenda."""

    meeting: Meeting
    items: int
    is_today: bool


@dataclass(frozen=True, slots=True)
class Day:
    """Everything that waits. `more_…` says that the page does not hold it all."""

    late: Sequence[Item]
    soon: Sequence[Item]
    untaken: Sequence[Case]
    meetings: Sequence[MeetingLine]
    referrals: Sequence[ReferralRow]
    uncounted: Sequence[Activity]
    to_ask: Sequence[ToAsk]
    more_tasks: bool
    more_cases: bool
    more_untaken: bool
    more_referrals: bool
    more_uncounted: bool

    @property
    def is_empty(self) -> bool:
        return not (self.tells_of_people or self.meetings or self.uncounted)

    @property
    def tells_of_people(self) -> bool:
        return bool(self.late or self.soon or self.untaken or self.referrals or self.to_ask)

    @property
    def case_ids(self) -> frozenset[int]:
        """The cases whose rows stand on the page."""
        items = (*self.late, *self.soon)
        named = [item.case.id for item in items if item.case]
        told = [item.task.case_id for item in items if item.task and item.task.case_id is not None]
        others = [
            *(case.id for case in self.untaken),
            *(row.case_id for row in self.referrals),
            *(line.case.id for line in self.to_ask),
        ]
        return frozenset([*named, *told, *others])


def day_of(db: Session, actor: Actor, calendar: WorkingCalendar, at: datetime) -> Day:
    today = copenhagen_date(at)
    waiting = tasks.open_for(db, actor, at, PAGE + 1)
    mine = _own_cases(db, actor, calendar.add_working_days(today, NEAR), at)
    known = {case.id: case for case in mine} | _cases_of(db, actor, waiting, {case.id for case in mine}, at)
    items = _items(waiting[:PAGE], mine[:PAGE], known, calendar, today)
    untaken = _untaken(db, actor, at)
    answers = referrals.received(db, actor, referrals.TO_ANSWER, at) if actor.may(P.REFERRAL_ANSWER) else ()
    uncounted = activities.left_to_count(db, actor, at, PAGE + 1)
    return Day(
        late=[item for item in items if item.is_late],
        soon=[item for item in items if not item.is_late],
        untaken=untaken[:PAGE],
        meetings=_meetings(db, actor, at),
        referrals=answers[:PAGE],
        uncounted=uncounted[:PAGE],
        to_ask=timing.of_person(db, actor, at, MEASURES),
        more_tasks=len(waiting) > PAGE,
        more_cases=len(mine) > PAGE,
        more_untaken=len(untaken) > PAGE,
        more_referrals=len(answers) > PAGE,
        more_uncounted=len(uncounted) > PAGE,
    )


def _items(
    waiting: Sequence[Task],
    mine: Sequence[Case],
    known: Mapping[int, Case],
    calendar: WorkingCalendar,
    today: date,
) -> Sequence[Item]:
    """Tasks and cases together, the oldest first. A case in the list says itself that its deadline has passed, and a task of its
    day says it for it."""
    due = {(case.id, case.due_on): case for case in mine if case.due_on is not None}
    days = {day: calendar.days_left(today, day) for day in _due_days(waiting, mine)}
    listed = {case.id for case in mine}
    items = []
    for task in waiting:
        if not (task.kind == TOLD_BY_THE_CASE and task.case_id in listed):
            is_deadline = due.pop((task.case_id or 0, task.due_on), None) is not None
            case = known.get(task.case_id or 0)
            items.append(Item(task.due_on, days[task.due_on], case, task, is_deadline))
    items += [Item(day, days[day], case) for (_id, day), case in due.items()]
    return sorted(items, key=lambda item: (item.due_on, item.case.id if item.case else 0))


def _due_days(waiting: Sequence[Task], mine: Sequence[Case]) -> frozenset[date]:
    """Each day once: counting working days is the dearest thing on the page."""
    return frozenset(
        {task.due_on for task in waiting} | {case.due_on for case in mine if case.due_on is not None}
    )


def _own_cases(db: Session, actor: Actor, horizon: date, at: datetime) -> Sequence[Case]:
    query = (
        _cases(actor, at)
        .where(case_policy.is_hers(actor), Case.is_open == sa.true(), Case.due_on <= horizon)
        .order_by(Case.due_on, Case.id)
    )
    return db.scalars(query.limit(PAGE + 1)).all() if _reads_cases(actor) else ()


def _untaken(db: Session, actor: Actor, at: datetime) -> Sequence[Case]:
    """Open cases of the actor's units that nobody owns, where it is her role's turn, or the turn of an owner to be."""
    units = sorted(actor.units(P.CASE_MOVE) | actor.units(P.VOLUNTEER_WRITE))
    turns = sorted({seat.role.value for seat in actor.seats} | {"case_owner"})
    if not units:
        return ()
    query = _cases(actor, at).where(
        Case.owner_unit_id.in_(units),
        Case.owner_id.is_(None),
        Case.is_open == sa.true(),
        Case.ball.in_(turns),
    )
    return db.scalars(query.order_by(Case.due_on, Case.id).limit(PAGE + 1)).all()


def _cases_of(
    db: Session, actor: Actor, waiting: Sequence[Task], known: Collection[int], at: datetime
) -> dict[int, Case]:
    wanted = {task.case_id for task in waiting if task.case_id is not None} - set(known)
    if not wanted:
        return {}
    return {case.id: case for case in db.scalars(_cases(actor, at).where(Case.id.in_(sorted(wanted))))}


def _cases(actor: Actor, at: datetime) -> sa.Select[Case]:
    return sa.select(Case).where(case_policy.visible_to(actor, at)).options(joinedload(Case.resident))


def _reads_cases(actor: Actor) -> bool:
    return actor.may_any({P.CASE_READ, P.VOLUNTEER_READ})


def _meetings(db: Session, actor: Actor, at: datetime) -> Sequence[MeetingLine]:
    """From the morning of today to two weeks ahead; one that has ended is behind us."""
    if not actor.may(P.MEETING_READ):
        return ()
    standing = sa.select(sa.func.count()).where(
        AgendaItem.meeting_id == Meeting.id, AgendaItem.status.in_([ItemStatus.PLANNED, ItemStatus.OPEN])
    )
    query = (
        sa.select(Meeting, standing.scalar_subquery())
        .where(
            Meeting.starts_at >= at - timedelta(hours=12),
            Meeting.starts_at < at + MEETING_DAYS,
            Meeting.status.in_(TO_COME),
            meeting_policy.visible_to(actor),
        )
        .options(sa.orm.lazyload(Meeting.participants))
        .order_by(Meeting.starts_at, Meeting.id)
        .limit(PAGE)
    )
    today = copenhagen_date(at)
    days = [(copenhagen_date(meeting.starts_at), meeting, items) for meeting, items in db.execute(query)]
    return [MeetingLine(meeting, items, day == today) for day, meeting, items in days if day >= today]
