"""Which cases a number of the overview is made of, as a condition on a list of cases; by the same words as the number itself."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from sagsflow.cases.models import Case, Progression, StateStay
from sagsflow.meetings.models import Action, AgendaItem
from sagsflow.overview.periods import Period
from sagsflow.overview.queries import measures, work
from sagsflow.overview.queries.cases import Group, among
from sagsflow.referrals.models import DRAFT, Referral
from sagsflow.tasks.models import Task

REFERRALS, DECLINED, ACCEPTED, ANSWERED = "referrals", "declined", "accepted", "answered"
TASKS, ACTIONS, MEASURES, PROGRESSION = "tasks", "actions", "measures", "progression"
STAYS, MILESTONES = "stays", "milestones"
CLOSED = "closed"
Ids = sa.Select[int] | sa.Select[int | None]


@dataclass(frozen=True, slots=True)
class Number:
    """One number: of which chart, which row of it, in what period; `states` are those of a milestone. The period reaches over
    all its quarters, as the figures' own do."""

    chart: str
    row: str
    period: Period
    states: frozenset[str] = frozenset()

    def within(self, moment: sa.SQLColumnExpression[Any]) -> sa.ColumnElement[bool]:
        return among(moment, [self.period])


def cases_of(number: Number, group: Group, today: date) -> sa.ColumnElement[bool]:
    return Case.id.in_(CHARTS[number.chart](number, group, today))


def _referrals(number: Number, _group: Group, _today: date) -> Ids:
    return _sent(number).where(work.became_of_referral() == number.row)


def _declined(number: Number, _group: Group, _today: date) -> Ids:
    why = sa.func.coalesce(Referral.decline_reason, work.UNSAID)
    return _sent(number).where(work.became_of_referral() == work.DECLINED, why == number.row)


def _accepted(number: Number, _group: Group, _today: date) -> Ids:
    result = sa.func.coalesce(Referral.result, work.RUNNING)
    return _sent(number).where(work.became_of_referral() == work.ACCEPTED, result == number.row)


def _sent(number: Number) -> Ids:
    return sa.select(Referral.case_id).where(number.within(Referral.sent_at), Referral.state != DRAFT)


def _answered(number: Number, _group: Group, _today: date) -> Ids:
    return sa.select(Referral.case_id).where(number.within(Referral.answered_at))


def _tasks(number: Number, _group: Group, today: date) -> Ids:
    given = sa.and_(number.within(Task.raised_at), work.became_of_task(today) == number.row)
    return sa.select(Task.case_id).where(given, Task.case_id.is_not(None))


def _actions(number: Number, _group: Group, today: date) -> Ids:
    agreed = sa.and_(number.within(AgendaItem.decided_at), work.became_of_action(today) == number.row)
    items = sa.select(AgendaItem.case_id).join(Action, Action.item_id == AgendaItem.id)
    return items.where(agreed, AgendaItem.case_id.is_not(None))


def _measures(number: Number, group: Group, _today: date) -> Ids:
    measure, _dot, change = number.row.partition(".")
    if measure == measures.GOALS_MET:
        closed = sa.and_(group.everywhere, number.within(Case.closed_at))
        met = measures.goals_of_each(closed).c
        return sa.select(met.case_id).where(met.met == change)
    found = measures.first_and_latest(group).c
    day = found.on.between(number.period.first, number.period.last)
    same = sa.and_(found.measure == measure, measures.change_of(found) == change)
    return sa.select(found.case_id).where(day, same)


def _progression(number: Number, _group: Group, _today: date) -> Ids:
    """Answered twice or more, the latest time in the period."""
    latest = sa.func.max(Progression.asked_on).between(number.period.first, number.period.last)
    of_each = sa.select(Progression.case_id).where(Progression.question == number.row)
    return of_each.group_by(Progression.case_id).having(sa.func.count() > 1, latest)


def _stays(number: Number, _group: Group, _today: date) -> Ids:
    """Stays in the state that ended in the period."""
    ended = number.within(StateStay.left_at)
    return sa.select(StateStay.case_id).where(StateStay.state == number.row, ended)


def _milestones(number: Number, group: Group, _today: date) -> Ids:
    """Came to one of the phase's states in the period, for the first time; or was closed in it."""
    if number.row == CLOSED:
        return sa.select(Case.id).where(group.everywhere, number.within(Case.closed_at))
    stays = sa.select(StateStay.case_id).join(Case, Case.id == StateStay.case_id)
    of_phase = stays.where(group.everywhere, StateStay.state.in_(sorted(number.states)))
    return of_phase.group_by(StateStay.case_id).having(number.within(sa.func.min(StateStay.entered_at)))


CHARTS: Mapping[str, Callable[[Number, Group, date], Ids]] = {
    REFERRALS: _referrals,
    DECLINED: _declined,
    ACCEPTED: _accepted,
    ANSWERED: _answered,
    TASKS: _tasks,
    ACTIONS: _actions,
    MEASURES: _measures,
    PROGRESSION: _progression,
    STAYS: _stays,
    MILESTONES: _milestones,
}
