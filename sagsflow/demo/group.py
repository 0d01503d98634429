"""The demo's operational group: who sits in it, its series of meetings, and what it lifts to the board."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, time
from functools import partial
from typing import Any

import sqlalchemy as sa

from sagsflow.core.calendar import copenhagen_date
from sagsflow.demo.days import CLOSES, OPENS, moment
from sagsflow.demo.stage import Stage
from sagsflow.meetings.models import AgendaItem, Barrier, MeetingKind
from sagsflow.meetings.service import barriers, groups, series
from sagsflow.meetings.service.barriers import Lifting
from sagsflow.meetings.service.calling import MeetingPlan
from sagsflow.organisations.models import Body, BodyKind

FILE, LEADER = "group", "kirsten"
Written = Mapping[str, Any]
Play = Callable[[], None]


def plays(stage: Stage) -> Iterator[tuple[datetime, Play]]:
    """What the group does besides its meetings, with its moments."""
    written = stage.script.around(FILE)
    for row in written.get("seats", ()):
        at = moment(stage.days.back(row["since"]), OPENS)
        yield at, partial(_take_a_seat, stage, row, at)
    if "series" in written:
        begun = moment(stage.days.back(written["series"]["begun"]), OPENS)
        yield begun, partial(_begin_series, stage, written["series"], begun)
        called = moment(stage.days.back(written["series"]["call_next"]), OPENS)
        yield called, partial(_call_next, stage, called)
    for key, row in written.get("barriers", {}).items():
        if "answered" in row:
            at = moment(stage.days.back(row["answered"]), CLOSES)
            yield at, partial(_answer, stage, key, row["answer"], at)


def _take_a_seat(stage: Stage, row: Written, at: datetime) -> None:
    group = stage.db.scalars(
        sa.select(Body.id).where(Body.kind == BodyKind.OPERATIONAL_GROUP).order_by(Body.id)
    ).first()
    deputy = stage.user(row["deputy"]) if "deputy" in row else None
    new = groups.NewSeat(
        group or 0, stage.unit(row["unit"]), stage.user(row["who"]), deputy, copenhagen_date(at)
    )
    seat = groups.give_seat(stage.db, new, actor=stage.cast.actors[LEADER], at=at)
    if "until" in row:
        last_day = stage.days.back(row["until"])
        groups.end_seat(stage.db, seat.id, last_day, actor=stage.cast.actors[LEADER], at=at)


def _begin_series(stage: Stage, row: Written, at: datetime) -> None:
    day = stage.days.back(row["first"])
    first = MeetingPlan(
        kind=MeetingKind.GROUP,
        unit_id=stage.unit("housing_team"),
        starts_at=moment(day, time.fromisoformat(row["begins"])),
        ends_at=moment(day, time.fromisoformat(row["ends"])),
        place=row["place"],
        chair_id=stage.user(row["chair"]),
        minute_taker_id=stage.user(row["minute_taker"]),
        unit_ids=[stage.unit(code) for code in row["units"]],
    )
    rhythm = series.Rhythm(row["name"], first, row["every_weeks"], row["standing"], row["days_before"])
    stage.series = series.begin_series(stage.db, rhythm, actor=stage.cast.actors[row["chair"]], at=at).id


def _call_next(stage: Stage, at: datetime) -> None:
    """The second of the days that are proposed: the first lies too near."""
    actor, calendar = stage.cast.actors[LEADER], stage.platform.calendar
    found = series.find(stage.db, actor, stage.series)
    day = series.proposals(stage.db, found, calendar, copenhagen_date(at))[1].on
    series.call_days(stage.db, found.id, [day], actor=actor, at=at, calendar=calendar)


def lift(stage: Stage, item: AgendaItem, key: str, at: datetime) -> None:
    """A barrier is worded once; whoever comes to it later adds her case to it."""
    known = stage.barriers.get(key)
    row = stage.script.around(FILE)["barriers"][key]
    lifting = Lifting(known) if known else Lifting(None, row["title"], row["text"])
    barrier: Barrier = barriers.lift(stage.db, item.id, lifting, actor=stage.cast.actors[LEADER], at=at)
    stage.barriers[key] = barrier.id


def _answer(stage: Stage, key: str, words: str, at: datetime) -> None:
    barriers.write_answer(stage.db, stage.barriers[key], words, actor=stage.cast.actors[LEADER], at=at)
