"""How many referrals, tasks, actions and consents there are of each kind, with the place of their case and their quarter."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.cases.models import Case
from sagsflow.consents import policy as consents
from sagsflow.consents.models import Consent
from sagsflow.consents.near_end import LOOK_AHEAD
from sagsflow.consents.periods import reminder_from
from sagsflow.core.calendar import copenhagen_date
from sagsflow.meetings.models import Action, AgendaItem, Outcome
from sagsflow.overview.periods import Period
from sagsflow.overview.queries.cases import (
    AT_A_TIME,
    Count,
    Group,
    Where,
    among,
    counted,
    days_between,
    placed,
    quarter_of,
)
from sagsflow.referrals.models import DRAFT, NO_ANSWER, UNANSWERED, WITHDRAWN, Referral
from sagsflow.tasks.models import Task, TaskStatus

WAITING, ACCEPTED, DECLINED, TAKEN_BACK = "waiting", "accepted", "declined", "taken_back"
HANDED_BACK = "handed_back"
RUNNING, UNSAID = "running", "unsaid"
DONE, CANCELLED, LATE, AHEAD = "done", "cancelled", "late", "ahead"
NOT_POSSIBLE, NOT_DONE = Outcome.NOT_POSSIBLE.value, Outcome.NOT_DONE.value
SOON, LATER = "soon", "later"


def referrals(db: Session, group: Group, quarters: Sequence[Period]) -> Sequence[Count]:
    """Sent in one of the quarters: what became of them, and of the declined why, of the accepted with what result."""
    became = became_of_referral()
    more = sa.case(
        (became == DECLINED, sa.func.coalesce(Referral.decline_reason, UNSAID)),
        (became == ACCEPTED, sa.func.coalesce(Referral.result, RUNNING)),
        else_="",
    )
    source = sa.select().select_from(Referral).join(Case, Case.id == Referral.case_id)
    which = sa.and_(group.everywhere, among(Referral.sent_at, quarters), Referral.state != DRAFT)
    return counted(db, source, (became, more), quarter_of(Referral.sent_at, quarters), which)


def answers(db: Session, group: Group, quarters: Sequence[Period]) -> Iterator[tuple[str, float, Where]]:
    """Of those answered in one of the quarters: the quarter, the days since they were sent, and where the case belongs."""
    columns = (
        quarter_of(Referral.answered_at, quarters),
        days_between(db, Referral.sent_at, Referral.answered_at),
    )
    query = placed(sa.select(*columns).select_from(Referral).join(Case, Case.id == Referral.case_id))
    query = query.where(group.everywhere, among(Referral.answered_at, quarters))
    for row in db.execute(query.execution_options(yield_per=AT_A_TIME)):
        yield row[0], row[1], Where(*row[2:])


def tasks(db: Session, group: Group, quarters: Sequence[Period], at: datetime) -> Sequence[Count]:
    """Given in one of the quarters: done, cancelled, overdue, or still within their time."""
    became = became_of_task(copenhagen_date(at))
    source = sa.select().select_from(Task).join(Case, Case.id == Task.case_id)
    which = sa.and_(group.everywhere, among(Task.raised_at, quarters))
    return counted(db, source, (became,), quarter_of(Task.raised_at, quarters), which)


def actions(db: Session, group: Group, quarters: Sequence[Period], at: datetime) -> Sequence[Count]:
    """Agreed at meetings in one of the quarters: done, not possible, not done, overdue, or still within their time."""
    became = became_of_action(copenhagen_date(at))
    source = sa.select().select_from(Action).join(AgendaItem, AgendaItem.id == Action.item_id)
    source = source.join(Case, Case.id == AgendaItem.case_id)
    which = sa.and_(group.everywhere, among(AgendaItem.decided_at, quarters))
    return counted(db, source, (became,), quarter_of(AgendaItem.decided_at, quarters), which)


def consents_near_end(db: Session, group: Group, at: datetime) -> Sequence[Count]:
    """Consents of open cases that end soon, as the list of consents says it, or a little later."""
    when = sa.case((Consent.expires_at <= reminder_from(at), SOON), else_=LATER)
    source = sa.select().select_from(Consent).join(Case, Case.id == Consent.case_id)
    live = sa.and_(consents.holds(at), Consent.expires_at <= at + LOOK_AHEAD)
    return counted(db, source, (when,), sa.literal(""), sa.and_(group.everywhere, Case.is_open, live))


def became_of_referral() -> sa.ColumnElement[str]:
    return sa.case(
        (Referral.state == WITHDRAWN, TAKEN_BACK),
        (Referral.state.in_([UNANSWERED, NO_ANSWER]), HANDED_BACK),
        (Referral.accepted.is_(None), WAITING),
        (Referral.accepted.is_(True), ACCEPTED),
        else_=DECLINED,
    )


def became_of_task(today: date) -> sa.ColumnElement[str]:
    return sa.case(
        (Task.status == TaskStatus.DONE, DONE),
        (Task.status == TaskStatus.CANCELLED, CANCELLED),
        (Task.due_on < today, LATE),
        else_=AHEAD,
    )


def became_of_action(today: date) -> sa.ColumnElement[str]:
    unsaid = sa.case((Action.due_on < today, LATE), else_=AHEAD)
    return sa.func.coalesce(sa.cast(Action.outcome, sa.String), unsaid)
