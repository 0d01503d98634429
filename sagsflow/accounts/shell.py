"""What the frame of every page shows of the person who is signed in, and when the session ends."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import partial

from flask import has_request_context, session, url_for
from flask_babel import gettext as _
from flask_login import current_user

from sagsflow.access.actor import Actor, needs_declaration
from sagsflow.accounts import queries
from sagsflow.accounts.policy import ends_soon
from sagsflow.core.calendar import copenhagen_date
from sagsflow.web.database import now, reader
from sagsflow.web.platform import platform
from sagsflow.web.sessions import TOUCH_AFTER, StoredSession


def context() -> dict[str, object]:
    """`signed_in`, the seconds until the session ends, and where to sign in."""
    if not has_request_context():
        return {}
    if not current_user.is_authenticated:
        return {"signed_in": None, "sign_in_url": url_for("accounts.sign_in")}
    return {
        "signed_in": {
            "name": current_user.actor.name,
            "unit": current_user.units[0] if current_user.units else "",
            "deputy_for": current_user.deputy_for,
            "links": [{"label": _("My account"), "url": url_for("accounts.own")}],
            "sign_out_url": url_for("accounts.sign_out"),
        },
        "declaration": _declaration(current_user.actor),
        "session_seconds": _seconds_left(),
        "session_ping_url": url_for("accounts.ping"),
    }


def _declaration(actor: Actor) -> Mapping[str, object] | None:
    """Whether the declaration of confidentiality is missing, has ended or soon will; whom to ask is read only then."""
    until, on = actor.confidential_until, copenhagen_date(now())
    if actor.lacks_declaration:
        return {
            "state": "ended" if until else "missing",
            "until": until,
            "whom": partial(_whom_to_ask, actor, on),
        }
    if (
        until is not None
        and ends_soon(until, on)
        and any(needs_declaration(seat.role) for seat in actor.seats)
    ):
        return {"state": "soon", "until": until, "whom": partial(_whom_to_ask, actor, on)}
    return None


def _whom_to_ask(actor: Actor, on: date) -> list[str]:
    leaders = queries.leaders_of(reader(), actor.unit_ids, on)
    return list(dict.fromkeys(one.name for one in leaders if one.user_id != actor.user_id))


def _seconds_left() -> int:
    """The session's clock is set forward at most once a minute, so a minute is held back."""
    settings = platform().settings
    left = timedelta(minutes=settings.idle_minutes) - TOUCH_AFTER
    if isinstance(session, StoredSession) and session.born_at is not None:
        left = min(left, session.born_at + timedelta(hours=settings.absolute_hours) - now())
    return max(1, int(left.total_seconds()))
