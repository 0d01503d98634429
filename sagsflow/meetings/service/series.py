"""Series of meetings: how often, when and where; the next dates are proposed around holidays and called in one press."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.core.calendar import COPENHAGEN, WorkingCalendar, copenhagen_date
from sagsflow.core.errors import Forbidden, Invalid, NotFound
from sagsflow.eventlog import service as eventlog
from sagsflow.eventlog.service import Entry
from sagsflow.meetings import policy
from sagsflow.meetings.models import Meeting, MeetingSeries, SeriesUnit
from sagsflow.meetings.service import agenda
from sagsflow.meetings.service.agenda import MAX_TITLE, Matter
from sagsflow.meetings.service.calling import MeetingPlan, call_meeting

PROPOSED = 6
MOST_WEEKS = 26
MAX_NAME = 100
STANDING_MINUTES = 10


@dataclass(frozen=True, slots=True)
class Rhythm:
    """What is settled for a series. `first` is its first meeting; `standing` are matters that stand on every agenda."""

    name: str
    first: MeetingPlan
    every_weeks: int
    standing: Sequence[str] = ()
    days_before: int | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """A day for the next meeting; `instead_of` is the day of the rhythm when that is a holiday."""

    on: date
    instead_of: date | None = None


def begin_series(db: Session, rhythm: Rhythm, *, actor: Actor, at: datetime) -> MeetingSeries:
    """Raises Forbidden to those who may not call meetings of the unit, Invalid for what makes no sense."""
    plan = rhythm.first
    if not policy.may_call(actor, plan.unit_id):
        raise Forbidden("call-meeting")
    _check(rhythm)
    starts = plan.starts_at.astimezone(COPENHAGEN)
    series = MeetingSeries(
        name=rhythm.name.strip(),
        kind=plan.kind,
        unit_id=plan.unit_id,
        first_on=starts.date(),
        begins_at=starts.time(),
        length=int((plan.ends_at - plan.starts_at) / timedelta(minutes=1)),
        every_weeks=rhythm.every_weeks,
        place=plan.place.strip(),
        chair_id=plan.chair_id,
        minute_taker_id=plan.minute_taker_id,
        standing="\n".join(title.strip() for title in rhythm.standing if title.strip()),
        days_before=rhythm.days_before,
        units=[SeriesUnit(unit_id=unit_id) for unit_id in sorted(set(plan.unit_ids))],
    )
    db.add(series)
    db.flush()
    _tell(db, series, "meeting-series-begun", actor, at)
    return series


def proposals(
    db: Session, series: MeetingSeries, calendar: WorkingCalendar, today: date
) -> Sequence[Proposal]:
    """The next days of the rhythm after the last meeting that is called, each moved to the working day after a holiday."""
    last = db.scalar(sa.select(sa.func.max(Meeting.starts_at)).where(Meeting.series_id == series.id))
    after = max(today, copenhagen_date(last)) if last else today
    found: list[Proposal] = []
    day = series.first_on
    while len(found) < PROPOSED:
        on = day
        while not calendar.is_working(on):
            on += timedelta(days=1)
        if on > after:
            found.append(Proposal(on, None if on == day else day))
        day += timedelta(weeks=series.every_weeks)
    return found


def call_days(
    db: Session,
    series_id: int,
    days: Collection[date],
    *,
    actor: Actor,
    at: datetime,
    calendar: WorkingCalendar,
) -> Sequence[Meeting]:
    """Calls a meeting on each of these days, with its standing matters. Raises Invalid for a day that is not proposed."""
    series = find(db, actor, series_id)
    offered = {proposal.on for proposal in proposals(db, series, calendar, copenhagen_date(at))}
    if not days or not set(days) <= offered:
        raise Invalid(fields={"days": "not-proposed"})
    return [_call(db, series, day, actor=actor, at=at) for day in sorted(days)]


def find(db: Session, actor: Actor, series_id: int) -> MeetingSeries:
    """Raises NotFound to those who do not call meetings of its unit."""
    series = db.get(MeetingSeries, series_id)
    if series is None or not policy.may_call(actor, series.unit_id):
        raise NotFound("series")
    return series


def _call(db: Session, series: MeetingSeries, day: date, *, actor: Actor, at: datetime) -> Meeting:
    starts = _moment(day, series.begins_at)
    plan = MeetingPlan(
        kind=series.kind,
        unit_id=series.unit_id,
        starts_at=starts,
        ends_at=starts + timedelta(minutes=series.length),
        place=series.place,
        chair_id=series.chair_id,
        minute_taker_id=series.minute_taker_id,
        unit_ids=[unit.unit_id for unit in series.units],
        submit_by=day - timedelta(days=series.days_before) if series.days_before is not None else None,
    )
    meeting = call_meeting(db, plan, actor=actor, at=at)
    meeting.series_id = series.id
    for title in filter(None, series.standing.splitlines()):
        agenda.add_general(db, meeting.id, title, Matter(minutes=STANDING_MINUTES), actor=actor, at=at)
    return meeting


def _moment(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, COPENHAGEN).astimezone(UTC)


def _tell(db: Session, series: MeetingSeries, kind: str, actor: Actor, at: datetime) -> None:
    entry = Entry(kind, data={"series": series.id})
    eventlog.record(db, [entry], actor=actor, at=at, unit_ids=frozenset({series.unit_id}))


def _check(rhythm: Rhythm) -> None:
    wrong: dict[str, str] = {}
    if not rhythm.name.strip():
        wrong["name"] = "required"
    elif len(rhythm.name) > MAX_NAME:
        wrong["name"] = "too-long"
    if not 1 <= rhythm.every_weeks <= MOST_WEEKS:
        wrong["every_weeks"] = "not-so-often"
    if rhythm.first.ends_at <= rhythm.first.starts_at:
        wrong["ends"] = "not-later"
    if any(len(title) > MAX_TITLE for title in rhythm.standing):
        wrong["standing"] = "too-long"
    if rhythm.days_before is not None and not 0 <= rhythm.days_before <= MOST_WEEKS:
        wrong["days_before"] = "not-so-early"
    if wrong:
        raise Invalid(fields=wrong)
