"""What open pages ask for by themselves: has something happened, a place for what is being typed; and the screen on the wall."""

from collections.abc import Sequence

from flask import Blueprint, Response, make_response, render_template, request
from flask.typing import ResponseReturnValue

from sagsflow.access.permissions import Permission as P
from sagsflow.meetings import policy
from sagsflow.meetings.models import ItemStatus, Meeting
from sagsflow.meetings.queries import agenda, attendance, meetings
from sagsflow.meetings.queries.agenda import ItemView
from sagsflow.meetings.queries.attendance import Seat
from sagsflow.meetings.routes import presenting
from sagsflow.meetings.routes.answering import run_by_me
from sagsflow.meetings.service import drafts
from sagsflow.web import readlog, sessions
from sagsflow.web.database import now, reader, transaction
from sagsflow.web.guard import current_actor, hidden_without


def add_to(bp: Blueprint) -> None:
    bp.add_url_rule("/<int:meeting_id>/pulse", "pulse", pulse)
    bp.add_url_rule("/<int:meeting_id>/screen", "screen", screen)
    rule = "/<int:meeting_id>/items/<int:item_id>/draft"
    bp.add_url_rule(rule, "draft", draft, methods=["POST"])


@hidden_without(P.MEETING_READ)
def pulse(meeting_id: int) -> ResponseReturnValue:
    """304 while nothing has happened since the pulse that the page knows."""
    sessions.is_no_use()
    answer = make_response(str(meetings.pulse(reader(), current_actor(), meeting_id)))
    answer.mimetype = "text/plain"
    answer.set_etag(answer.get_data(as_text=True))
    return answer.make_conditional(request)


@hidden_without(P.MEETING_READ)
def draft(meeting_id: int, item_id: int) -> ResponseReturnValue:
    """What is being typed is kept for its author."""
    run_by_me(meeting_id)
    with transaction() as db:
        drafts.keep(db, item_id, request.form.to_dict(), actor=current_actor(), at=now())
    return Response(status=204, mimetype="text/plain")


@hidden_without(P.MEETING_READ)
def screen(meeting_id: int) -> ResponseReturnValue:
    """For the wall: everybody in the room reads it, so a case is named only when all who are here for it may hear it."""
    db, actor = reader(), current_actor()
    meeting = meetings.find(db, actor, meeting_id)
    items, _off = agenda.agenda(db, actor, meeting, now())
    view = next((view for view in items if view.item.status is ItemStatus.OPEN), None)
    seats = attendance.seats(db, meeting, view.item, now()) if view else ()
    is_open = view is not None and _all_may_hear(view, seats)
    if view is not None and view.case is not None and is_open:
        readlog.shows(
            readlog.Reading("meeting-screen", cases={view.case.id}, unit_ids=frozenset({meeting.unit_id}))
        )
    return render_template(
        "meetings/screen.html",
        meeting=meeting,
        items=items,
        view=view,
        is_open=is_open,
        here=[seat for seat in seats if seat.is_here],
        names=presenting.names_of(db, meeting, [view.item for view in items]),
        clock=presenting.clock_of(meeting, items),
        runs=_runs(meeting),
    )


def _all_may_hear(view: ItemView, seats: Sequence[Seat]) -> bool:
    """And somebody is recorded as here: nobody knows who reads a wall in a room that no one is recorded to sit in."""
    if view.item.case_id is None:
        return True
    here = [seat for seat in seats if seat.is_here]
    return not view.masked and bool(here) and all(seat.hears for seat in here)


def _runs(meeting: Meeting) -> bool:
    return policy.may_run(current_actor(), meeting)
