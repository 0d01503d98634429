"""Working days are Danish, and the date is the one on the wall in Copenhagen."""

from datetime import UTC, date, datetime

import pytest

from sagsflow.core.calendar import WorkingCalendar, copenhagen_date

CALENDAR = WorkingCalendar()


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2026, 4, 2), "skærtorsdag"),
        (date(2026, 4, 3), "langfredag"),
        (date(2026, 4, 6), "2. påskedag"),
        (date(2026, 5, 14), "Kristi himmelfartsdag"),
        (date(2026, 5, 25), "2. pinsedag"),
        (date(2026, 12, 25), "juledag"),
        (date(2027, 1, 1), "nytårsdag"),
        (date(2023, 5, 5), "store bededag, the last time"),
        (date(2026, 11, 21), "a Saturday"),
        (date(2026, 11, 22), "a Sunday"),
    ],
)
def test_nobody_works_on(day: date, name: str) -> None:
    assert not CALENDAR.is_working(day), name


@pytest.mark.parametrize("day", [date(2024, 4, 26), date(2026, 5, 1), date(2026, 6, 5), date(2026, 12, 24)])
def test_people_work_on_days_that_are_no_holidays_or_no_longer(day: date) -> None:
    assert CALENDAR.is_working(day)


def test_an_organisation_may_close_on_other_days() -> None:
    closed = WorkingCalendar(frozenset({date(2026, 12, 24)}))
    assert not closed.is_working(date(2026, 12, 24))
    assert closed.add_working_days(date(2026, 12, 23), 1) == date(2026, 12, 28)


def test_working_days_step_over_easter() -> None:
    assert CALENDAR.add_working_days(date(2026, 3, 31), 3) == date(2026, 4, 8)


def test_the_day_one_starts_on_is_not_counted() -> None:
    assert CALENDAR.add_working_days(date(2026, 11, 20), 1) == date(2026, 11, 23)
    assert CALENDAR.add_working_days(date(2026, 11, 21), 0) == date(2026, 11, 21)


def test_working_days_between_count_the_last_day_and_not_the_first() -> None:
    friday, monday = date(2026, 11, 20), date(2026, 11, 23)
    assert CALENDAR.working_days_between(friday, monday) == 1
    assert CALENDAR.working_days_between(monday, friday) == -1
    assert CALENDAR.working_days_between(monday, monday) == 0


@pytest.mark.parametrize(
    ("today", "due", "left"),
    [
        (date(2026, 11, 20), date(2026, 11, 20), 0),
        (date(2026, 11, 22), date(2026, 11, 22), 0),
        (date(2026, 11, 22), date(2026, 11, 20), -1),
        (date(2026, 11, 21), date(2026, 11, 22), 1),
        (date(2026, 11, 20), date(2026, 11, 24), 2),
    ],
)
def test_only_today_is_no_days_left_also_at_a_weekend(today: date, due: date, left: int) -> None:
    assert CALENDAR.days_left(today, due) == left


def test_working_days_are_not_counted_backwards() -> None:
    with pytest.raises(ValueError, match="forwards"):
        CALENDAR.add_working_days(date(2026, 11, 20), -1)


def test_late_in_the_evening_in_utc_it_is_tomorrow_in_copenhagen() -> None:
    assert copenhagen_date(datetime(2026, 5, 31, 22, 30, tzinfo=UTC)) == date(2026, 6, 1)
    assert copenhagen_date(datetime(2026, 11, 30, 22, 30, tzinfo=UTC)) == date(2026, 11, 30)


def test_a_moment_without_a_zone_has_no_date() -> None:
    with pytest.raises(ValueError, match="time zone"):
        copenhagen_date(datetime(2026, 5, 31, 22, 30))  # noqa: DTZ001  (what is refused here)
