"""Deadlines agree with a slow count of the days, and a pause never brings one forward."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from sagsflow.core.calendar import WorkingCalendar, copenhagen_date
from sagsflow.engine.deadlines import Pause, due_date
from sagsflow.engine.model import DeadlineRule

CALENDAR = WorkingCalendar(frozenset({date(2026, 12, 24), date(2026, 12, 31)}))
STARTS = st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  (Hypothesis adds the zone)
LENGTHS = st.integers(1, 60)


@st.composite
def pauses(draw: st.DrawFn) -> list[Pause]:
    first = draw(st.dates(date(2024, 1, 1), date(2030, 1, 1)))
    return [Pause(first, first + timedelta(days=draw(st.integers(0, 40))))]


@settings(max_examples=300, deadline=None)
@given(STARTS, LENGTHS, pauses())
def test_a_deadline_leaves_exactly_its_days(start: datetime, length: int, stops: list[Pause]) -> None:
    due = due_date(DeadlineRule("working_days", length), start, CALENDAR, {}, pauses=stops)
    assert due is not None
    first = copenhagen_date(start)
    days = [first + timedelta(days=n) for n in range(1, (due - first).days + 1)]
    assert sum(CALENDAR.is_working(day) and not any(p.covers(day) for p in stops) for day in days) == length
    assert CALENDAR.is_working(due)


@settings(max_examples=300, deadline=None)
@given(STARTS, LENGTHS, pauses(), st.sampled_from(["days", "working_days"]))
def test_a_pause_never_brings_a_deadline_forward(
    start: datetime, length: int, stops: list[Pause], kind: str
) -> None:
    rule = DeadlineRule("days" if kind == "days" else "working_days", length)
    without, with_ = (due_date(rule, start, CALENDAR, {}, pauses=p) for p in ([], stops))
    assert without is not None
    assert with_ is not None
    assert with_ >= without
