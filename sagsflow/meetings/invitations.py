"""What the people of the invited units are told about a meeting, besides its own pages and calendars."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.access.permissions import Permission as P
from sagsflow.access.roles import ROLE_PERMISSIONS
from sagsflow.accounts import queries as accounts
from sagsflow.core.calendar import copenhagen_date
from sagsflow.core.wording import N_
from sagsflow.meetings.models import Meeting
from sagsflow.messages import service as messages
from sagsflow.messages.kinds import Kind

READERS = tuple(role for role, held in ROLE_PERMISSIONS.items() if P.MEETING_READ in held)
CALLED = Kind(
    "invited-to-meeting",
    N_("You are invited to a meeting."),
    N_("I am invited to a meeting"),
    "meetings.show",
    "meeting_id",
)
MOVED = Kind(
    "invited-elsewhen",
    N_("A meeting you are invited to has another time or place, or is cancelled."),
    N_("A meeting of mine is moved or cancelled"),
    "meetings.show",
    "meeting_id",
)
MINUTES = Kind(
    "invited-to-minutes",
    N_("The minutes of a meeting you were invited to are ready."),
    N_("The minutes of my meetings are ready"),
    "meetings.minutes",
    "meeting_id",
)
KINDS = (CALLED, MOVED, MINUTES)
_OF_EVENTS: Mapping[str, Kind] = {
    "meeting-called": CALLED,
    "meeting-moved": MOVED,
    "meeting-cancelled": MOVED,
    "meeting-minutes-locked": MINUTES,
}


def tell_invited(db: Session, meeting: Meeting, event: str, *, actor: Actor, at: datetime) -> None:
    """Chair and minute-taker, whoever is named, and all who read meetings in units that name nobody. Other events tell nobody."""
    kind = _OF_EVENTS.get(event)
    if kind is None:
        return
    named = {seat.user_id for seat in meeting.participants if seat.user_id is not None}
    units = {seat.unit_id for seat in meeting.participants if seat.user_id is None}
    people = accounts.people_in(db, units, copenhagen_date(at), READERS)
    leading = {meeting.chair_id, meeting.minute_taker_id}
    readers = leading | named | {person.user_id for person in people}
    messages.tell(db, kind, readers, at=at, target=meeting.id, actor=actor)
