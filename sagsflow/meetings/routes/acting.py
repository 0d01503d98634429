"""What every act in the room shares: one transaction, carried out once, back to the item in hand; and refusals in words."""

from collections.abc import Callable, Sequence

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from sagsflow.accounts import queries as accounts
from sagsflow.core.errors import NotFound, Stale
from sagsflow.meetings.models import AgendaItem, ItemStatus, Meeting
from sagsflow.meetings.service import turn
from sagsflow.meetings.words import word
from sagsflow.web import errors, submissions
from sagsflow.web.database import now, reader, transaction
from sagsflow.web.filters import as_time
from sagsflow.web.guard import current_actor

Act = Callable[[Session], int | None]


def room_url(meeting_id: int, item_id: int | None = None, anchor: str | None = None) -> str:
    """The room, with an item open and in focus."""
    if item_id is not None:
        anchor = f"item-{item_id}"
    return url_for("meetings.show", meeting_id=meeting_id, item=item_id, _anchor=anchor)


def carry_out(meeting_id: int, key: str, act: Act, anchor: str | None = None) -> ResponseReturnValue:
    """Does it once; `act` returns the item to open after it, if any."""
    try:
        with transaction() as db:
            claimed = submissions.claim(db, key, actor=current_actor(), at=now())
            claimed.location = here = room_url(meeting_id, act(db), anchor)
    except Stale as stale:
        return stale_page(stale, meeting_id)
    return redirect(here, 303)


def pressed(
    meeting_id: int, act: Act, anchor: str | None = None, *, about: object = ""
) -> ResponseReturnValue:
    """The same for a press without a form of its own. Where many presses share one form, `about` tells them apart: a page that
    comes back from the browser's memory still has the key that one of them was carried out with."""
    key = request.form.get("submission", "")
    return carry_out(meeting_id, f"{key}.{about}" if key and about else key, act, anchor)


def check_belongs(db: Session, meeting_id: int, item_id: int) -> None:
    """An item of another meeting is a stranger's here, whatever it could tell. Raises NotFound."""
    item = db.get(AgendaItem, item_id)
    if item is None or item.meeting_id != meeting_id:
        raise NotFound("agenda-item")


def next_after(db: Session, item: AgendaItem) -> int | None:
    """While the meeting runs, the next item opens by itself."""
    return turn.go_on(db, db.get_one(Meeting, item.meeting_id), at=now(), after=item)


def stale_page(stale: Stale, meeting_id: int) -> ResponseReturnValue:
    """409 with what has happened to the item, and what was typed."""
    item_id = stale.details.get("item")
    open_again = item_id if isinstance(item_id, int) else None
    return errors.page(
        409, error=stale, changes=_changes(open_again), fresh_url=room_url(meeting_id, open_again)
    )


def _changes(item_id: int | None) -> Sequence[str]:
    item = reader().get(AgendaItem, item_id) if item_id is not None else None
    if item is None:
        return [gettext("Somebody else has changed the order of the agenda.")]
    if item.status is ItemStatus.DECIDED and item.decided_at:
        who = accounts.user_names(reader(), {item.decided_by}).get(item.decided_by or 0, "")
        what = word(item.decision_code, "decision") if item.decision_code else gettext("Decided")
        time = as_time(item.decided_at)
        return [gettext("%(who)s decided the item at %(time)s: %(what)s.", who=who, time=time, what=what)]
    if item.status is ItemStatus.CARRIED:
        return [gettext("The item has been carried to a later meeting.")]
    if item.status is ItemStatus.REMOVED:
        return [gettext("The item has been taken off the agenda.")]
    return [gettext("Somebody else has changed the item.")]
