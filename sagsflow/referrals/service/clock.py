"""The clock of a referral: from when it runs, when it strikes next, and whom it tells."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.core.calendar import COPENHAGEN, WorkingCalendar
from sagsflow.engine.deadlines import Pause, due_date
from sagsflow.engine.model import DeadlineRule, State, Tick
from sagsflow.eventlog.service import Entry
from sagsflow.referrals.models import Referral, ReferralChange, ReferralPause, ReferralTask
from sagsflow.referrals.service import telling
from sagsflow.referrals.service.setting import Setting
from sagsflow.tasks import service as tasks
from sagsflow.tasks.models import Task

MORNING = time(8)
OVERDUE, CHANGED = "referral_overdue", "referral_changed"


def start(db: Session, referral: Referral, entered: State, setting: Setting) -> list[Entry]:
    """A new stay: what the one before asked of people falls away, and the clock begins."""
    lift(db, referral, at=setting.at)
    referral.stay += 1
    referral.stay_from, referral.ticks_done = setting.at, 0
    reckon(db, referral, entered, setting.calendar)
    return tell_all(db, referral, [tick for tick in entered.clock if not tick.working_days], setting)


def lift(db: Session, referral: Referral, *, at: datetime) -> None:
    """Takes away the tasks that this referral's clock has raised and nobody has done."""
    raised = sa.select(ReferralTask.task_id).where(ReferralTask.referral_id == referral.id)
    tasks.cancel(db, db.scalars(raised).all(), at=at)


def read_changes(db: Session, referral: Referral, *, at: datetime) -> None:
    """The receiver has opened it: what the sender changed is read, and the task that told of it goes."""
    changes = sa.select(ReferralChange).where(
        ReferralChange.referral_id == referral.id, ReferralChange.read_at.is_(None)
    )
    for row in db.scalars(changes):
        row.read_at = at
    told = (
        sa.select(ReferralTask.task_id)
        .join(Task, Task.id == ReferralTask.task_id)
        .where(ReferralTask.referral_id == referral.id, Task.kind == CHANGED)
    )
    tasks.cancel(db, db.scalars(told).all(), at=at)


def reckon(db: Session, referral: Referral, state: State, calendar: WorkingCalendar) -> None:
    """Counts due date and next strike again, from the beginning of the stay and its pauses."""
    begin, pauses = _begin(referral), _pauses(db, referral)
    referral.due_on = due_date(state.deadline, begin, calendar, {}, pauses=pauses)
    moments = strikes(begin, state, calendar, pauses)
    referral.next_at = moments[referral.ticks_done] if referral.ticks_done < len(moments) else None


def strikes(
    begin: datetime, state: State, calendar: WorkingCalendar, pauses: Sequence[Pause] = ()
) -> Sequence[datetime | None]:
    """The moments of what `to_come` names, in a stay that began then; None while the clock stands still."""
    days = []
    for tick in to_come(state):
        if tick.task == OVERDUE:
            due = due_date(state.deadline, begin, calendar, {}, pauses=pauses)
            days.append(calendar.add_working_days(due, 1) if due else None)
        else:
            rule = DeadlineRule("working_days", tick.working_days)
            days.append(due_date(rule, begin, calendar, {}, pauses=pauses))
    return [morning(day) if day else None for day in days]


def to_come(state: State) -> Sequence[Tick]:
    """What the clock does in a state after the entry. Where it takes no step itself, those whom the deadline names are told the
    morning after it has passed."""
    named = [tick for tick in state.clock if tick.working_days]
    passes = state.deadline.tell and not any(tick.take for tick in named)
    return [*named, Tick(0, state.deadline.tell, OVERDUE)] if passes else named


def due_now(db: Session, referral: Referral, setting: Setting) -> Sequence[Tick]:
    """What the clock has to do by now and has not done."""
    state = setting.state_of(referral)
    moments = strikes(_begin(referral), state, setting.calendar, _pauses(db, referral))
    coming = list(zip(to_come(state), moments, strict=True))
    return [tick for tick, moment in coming[referral.ticks_done :] if moment and moment <= setting.at]


def tell_all(db: Session, referral: Referral, ticks: Sequence[Tick], setting: Setting) -> list[Entry]:
    """A task for everybody whom a tick names, due with the referral."""
    return [telling.tell(db, referral, role, tick.task, setting) for tick in ticks for role in tick.tell]


def morning(day: date) -> datetime:
    """Eight o'clock in Copenhagen, summer and winter."""
    return datetime.combine(day, MORNING, COPENHAGEN).astimezone(UTC)


def _begin(referral: Referral) -> datetime:
    return referral.stay_from or referral.sent_at


def _pauses(db: Session, referral: Referral) -> Sequence[Pause]:
    rows = db.scalars(
        sa.select(ReferralPause)
        .where(ReferralPause.referral_id == referral.id, ReferralPause.stay == referral.stay)
        .order_by(ReferralPause.id)
    )
    return [Pause(row.from_on, row.to_on) for row in rows]
