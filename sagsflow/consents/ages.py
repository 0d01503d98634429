"""Childhood, as far as consent asks for it: from 15 the young person is asked too, and at 18 others cannot say yes any more."""

from datetime import date, datetime, time, timedelta
from enum import StrEnum

from sagsflow.core.clock import COPENHAGEN

ASKED_FROM, OF_AGE = 15, 18


class Age(StrEnum):
    """Who has to say yes. Whose birth date nobody knows counts as an adult."""

    CHILD = "child"
    YOUNG = "young"
    ADULT = "adult"


def age_on(born_on: date | None, day: date) -> Age:
    if born_on is None or day >= birthday(born_on, OF_AGE):
        return Age.ADULT
    return Age.YOUNG if day >= birthday(born_on, ASKED_FROM) else Age.CHILD


def birthday(born_on: date, years: int) -> date:
    """The day on which somebody is so old. Born on 29 February: 28 February in a year without, the careful side."""
    try:
        return born_on.replace(year=born_on.year + years)
    except ValueError:
        return born_on.replace(year=born_on.year + years, day=28)


def latest_birth(years: int, day: date) -> date:
    """The latest day on which somebody can be born who is so old on `day`."""
    following = day + timedelta(days=1)
    try:
        return following.replace(year=following.year - years) - timedelta(days=1)
    except ValueError:
        return day.replace(year=day.year - years)


def of_age_at(born_on: date) -> datetime:
    """The first moment of the 18th birthday."""
    return start_of(birthday(born_on, OF_AGE))


def start_of(day: date) -> datetime:
    """The first moment of a day, as the clock on the wall in Copenhagen has it."""
    return datetime.combine(day, time(), COPENHAGEN)


def end_of(day: date) -> datetime:
    """The first moment after a day."""
    return start_of(day + timedelta(days=1))
