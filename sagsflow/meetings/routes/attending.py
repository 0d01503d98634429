"""Records who is here: at the meeting, and at one item; who goes out before an item is taken up."""

from collections.abc import Mapping, Sequence

from flask import Blueprint, flash, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from sagsflow.access.permissions import Permission as P
from sagsflow.accounts import queries as accounts
from sagsflow.meetings.models import AgendaItem, ItemStatus, Meeting, Presence
from sagsflow.meetings.queries import groups, meetings
from sagsflow.meetings.routes.acting import check_belongs, pressed
from sagsflow.meetings.service import attendance, deciding
from sagsflow.meetings.service.attendance import Guests
from sagsflow.web.database import now
from sagsflow.web.filters import today
from sagsflow.web.forms import number_in
from sagsflow.web.guard import current_actor, hidden_without

Sitters = Mapping[int, Sequence[tuple[int, str]]]


def add_to(bp: Blueprint) -> None:
    for rule, view in (
        ("/<int:meeting_id>/presence", presence),
        ("/<int:meeting_id>/items/<int:item_id>/attendance", at_item),
        ("/<int:meeting_id>/items/<int:item_id>/open", open_item),
        ("/<int:meeting_id>/items/<int:item_id>/open-anonymously", open_anonymously),
    ):
        bp.add_url_rule(rule, view.__name__, view, methods=["POST"])


def sitters(db: Session, meeting: Meeting) -> Sitters:
    """Who could sit at the table for each unit: the member of the group first, then the deputy, then the others by name."""
    found: dict[int, dict[int, str]] = {}
    places, last = groups.places(db, today()), groups.DEPUTY + 1
    for person in accounts.people_in(db, {part.unit_id for part in meeting.participants}, today()):
        found.setdefault(person.unit_id, {})[person.user_id] = person.name
    return {
        unit_id: sorted(people.items(), key=lambda sitter: places.get((unit_id, sitter[0]), last))
        for unit_id, people in found.items()
    }


@hidden_without(P.MEETING_READ)
def presence(meeting_id: int) -> ResponseReturnValue:
    """Only what was changed on this page is recorded: what somebody else recorded meanwhile stands."""
    open_before = request.form.get("item", type=int)

    def act(db: Session) -> int | None:
        meeting = meetings.find(db, current_actor(), meeting_id)
        people = _people(db, meeting)
        attendance.record_presence(
            db,
            meeting_id,
            _changed(meeting),
            actor=current_actor(),
            at=now(),
            attended_by=people,
            guests=Guests("resident" in request.form, "companion" in request.form),
        )
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


def _people(db: Session, meeting: Meeting) -> dict[int, int | None]:
    """Who sits there for each unit, where that was changed; nobody who does not work there."""
    known, said = sitters(db, meeting), dict[int, int | None]()
    for part in meeting.participants:
        chosen = request.form.get(f"by-{part.id}")
        if chosen is not None and chosen != request.form.get(f"was-by-{part.id}"):
            user_id = number_in(chosen)
            said[part.id] = user_id if user_id in dict(known.get(part.unit_id, ())) else None
    return said


def _waits(db: Session, item_id: int | None) -> bool:
    item = db.get(AgendaItem, item_id) if item_id is not None else None
    return item is not None and item.status is ItemStatus.OPEN


@hidden_without(P.MEETING_READ)
def at_item(meeting_id: int, item_id: int) -> ResponseReturnValue:
    def act(db: Session) -> int | None:
        check_belongs(db, meeting_id, item_id)
        meeting = meetings.find(db, current_actor(), meeting_id)
        attendance.record_at_item(db, item_id, _changed(meeting), actor=current_actor(), at=now())
        return item_id

    return pressed(meeting_id, act)


@hidden_without(P.MEETING_READ)
def open_item(meeting_id: int, item_id: int) -> ResponseReturnValue:
    left = [number_in(value) for value in request.form.getlist("left")]

    def act(db: Session) -> int | None:
        check_belongs(db, meeting_id, item_id)
        return deciding.open_item(db, item_id, actor=current_actor(), at=now(), left=left).id

    return pressed(meeting_id, act, about=item_id)


@hidden_without(P.MEETING_READ)
def open_anonymously(meeting_id: int, item_id: int) -> ResponseReturnValue:
    def act(db: Session) -> int | None:
        check_belongs(db, meeting_id, item_id)
        return deciding.open_anonymously(db, item_id, actor=current_actor(), at=now()).id

    return pressed(meeting_id, act)
