"""When a stay in a state is due, from the rule in the file, the Danish calendar and the pauses."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sagsflow.core.calendar import ONE_DAY, WorkingCalendar, copenhagen_date
from sagsflow.engine.answers import as_date
from sagsflow.engine.model import DeadlineRule


@dataclass(frozen=True, slots=True)
class Pause:
    """Days that do not count, both ends included; without an end the clock stands still."""

    first: date
    last: date | None = None

    def covers(self, day: date) -> bool:
        """Whether the clock stands still on `day`."""
        return self.first <= day and (self.last is None or day <= self.last)


def due_date(
    rule: DeadlineRule,
    start: datetime,
    calendar: WorkingCalendar,
    answers: Mapping[str, object],
    meeting_date: date | None = None,
    *,
    pauses: Collection[Pause] = (),
) -> date | None:
    """The last day on which the stay is in time; None when there is no deadline, its date is not known, or it is paused.

    `start` is the moment the state was entered. `answers` are the case's latest answers to the fields that a rule names;
    a rule that counts from such a date counts from `start` while it is unknown. Pauses move what is counted, never a date
    that is given (a meeting, a hearing). A due date on a closed day stays there. The date that the law sets beside the rule comes
    first where it is sooner, also while the clock stands still; one that was over when the state was entered binds nothing.
    """
    own = _own_date(rule, start, calendar, answers, meeting_date, pauses=pauses)
    limit = limit_date(rule, answers)
    if limit is None or limit < copenhagen_date(start):
        return own
    return limit if own is None else min(own, limit)


def limit_date(rule: DeadlineRule, answers: Mapping[str, object]) -> date | None:
    """The day that the law sets beside the rule; None where it sets none, or while the date it is counted from is not known."""
    limit = rule.no_later_than
    begin = as_date(answers.get(limit.after)) if limit else None
    return begin + timedelta(days=limit.days) if limit and begin else None


def _own_date(
    rule: DeadlineRule,
    start: datetime,
    calendar: WorkingCalendar,
    answers: Mapping[str, object],
    meeting_date: date | None,
    *,
    pauses: Collection[Pause],
) -> date | None:
    if rule.kind == "meeting_date":
        return meeting_date
    if rule.kind == "date_field":
        return as_date(answers.get(rule.field or ""))
    if rule.kind == "none":
        return None
    begin = (as_date(answers.get(rule.after)) if rule.after else None) or copenhagen_date(start)
    if rule.kind == "hours":
        end = copenhagen_date(start + timedelta(hours=rule.amount))
        return _count(begin, (end - begin).days, pauses, None)
    return _count(begin, rule.amount, pauses, calendar if rule.kind == "working_days" else None)


def _count(
    day: date, amount: int, pauses: Collection[Pause], calendar: WorkingCalendar | None
) -> date | None:
    """The `amount`-th day after `day` that counts: outside every pause, and a working day where a calendar is given."""
    if any(pause.last is None and pause.first <= day for pause in pauses):
        return None
    while amount:
        day += ONE_DAY
        standing = [pause for pause in pauses if pause.covers(day)]
        if any(pause.last is None for pause in standing):
            return None
        amount -= not standing and (calendar is None or calendar.is_working(day))
    return day
