"""The dates of a row of activities: weekly, every second week or monthly, at the same time on the clock on the wall."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from sagsflow.core.calendar import COPENHAGEN, copenhagen_date
from sagsflow.core.errors import Invalid

MOST_DATES = 60
WEEK = timedelta(weeks=1)


class Every(StrEnum):
    """How often."""

    WEEK = "week"
    SECOND_WEEK = "second_week"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Rhythm:
    """`until` is the last day that may be a date."""

    every: Every
    until: date


def days(first: date, rhythm: Rhythm) -> Sequence[date]:
    """The first day and those after it. Raises Invalid for a row that ends before it has begun, or is longer than anybody
    can look over."""
    found: list[date] = []
    for day in _endlessly(first, rhythm.every):
        if day > rhythm.until:
            break
        if len(found) == MOST_DATES:
            raise Invalid(fields={"until": "too-many"})
        found.append(day)
    if len(found) < 2:
        raise Invalid(fields={"until": "too-soon"})
    return found


def on_day(moment: datetime, first: date, day: date) -> datetime:
    """The same time on the wall, on another day: 16.00 stays 16.00 when the clocks change."""
    wall = moment.astimezone(COPENHAGEN)
    moved = copenhagen_date(moment) + (day - first)
    return datetime.combine(moved, wall.time(), COPENHAGEN).astimezone(UTC)


def _endlessly(first: date, every: Every) -> Iterator[date]:
    day, month = first, 0
    while True:
        yield day
        if every is Every.MONTH:
            month += 1
            day = _same_weekday(first, month)
        else:
            day += WEEK * (2 if every is Every.SECOND_WEEK else 1)


def _same_weekday(first: date, months: int) -> date:
    """The same weekday of a later month, such as its second Tuesday; a fifth one becomes the last."""
    year, month = divmod(first.month - 1 + months, 12)
    begins = date(first.year + year, month + 1, 1)
    offset = (first.weekday() - begins.weekday()) % 7
    day = begins + timedelta(days=offset) + WEEK * ((first.day - 1) // 7)
    return day if day.month == begins.month else day - WEEK
