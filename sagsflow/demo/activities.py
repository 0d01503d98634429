"""The demo's activities: held and counted in the last quarter, planned for the next weeks, proposed and talked about."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sagsflow.access.actor import Actor
from sagsflow.activities import service
from sagsflow.activities.models import Activity, ActivityKind
from sagsflow.activities.service import Attendance, Content, Rhythm
from sagsflow.activities.service.rhythm import Every
from sagsflow.core.calendar import COPENHAGEN, SATURDAY, copenhagen_date
from sagsflow.demo.stage import Stage
from sagsflow.organisations import queries as organisations
from sagsflow.organisations.models import UnitArea

FILE = "activities"
WRITTEN_BEFORE = timedelta(days=14)
BOARD, ITS_AREA = "tenants_vestervang", "Vestervang"


def load(stage: Stage, at: datetime) -> None:
    told, named = stage.script.around(FILE), {}
    if not told:
        return
    _give_the_board_its_area(stage)
    for row in told["activities"]:
        named[row["title"]] = _planned(stage, row, at)
    for row in told.get("proposals", ()):
        named[row["title"]] = _proposed(stage, row, at)
    for row in told.get("comments", ()):
        said_at, who = at - timedelta(days=row["days_ago"]), stage.cast.actors[row["by"]]
        service.comment(stage.db, named[row["to"]].id, row["text"], actor=who, at=said_at)


def _give_the_board_its_area(stage: Stage) -> None:
    stage.db.add(UnitArea(unit_id=stage.unit(BOARD), area_id=stage.areas[ITS_AREA]))
    stage.db.flush()


def _planned(stage: Stage, row: dict[str, Any], at: datetime) -> Activity:
    who, content = stage.cast.actors[row["by"]], _content(stage, row, at)
    written_at = min(at, content.starts_at - WRITTEN_BEFORE)
    dates = service.plan(stage.db, content, _rhythm(row, at), actor=who, at=written_at)
    for one in dates:
        _ended(stage, row, one, who, at)
    return dates[0]


def _ended(stage: Stage, row: dict[str, Any], activity: Activity, who: Actor, at: datetime) -> None:
    if "cancelled" in row:
        service.cancel(stage.db, activity.id, row["cancelled"], actor=who, at=activity.starts_at)
    elif "came" in row and activity.is_over(at):
        counted = Attendance(**row["came"])
        service.write_attendance(stage.db, activity.id, counted, actor=who, at=activity.ends_at)


def _proposed(stage: Stage, row: dict[str, Any], at: datetime) -> Activity:
    who, written_at = stage.cast.actors[row["by"]], at - timedelta(days=2)
    activity = service.propose(stage.db, _content(stage, row, at), actor=who, at=written_at)
    if "declined" in row:
        leader = stage.cast.actors["kirsten"]
        service.decline(stage.db, activity.id, row["declined"], actor=leader, at=at - timedelta(days=1))
    return activity


def _content(stage: Stage, row: dict[str, Any], at: datetime) -> Content:
    who, day = stage.cast.actors[row["by"]], _day(row, copenhagen_date(at))
    plan = organisations.current_plan(stage.db, day)
    assert plan is not None  # the seed has one for every year of the demo
    agreements = {one.code: one.id for one in organisations.sub_agreements(stage.db)}
    asked = row.get("comment_by")
    return Content(
        title=row["title"],
        kind=ActivityKind(row["kind"]),
        description=row["what"],
        place=row["place"],
        starts_at=_moment(day, row["at"]),
        ends_at=_moment(day, row["to"]),
        plan_id=plan.id,
        sub_agreement_id=agreements[row["sub"]] if "sub" in row else None,
        unit_id=who.seats[0].unit_id,
        area_ids=frozenset(stage.areas[name] for name in row["areas"]),
        responsible_id=who.user_id if "sub" in row else None,
        partner_ids=frozenset(_units(stage, row.get("partners", ()))),
        other_partners=row.get("others", ""),
        expected=row.get("expected"),
        comment_by=copenhagen_date(at) + timedelta(days=asked) if asked else None,
    )


def _day(row: dict[str, Any], today: date) -> date:
    """Clubs, courses and meetings are not held at the weekend."""
    day = today + timedelta(days=row["in"])
    at_weekends = row["kind"] in {ActivityKind.EVENT, ActivityKind.VOLUNTEERING}
    return day if at_weekends or day.weekday() < SATURDAY else day + timedelta(days=2)


def _units(stage: Stage, codes: Sequence[str]) -> Sequence[int]:
    return [stage.unit(code) for code in codes]


def _rhythm(row: dict[str, Any], at: datetime) -> Rhythm | None:
    if "every" not in row:
        return None
    return Rhythm(Every(row["every"]), copenhagen_date(at) + timedelta(days=row["until"]))


def _moment(day: date, clock: str) -> datetime:
    hour, minute = clock.split(".")
    return datetime.combine(day, time(int(hour), int(minute)), COPENHAGEN).astimezone(UTC)
