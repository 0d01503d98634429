"""Days and months as the log's moments: from midnight to midnight in Viborg."""

from datetime import UTC, date, datetime, time, timedelta

from sagsflow.core.clock import COPENHAGEN


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(), COPENHAGEN).astimezone(UTC)


def first_of_month(day: date) -> date:
    return day.replace(day=1)


def month_before(day: date) -> date:
    """The first day of the month before the one that `day` is in."""
    return first_of_month(first_of_month(day) - timedelta(days=1))


def month_after(day: date) -> date:
    return first_of_month(first_of_month(day) + timedelta(days=32))
