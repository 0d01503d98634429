"""Runs a meeting: begins it, ends it."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from sagsflow.access.permissions import Permission as P
from sagsflow.core.errors import Invalid
from sagsflow.meetings.queries import meetings
from sagsflow.meetings.routes import room
from sagsflow.meetings.routes.acting import pressed
from sagsflow.meetings.service import calling, closing, turn
from sagsflow.web.database import now, reader, transaction
from sagsflow.web.forms import number_in
from sagsflow.web.guard import current_actor, hidden_without
from sagsflow.web.platform import platform

WAITING = "items-waiting"


def add_to(bp: Blueprint) -> None:
    for rule, view in (
        ("/<int:meeting_id>/begin", begin),
        ("/<int:meeting_id>/end", end),
    ):
        bp.add_url_rule(rule, view.__name__, view, methods=["POST"])


@hidden_without(P.MEETING_READ)
def begin(meeting_id: int) -> ResponseReturnValue:
    def act(db: Session) -> int | None:
        meeting = calling.begin(db, meeting_id, actor=current_actor(), at=now())
        return turn.go_on(db, meeting, at=now())

    return pressed(meeting_id, act)


@hidden_without(P.MEETING_READ)
def end(meeting_id: int) -> ResponseReturnValue:
    """Refused with the list while items wait for a decision, unless they are all to go on to a later meeting."""
    meeting = meetings.find(reader(), current_actor(), meeting_id)
    to = number_in(request.form.get("carry_to"))
    try:
        with transaction() as db:
            _end(db, meeting_id, to)
    except Invalid as refusal:
        if refusal.reason != WAITING:
            raise
        meeting = meetings.find(reader(), current_actor(), meeting_id)
        return room.page(meeting, room.Shown(still_waiting=True)), 422
    flash(gettext("The meeting has ended. These are its minutes."))
    return redirect(url_for("meetings.minutes", meeting_id=meeting.id), 303)


def _end(db: Session, meeting_id: int, to: int) -> None:
    if to:
        actor, at = current_actor(), now()
        closing.carry_all_on_and_end(db, meeting_id, to, actor=actor, at=at, pathways=platform())
    else:
        closing.end(db, meeting_id, actor=current_actor(), at=now())
