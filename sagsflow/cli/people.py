"""Whose rights a command acts with, and what must be said to it."""

from datetime import datetime

import click
from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.accounts import queries as accounts
from sagsflow.core.calendar import copenhagen_date
from sagsflow.core.errors import NotFound


def filled(_context: click.Context, _option: click.Parameter, value: str) -> str:
    if not value.strip():
        raise click.BadParameter("it must say something")
    return value.strip()


def actor_named(db: Session, login: str, at: datetime, *, ref: str = "") -> Actor:
    """Raises NotFound for somebody who is not there: an unknown person sees as little as one without access."""
    user = accounts.find_by_login(db, login)
    present = accounts.presence(db, user.id, copenhagen_date(at)) if user else None
    if present is None:
        raise NotFound("case", ref=ref)
    return present.actor
