"""Forgets messages and letters when nobody looks for them any more."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.jobs.registry import Payload, Round
from sagsflow.messages.models import Letter, LetterState, Message

JOB = "message-cleanup"
ROUND = Round(JOB, timedelta(days=1))
AFTER = timedelta(days=180)


def forget_messages(db: Session, _payload: Payload, at: datetime) -> None:
    """Half a year after it was said; a letter that never got through stays until somebody has sent it again."""
    still = {"synchronize_session": False}
    db.execute(sa.delete(Message).where(Message.at < at - AFTER), execution_options=still)
    carried = sa.select(Message.id).where(Message.letter_id == Letter.id)
    old = sa.delete(Letter).where(
        Letter.created_at < at - AFTER, Letter.state == LetterState.SENT, ~carried.exists()
    )
    db.execute(old, execution_options=still)


HANDLERS = {JOB: forget_messages}
