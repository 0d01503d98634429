"""Birthdays that the calendar makes hard."""

from datetime import date, timedelta

import pytest

from sagsflow.consents.ages import Age, age_on, birthday, latest_birth


@pytest.mark.parametrize(
    ("born_on", "day"), [(date(2008, 2, 29), date(2026, 2, 28)), (date(2011, 3, 1), date(2026, 3, 1))]
)
def test_the_careful_birthday(born_on: date, day: date) -> None:
    years = day.year - born_on.year
    assert birthday(born_on, years) == day
    assert latest_birth(years, day) >= born_on
    assert latest_birth(years, day - timedelta(days=1)) < born_on
    assert age_on(None, day) is Age.ADULT
