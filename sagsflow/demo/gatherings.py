"""The demo's meetings: called, prepared, held and ended, and what they decide on each case."""

from collections.abc import Callable, Mapping
from datetime import datetime

import sqlalchemy as sa

from sagsflow.cases.models import Case
from sagsflow.demo.days import moment
from sagsflow.demo.script import MeetingPlan
from sagsflow.demo.stage import Stage, Turn
from sagsflow.meetings.models import AgendaItem, ItemStatus, Meeting, MeetingKind, Presence
from sagsflow.meetings.service import agenda, anonymous, attendance, calling, closing, deciding, minutes

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
    for row in plan.general:
        item = _general_item(stage, meeting_id, row["title"])
        ruling = deciding.Ruling(row["code"], row["decision"])
        deciding.decide(
            stage.db, item.id, ruling, version=item.version, actor=actor, at=at, pathways=stage.platform
        )


def end(stage: Stage, plan: MeetingPlan, at: datetime) -> None:
    meeting_id, chair = stage.meetings[plan.key], stage.cast.actors[plan.chair]
    closing.end(stage.db, meeting_id, actor=stage.cast.actors[plan.minute_taker], at=at)
    minutes.approve(stage.db, meeting_id, actor=chair, at=at)
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
}
