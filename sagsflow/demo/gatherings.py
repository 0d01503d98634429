"""The demo's meetings: called, prepared, held and ended, and what they decide on each case."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from sagsflow.access.actor import Actor
from sagsflow.cases.models import Case
from sagsflow.demo import group
from sagsflow.demo.days import moment
from sagsflow.demo.script import MeetingPlan
from sagsflow.demo.stage import Stage, Turn
from sagsflow.meetings.models import (
    Action,
    AgendaItem,
    ItemStatus,
    Meeting,
    MeetingKind,
    MinutesStatus,
    Outcome,
    Presence,
)
from sagsflow.meetings.service import (
    actions,
    agenda,
    anonymous,
    attendance,
    calling,
    closing,
    deciding,
    minutes,
)

STANDING = (ItemStatus.PLANNED, ItemStatus.OPEN)


def call(stage: Stage, plan: MeetingPlan, at: datetime) -> None:
    day = stage.days.back(plan.day)
    new = calling.MeetingPlan(
        kind=MeetingKind.GROUP,
        unit_id=stage.unit("housing_team"),
        starts_at=moment(day, plan.begins),
        ends_at=moment(day, plan.ends),
        place=plan.place,
        chair_id=stage.user(plan.chair),
        minute_taker_id=stage.user(plan.minute_taker),
        unit_ids=[stage.unit(code) for code in plan.units],
    )
    meeting = calling.call_meeting(stage.db, new, actor=stage.cast.actors[plan.chair], at=at)
    stage.meetings[plan.key] = meeting.id
    for row in plan.general:
        matter = agenda.Matter(row["question"], minutes=row.get("minutes", 10))
        agenda.add_general(
            stage.db, meeting.id, row["title"], matter, actor=stage.cast.actors[plan.chair], at=at
        )


def begin(stage: Stage, plan: MeetingPlan, at: datetime) -> None:
    """Everybody sits down: who is there is written, and the general matters are dealt with at once."""
    actor, meeting_id = stage.cast.actors[plan.minute_taker], stage.meetings[plan.key]
    calling.begin(stage.db, meeting_id, actor=actor, at=at)
    present = {stage.unit(code) for code in plan.present}
    seats = stage.db.get_one(Meeting, meeting_id).participants
    presences = {seat.id: Presence.PRESENT if seat.unit_id in present else Presence.EXCUSED for seat in seats}
    attendance.record_presence(stage.db, meeting_id, presences, actor=actor, at=at)
    for row in plan.followed:
        _follow_up(stage, meeting_id, row, actor, at)
    for row in plan.general:
        _settle(stage, meeting_id, row, actor, at)


def _follow_up(stage: Stage, meeting_id: int, row: Mapping[str, Any], actor: Actor, at: datetime) -> None:
    """What an earlier meeting agreed is asked about first."""
    found = sa.select(Action).join(AgendaItem, AgendaItem.id == Action.item_id)
    action = stage.db.scalars(found.where(AgendaItem.title == row["title"])).one()
    outcome, remark = Outcome(row["outcome"]), row["remark"]
    actions.follow_up(
        stage.db, meeting_id, action.id, outcome, remark=remark, version=action.version, actor=actor, at=at
    )


def _settle(stage: Stage, meeting_id: int, row: Mapping[str, Any], actor: Actor, at: datetime) -> None:
    """A general matter: somebody may be responsible, and it may be lifted to the board."""
    item = _general_item(stage, meeting_id, row["title"])
    if "barrier" in row:
        group.lift(stage, item, row["barrier"], at)
    ruling = deciding.Ruling(
        code=row["code"],
        text=row["decision"],
        responsible_unit_id=stage.unit(row["responsible"]) if "responsible" in row else None,
        due_on=stage.days.near(row["due"]) if "due" in row else None,
    )
    deciding.decide(
        stage.db, item.id, ruling, version=item.version, actor=actor, at=at, pathways=stage.platform
    )


def end(stage: Stage, plan: MeetingPlan, at: datetime) -> None:
    """The minutes are left where the plan says: written, approved or locked."""
    meeting_id, chair = stage.meetings[plan.key], stage.cast.actors[plan.chair]
    closing.end(stage.db, meeting_id, actor=stage.cast.actors[plan.minute_taker], at=at)
    if plan.minutes != MinutesStatus.DRAFT:
        minutes.approve(stage.db, meeting_id, actor=chair, at=at)
    if plan.minutes == MinutesStatus.LOCKED:
        minutes.lock(stage.db, meeting_id, actor=chair, at=at)


def put_on(turn: Turn) -> None:
    """The coordinator puts the case on the agenda of a meeting."""
    matter = agenda.Matter(
        turn.says("question", ""), turn.says("anonymous", ""), minutes=turn.says("minutes", 10)
    )
    meeting_id = turn.stage.meetings[turn.act.what]
    agenda.put_on(
        turn.db, meeting_id, turn.ref, matter, actor=turn.actor, at=turn.at, pathways=turn.stage.platform
    )


def put_on_anonymously(turn: Turn) -> None:
    """A case that the resident has not agreed to share is put on by a number."""
    matter = agenda.Matter("", turn.says("anonymous"), minutes=turn.says("minutes", 10))
    meeting_id = turn.stage.meetings[turn.act.what]
    anonymous.put_on_anonymously(turn.db, meeting_id, turn.ref, matter, actor=turn.actor, at=turn.at)


def decide(turn: Turn) -> None:
    """The meeting decides the case's item, with somebody responsible and a date."""
    item = _item_of(turn)
    days = turn.says("due")
    responsible = turn.says("responsible")
    key_worker = turn.says("key_worker")
    ruling = deciding.Ruling(
        code=turn.act.what,
        text=turn.says("text"),
        responsible_unit_id=turn.stage.unit(responsible) if responsible else None,
        due_on=None if days is None else turn.stage.days.near(days),
        key_worker_id=turn.stage.user(key_worker) if key_worker else None,
    )
    deciding.open_item(turn.db, item.id, actor=turn.actor, at=turn.at)
    deciding.decide(
        turn.db,
        item.id,
        ruling,
        version=item.version,
        actor=turn.actor,
        at=turn.at,
        pathways=turn.stage.platform,
    )


def carry(turn: Turn) -> None:
    """What was not reached goes on to a later meeting."""
    item = _item_of(turn)
    agenda.carry_on(
        turn.db,
        item.id,
        turn.stage.meetings[turn.act.what],
        version=item.version,
        actor=turn.actor,
        at=turn.at,
        pathways=turn.stage.platform,
    )


def lift(turn: Turn) -> None:
    """What stands in the case's way is lifted to the board."""
    group.lift(turn.stage, _item_of(turn), turn.act.what, turn.at)


def _item_of(turn: Turn) -> AgendaItem:
    return turn.db.scalars(
        sa.select(AgendaItem)
        .join(Case, Case.id == AgendaItem.case_id)
        .where(Case.ref == turn.ref, AgendaItem.status.in_(STANDING))
    ).one()


def _general_item(stage: Stage, meeting_id: int, title: str) -> AgendaItem:
    return stage.db.scalars(
        sa.select(AgendaItem).where(AgendaItem.meeting_id == meeting_id, AgendaItem.title == title)
    ).one()


VERBS: Mapping[str, Callable[[Turn], None]] = {
    "agenda": put_on,
    "anonymous": put_on_anonymously,
    "decide": decide,
    "carry": carry,
    "lift": lift,
}
