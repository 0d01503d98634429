"""What the frame of every page shows of the person who is signed in, and when the session ends."""

from datetime import timedelta

from flask import has_request_context, session, url_for
from flask_babel import gettext as _
from flask_login import current_user

from sagsflow.web.database import now
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
            "links": [{"label": _("My account"), "url": url_for("accounts.own")}],
            "sign_out_url": url_for("accounts.sign_out"),
        },
        "session_seconds": _seconds_left(),
        "session_ping_url": url_for("accounts.ping"),
    }


def _seconds_left() -> int:
    """The session's clock is set forward at most once a minute, so a minute is held back."""
    settings = platform().settings
    left = timedelta(minutes=settings.idle_minutes) - TOUCH_AFTER
    if isinstance(session, StoredSession) and session.born_at is not None:
        left = min(left, session.born_at + timedelta(hours=settings.absolute_hours) - now())
    return max(1, int(left.total_seconds()))
