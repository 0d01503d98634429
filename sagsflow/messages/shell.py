"""How many messages are unread, in the frame of every page."""

import sqlalchemy as sa
from flask import Flask, has_request_context
from flask_login import current_user

from sagsflow.messages import queries
from sagsflow.web.database import reader


def _context() -> dict[str, object]:
    """The page that says that the database is away must not stumble over the same question."""
    if not has_request_context() or not current_user.is_authenticated:
        return {}
    try:
        return {"unread": queries.unread(reader(), current_user.actor.user_id)}
    except sa.exc.SQLAlchemyError:
        return {}


def init_app(app: Flask) -> None:
    app.context_processor(_context)
