"""Danish working days and the date on the wall clock in Copenhagen."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
ONE_DAY = timedelta(days=1)
SATURDAY = 5


@cache
def public_holidays(year: int) -> frozenset[date]:
    """The public holidays of Denmark in `year` (Store Bededag is one until 2023, not after)."""
    return frozenset(holidays.country_holidays("DK", years=year))


def copenhagen_date(at: datetime) -> date:
    """The date in Copenhagen at an aware moment; 23:30 UTC on 31 May is 1 June here."""
    if at.tzinfo is None:
        raise ValueError("a moment without a time zone has no date")
    return at.astimezone(COPENHAGEN).date()


def midnight(day: date) -> datetime:
    """The moment at which a day begins in Copenhagen: what happened at 23.30 on New Year's Eve belongs to the old year."""
    return datetime.combine(day, time(), COPENHAGEN)


@dataclass(frozen=True)
class WorkingCalendar:
    """Monday to Friday, without public holidays and without the days the organisation is closed (24 December …).

    Some statutes count Saturday as a "hverdag": a deadline from such a statute is reckoned here a little too late or too
    early, and its workflow file says so.
    """

    closed_days: frozenset[date] = frozenset()

    def is_working(self, day: date) -> bool:
        """Whether somebody is at work on `day`."""
        if day.weekday() >= SATURDAY or day in self.closed_days:
            return False
        return day not in public_holidays(day.year)

    def add_working_days(self, day: date, count: int) -> date:
        """The `count`-th working day after `day`; the start is never counted. Zero gives `day` itself."""
        if count < 0:
            raise ValueError("working days are counted forwards")
        while count:
            day += ONE_DAY
            count -= self.is_working(day)
        return day

    def working_days_back(self, day: date, count: int) -> date:
        """The last day after which `count` working days have passed, when `day` is counted too."""
        while count:
            count -= self.is_working(day)
            day -= ONE_DAY
        return day

    def working_days_between(self, first: date, last: date) -> int:
        """How many working days lie after `first`, up to and with `last`; negative when `last` is the earlier."""
        if last < first:
            return -self.working_days_between(last, first)
        days = (last - first).days
        return sum(self.is_working(first + timedelta(days=n)) for n in range(1, days + 1))

    def days_left(self, today: date, due: date) -> int:
        """In working days. 0 is today and no other day, also when only a weekend lies between."""
        days = self.working_days_between(today, due)
        if due < today:
            return min(days, -1)
        return max(days, 1) if due > today else 0
