"""When mail may go out: at once within working hours, in the morning otherwise, together once a day or once a week."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sagsflow.core.calendar import COPENHAGEN, WorkingCalendar, copenhagen_date
from sagsflow.messages.models import How

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Hours:
    """Working hours on the clock in Copenhagen, from one full hour to another."""

    calendar: WorkingCalendar
    opens: int
    closes: int

    def due(self, how: How, at: datetime, *, urgent: bool) -> datetime | None:
        """When a message that came up at a moment is to go by mail; None for never."""
        if how is How.NEVER:
            return None
        if how is How.AT_ONCE:
            return at if urgent or self._are_open(at) else self._next_opening(at)
        if how is How.DAILY:
            return self._next_opening(at)
        return self._opening_of_next_week(copenhagen_date(at))

    def _are_open(self, at: datetime) -> bool:
        here = at.astimezone(COPENHAGEN)
        return self.calendar.is_working(here.date()) and self.opens <= here.hour < self.closes

    def _next_opening(self, at: datetime) -> datetime:
        today = copenhagen_date(at)
        if self.calendar.is_working(today) and at < self._opening(today):
            return self._opening(today)
        return self._opening(self.calendar.add_working_days(today, 1))

    def _opening_of_next_week(self, today: date) -> datetime:
        sunday = today + ONE_DAY * (6 - today.weekday())
        return self._opening(self.calendar.add_working_days(sunday, 1))

    def _opening(self, day: date) -> datetime:
        return datetime.combine(day, time(self.opens), COPENHAGEN)
