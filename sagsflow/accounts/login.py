"""Who is signed in: Flask-Login, thin, over the server-side sessions."""

from typing import Any

import sqlalchemy as sa
from flask import Flask, g, session
from flask_login import LoginManager

from sagsflow.access.actor import Actor
from sagsflow.accounts import queries, shell
from sagsflow.accounts.addresses import trust_proxies
from sagsflow.core.calendar import copenhagen_date
from sagsflow.web.database import now, reader
from sagsflow.web.platform import EXTENSION, platform

SECOND_FACTOR = "second_factor"


class ThinLogin(LoginManager):  # type: ignore[misc]  # flask_login has no types
    """Without its remember cookie: only a session that stands in the database signs anybody in."""

    def _load_user_from_remember_cookie(self, cookie: str) -> None:
        return None


class SignedIn:
    """What Flask-Login, the guard and the shell ask of a person who is signed in."""

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def __init__(self, standing: queries.Presence) -> None:
        self.actor: Actor = standing.actor
        self.units = standing.units
        self.deputy_for = standing.deputy_for

    def get_id(self) -> str:
        return str(self.actor.user_id)


def asks_second_factor(*, demo: bool) -> bool:
    """Everybody's, where the installation requires it; what people of the demo know is known to all anyway."""
    return platform().settings.second_factor and not demo


def present(user_id: int) -> SignedIn | None:
    """Nobody for the inactive, and nobody for people of the demo outside it."""
    standing = queries.presence(reader(), user_id, copenhagen_date(now()))
    if standing is None or (standing.actor.demo and not platform().settings.is_demo):
        return None
    return SignedIn(standing)


def _load(user_id: Any) -> SignedIn | None:
    """A session that has not shown a second factor where one is required is nobody's.

    When the database is away, asks once only: the page that says so must not stumble over the same question.
    """
    if g.get("presence_unknown"):
        return None
    try:
        person = present(int(user_id))
    except sa.exc.SQLAlchemyError:
        g.presence_unknown = True
        raise
    if person and asks_second_factor(demo=person.actor.demo) and not session.get(SECOND_FACTOR):
        return None
    return person


def init_app(app: Flask) -> None:
    manager = ThinLogin()
    manager.session_protection = None
    manager.user_loader(_load)
    manager.init_app(app, add_context_processor=False)
    trust_proxies(app, app.extensions[EXTENSION].settings.trusted_proxies)
    app.context_processor(shell.context)
