"""Carries out a submitted form once, however often it is sent."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.core.errors import AlreadyDone
from sagsflow.web.models import Submission


def claim(db: Session, key: str, *, actor: Actor, at: datetime, location: str = "") -> Submission:
    """Takes the submission inside the act's own transaction; raises AlreadyDone when it was carried out before.

    Set `.location` before the end when it is known only after the act. The primary key decides between two at once.
    """
    done = db.get(Submission, (key, actor.user_id))
    if done is not None:
        raise AlreadyDone(done.location)
    row = Submission(key=key, user_id=actor.user_id, at=at, location=location)
    db.add(row)
    try:
        db.flush()
    except sa.exc.IntegrityError:
        raise AlreadyDone(location) from None
    return row
