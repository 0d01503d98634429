"""Runs a meeting: begins it, records who is there, takes an item up, ends it."""

from flask import Blueprint, flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from sagsflow.access.permissions import Permission as P
from sagsflow.core.errors import Invalid
from sagsflow.meetings.models import AgendaItem, ItemStatus, Meeting, Presence
from sagsflow.meetings.queries import meetings
from sagsflow.meetings.routes import room
from sagsflow.meetings.routes.acting import pressed, room_url
from sagsflow.meetings.service import calling, deciding, turn
from sagsflow.web.database import now, reader, transaction
from sagsflow.web.guard import current_actor, hidden_without

WAITING = "items-waiting"


def add_to(bp: Blueprint) -> None:
    for rule, view in (
        ("/<int:meeting_id>/begin", begin),
        ("/<int:meeting_id>/end", end),
        ("/<int:meeting_id>/presence", presence),
        ("/<int:meeting_id>/items/<int:item_id>/open", open_item),
    ):
        bp.add_url_rule(rule, view.__name__, view, methods=["POST"])


@hidden_without(P.MEETING_READ)
def begin(meeting_id: int) -> ResponseReturnValue:
    def act(db: Session) -> int | None:
        meeting = calling.begin(db, meeting_id, actor=current_actor(), at=now())
        return turn.go_on(db, meeting)

    return pressed(meeting_id, act)


@hidden_without(P.MEETING_READ)
def open_item(meeting_id: int, item_id: int) -> ResponseReturnValue:
    def act(db: Session) -> int | None:
        return deciding.open_item(db, item_id, actor=current_actor(), at=now()).id

    return pressed(meeting_id, act)


@hidden_without(P.MEETING_READ)
def presence(meeting_id: int) -> ResponseReturnValue:
    """Only what was changed on this page is recorded: what somebody else recorded meanwhile stands."""
    open_before = request.form.get("item", type=int)

    def act(db: Session) -> int | None:
        meeting = meetings.find(db, current_actor(), meeting_id)
        calling.record_presence(db, meeting_id, _changed(meeting), actor=current_actor(), at=now())
        flash(gettext("It is recorded who is here."))
        return open_before if _waits(db, open_before) else None

    return pressed(meeting_id, act, "people")


def _changed(meeting: Meeting) -> dict[int, Presence]:
    said: dict[int, Presence] = {}
    for part in meeting.participants:
        value = request.form.get(f"presence-{part.id}", "")
        if value in set(Presence) and value != request.form.get(f"was-{part.id}"):
            said[part.id] = Presence(value)
    return said


def _waits(db: Session, item_id: int | None) -> bool:
    item = db.get(AgendaItem, item_id) if item_id is not None else None
    return item is not None and item.status is ItemStatus.OPEN


@hidden_without(P.MEETING_READ)
def end(meeting_id: int) -> ResponseReturnValue:
    """Refused with the list while items wait for a decision."""
    meeting = meetings.find(reader(), current_actor(), meeting_id)
    try:
        with transaction() as db:
            calling.end(db, meeting_id, actor=current_actor(), at=now())
    except Invalid as refusal:
        if refusal.reason != WAITING:
            raise
        meeting = meetings.find(reader(), current_actor(), meeting_id)
        return room.page(meeting, room.Shown(still_waiting=True)), 422
    flash(gettext("The meeting has ended. What was decided stands below."))
    return redirect(room_url(meeting.id), 303)
