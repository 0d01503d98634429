"""Carries out a submitted form once, however often it is sent."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import sqlalchemy as sa
from flask import Flask, request
from sqlalchemy.orm import Session
from werkzeug.exceptions import BadRequest

from sagsflow.access.actor import Actor
from sagsflow.core.errors import AlreadyDone
from sagsflow.web.database import now, reader, transaction
from sagsflow.web.guard import current_actor, maybe_actor
from sagsflow.web.models import Submission

FIELD = "submission"
LONGEST = 64


def claim(db: Session, key: str, *, actor: Actor, at: datetime, location: str = "") -> Submission:
    """Takes the submission inside the act's own transaction; raises AlreadyDone when it was carried out before, and BadRequest
    for something that no form of ours has sent.

    Set `.location` before the end when it is known only after the act. The primary key decides between two at once.
    """
    if not 0 < len(key) <= LONGEST:
        raise BadRequest
    row = Submission(key=key, user_id=actor.user_id, at=at, location=location)
    db.add(row)
    try:
        db.flush()
    except sa.exc.IntegrityError:
        db.rollback()
        done = db.get(Submission, (key, actor.user_id))
        raise AlreadyDone(done.location if done else location) from None
    return row


@contextmanager
def once(key: str, onward: str) -> Iterator[Session]:
    """The transaction of the act that a form asks for, which leads to `onward`. Raises AlreadyDone the second time."""
    with transaction() as db:
        claim(db, key, actor=current_actor(), at=now(), location=onward)
        yield db


def lead_on() -> None:
    """A form that was carried out leads where it led. Asked before anything asks whether it would still be possible; and again by
    whoever finds that it is not, since the same form may have been carried out meanwhile. Raises AlreadyDone."""
    key, actor = request.form.get(FIELD) if request.method == "POST" else None, maybe_actor()
    if not key or actor is None or len(key) > LONGEST:
        return
    if done := reader().get(Submission, (key, actor.user_id)):
        raise AlreadyDone(done.location)


def init_app(app: Flask) -> None:
    """After the check of forms' tokens."""
    app.before_request(lead_on)
