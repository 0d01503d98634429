"""Meetings in people's calendars: the invitation of one meeting, and a personal address that shows all of one's own."""

from flask import Blueprint, Response, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, gettext

from sagsflow.access.actor import Actor
from sagsflow.access.permissions import Permission as P
from sagsflow.accounts import queries as accounts
from sagsflow.core.errors import NotFound
from sagsflow.eventlog import service as eventlog
from sagsflow.eventlog.reading import Reading
from sagsflow.meetings import ical
from sagsflow.meetings.ical import Happening
from sagsflow.meetings.models import Meeting
from sagsflow.meetings.queries import meetings
from sagsflow.meetings.service import feeds
from sagsflow.web import sessions
from sagsflow.web.database import now, reader, transaction
from sagsflow.web.filters import today
from sagsflow.web.guard import current_actor, hidden_without, public
from sagsflow.web.platform import platform

ICS = "text/calendar"


def add_to(bp: Blueprint) -> None:
    bp.add_url_rule("/<int:meeting_id>/invitation.ics", "invitation", invitation)
    bp.add_url_rule("/calendar", "calendar", calendar)
    bp.add_url_rule("/calendar/new", "make_feed", make_feed, methods=["POST"])
    bp.add_url_rule("/calendar/revoke", "revoke_feed", revoke_feed, methods=["POST"])
    bp.add_url_rule("/calendar/<token>.ics", "feed", feed)


@hidden_without(P.MEETING_READ)
def invitation(meeting_id: int) -> ResponseReturnValue:
    meeting = meetings.find(reader(), current_actor(), meeting_id)
    answer = Response(ical.invitation(happening(meeting)), mimetype=ICS)
    answer.headers["Content-Disposition"] = f'attachment; filename="meeting-{meeting_id}.ics"'
    return answer


def happening(meeting: Meeting) -> Happening:
    return ical.happening(
        meeting, public_url=platform().settings.public_url, title=gettext("Meeting in Sagsflow")
    )


@hidden_without(P.MEETING_READ)
def calendar() -> ResponseReturnValue:
    return _page(None), 200


def _page(address: str | None) -> str:
    found = feeds.current(reader(), current_actor().user_id)
    return render_template("meetings/calendar.html", feed=found, address=address)


@hidden_without(P.MEETING_READ)
def make_feed() -> ResponseReturnValue:
    """The address stands on this answer and nowhere else."""
    with transaction() as db:
        token = feeds.make(db, actor=current_actor(), at=now())
    return _page(platform().settings.public_url.rstrip("/") + url_for("meetings.feed", token=token)), 200


@hidden_without(P.MEETING_READ)
def revoke_feed() -> ResponseReturnValue:
    with transaction() as db:
        feeds.revoke(db, actor=current_actor(), at=now())
    return _page(None), 200


@public
def feed(token: str) -> ResponseReturnValue:
    """Asked for by a calendar, which cannot sign in: whoever holds the address sees when and where, and no more."""
    sessions.is_no_use()
    actor = _owner(token)
    found = meetings.for_calendar(reader(), actor, now())
    with platform().database.write() as db:
        reading = Reading("calendar-feed", cases=(), count=len(found))
        eventlog.note(db, reading, actor=actor, at=now())
    with force_locale("da"):
        text = ical.feed([happening(meeting) for meeting in found], gettext("Meetings in Sagsflow"))
    return Response(text, mimetype=ICS)


def _owner(token: str) -> Actor:
    """The one whose address it is, with the rights that she has today. Raises NotFound."""
    held = accounts.presence(reader(), feeds.owner(reader(), token), today())
    if held is None or not held.actor.may(P.MEETING_READ):
        raise NotFound("calendar-feed")
    return held.actor
