"""When a stay is due: working days, calendar days, dates that are given, and pauses."""

from datetime import UTC, date, datetime

import pytest

from sagsflow.core.calendar import WorkingCalendar
from sagsflow.engine.deadlines import Pause, due_date
from sagsflow.engine.model import NO_DEADLINE, DeadlineRule, Limit, Text
from tests.engine.world import LIBRARY

CALENDAR = WorkingCalendar()
FRIDAY = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("rule", "due"),
    [
        (DeadlineRule("working_days", 3), date(2026, 11, 25)),
        (DeadlineRule("days", 90), date(2027, 2, 18)),
        (DeadlineRule("hours", 24), date(2026, 11, 21)),
        (DeadlineRule("hours", 15), date(2026, 11, 21)),
        (DeadlineRule("date_field", field="bailiff_date"), date(2026, 12, 3)),
        (DeadlineRule("days", 14, after="demand_received_date"), date(2026, 11, 29)),
        (DeadlineRule("days", 14, after="not_answered"), date(2026, 12, 4)),
        (DeadlineRule("meeting_date"), date(2026, 12, 9)),
        (DeadlineRule("date_field", field="not_answered"), None),
        (NO_DEADLINE, None),
    ],
)
def test_a_deadline_follows_its_rule(rule: DeadlineRule, due: date | None) -> None:
    answers = {"bailiff_date": date(2026, 12, 3), "demand_received_date": "2026-11-15"}
    assert due_date(rule, FRIDAY, CALENDAR, answers, date(2026, 12, 9)) == due


def test_a_case_entered_late_in_the_evening_counts_from_the_danish_date() -> None:
    late = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
    assert due_date(DeadlineRule("working_days", 1), late, CALENDAR, {}) == date(2026, 11, 24)


def test_days_of_a_pause_do_not_count() -> None:
    pause = Pause(date(2026, 11, 23), date(2026, 11, 27))
    assert due_date(DeadlineRule("working_days", 3), FRIDAY, CALENDAR, {}, pauses=[pause]) == date(
        2026, 12, 2
    )
    assert due_date(DeadlineRule("days", 3), FRIDAY, CALENDAR, {}, pauses=[pause]) == date(2026, 11, 28)


def test_a_pause_after_the_due_date_changes_nothing() -> None:
    pause = Pause(date(2026, 11, 26), None)
    assert due_date(DeadlineRule("working_days", 3), FRIDAY, CALENDAR, {}, pauses=[pause]) == date(
        2026, 11, 25
    )


@pytest.mark.parametrize("begun", [date(2026, 11, 1), date(2026, 11, 24)])
def test_while_the_clock_stands_still_there_is_no_due_date(begun: date) -> None:
    assert due_date(DeadlineRule("working_days", 3), FRIDAY, CALENDAR, {}, pauses=[Pause(begun)]) is None


def test_a_pause_does_not_move_a_date_that_is_given() -> None:
    rule = LIBRARY.get("eviction_prevention").states["bailiff"].deadline
    answers = {"bailiff_date": date(2026, 11, 25)}
    assert due_date(rule, FRIDAY, CALENDAR, answers, pauses=[Pause(date(2026, 11, 23))]) == date(2026, 11, 25)


TEXT = Text("Betalingsfrist", "Time to pay")
LIMIT = Limit("payment", TEXT, 14, "demand_received_date")
BY_LAW = {days: DeadlineRule("days", days, no_later_than=LIMIT) for days in (3, 10)}


@pytest.mark.parametrize(
    ("rule", "received", "pauses", "due"),
    [
        (BY_LAW[10], "2026-11-12", [], date(2026, 11, 26)),
        (BY_LAW[3], "2026-11-12", [], date(2026, 11, 23)),
        (BY_LAW[10], "2026-11-06", [], date(2026, 11, 20)),
        (BY_LAW[10], "2026-11-05", [], date(2026, 11, 30)),
        (BY_LAW[10], None, [], date(2026, 11, 30)),
        (BY_LAW[10], "2026-11-12", [Pause(date(2026, 11, 21))], date(2026, 11, 26)),
        (BY_LAW[3], "2026-11-12", [Pause(date(2026, 11, 21), date(2026, 11, 22))], date(2026, 11, 25)),
        (BY_LAW[3], "2026-11-12", [Pause(date(2026, 11, 21), date(2026, 11, 29))], date(2026, 11, 26)),
        (DeadlineRule("working_days", 9, no_later_than=LIMIT), "2026-11-12", [], date(2026, 11, 26)),
        (DeadlineRule("meeting_date", no_later_than=LIMIT), "2026-11-12", [], date(2026, 11, 26)),
    ],
    ids=[
        "the limit is sooner",
        "the own clock is sooner",
        "the limit is the very day",
        "the limit was over before",
        "the date is not known",
        "the own clock stands still",
        "a pause moves the own clock",
        "a pause moves it past the limit",
        "working days",
        "a meeting without a date",
    ],
)
def test_nothing_is_due_later_than_the_law_says(
    rule: DeadlineRule, received: str | None, pauses: list[Pause], due: date
) -> None:
    answers = {"demand_received_date": received}
    assert due_date(rule, FRIDAY, CALENDAR, answers, pauses=pauses) == due
