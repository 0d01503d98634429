"""Days and hours of the demo, counted from the clock: today is always today, and nobody works at night."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sagsflow.core.calendar import COPENHAGEN, ONE_DAY, WorkingCalendar, copenhagen_date

OPENS = time(8, 15)
CLOSES = time(15, 30)


@dataclass(frozen=True)
class Days:
    """Working days before and after the day of `now`."""

    now: datetime
    calendar: WorkingCalendar

    @property
    def today(self) -> date:
        return copenhagen_date(self.now)

    def back(self, count: int) -> date:
        """The `count`-th working day before today; zero is today, and a negative count lies ahead."""
        if count <= 0:
            return self.calendar.add_working_days(self.today, -count)
        day = self.today
        while count:
            day -= ONE_DAY
            count -= self.calendar.is_working(day)
        return day

    def near(self, offset: int) -> date:
        """A calendar day, counted from today."""
        return self.today + timedelta(days=offset)


def moment(day: date, clock: time) -> datetime:
    """What the clock on the wall in Copenhagen shows, as the database keeps it."""
    return datetime.combine(day, clock, COPENHAGEN).astimezone(UTC)
