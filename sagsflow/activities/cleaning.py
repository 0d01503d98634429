"""Forgets what was said about an activity when it has been over for so long that nobody plans by it any more."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.activities.models import Activity, ActivityComment
from sagsflow.eventlog.ids import retire
from sagsflow.jobs.registry import Payload, Round

JOB = "activity-comment-cleanup"
ROUND = Round(JOB, timedelta(days=1))
AFTER = timedelta(days=730)


def forget_comments(db: Session, _payload: Payload, at: datetime) -> None:
    """Text, author and that there was a comment go two years after the day of the activity, whatever became of it."""
    over = sa.select(Activity.id).where(Activity.ends_at < at - AFTER)
    old = ActivityComment.activity_id.in_(over)
    last = db.scalar(sa.select(sa.func.max(ActivityComment.id)).where(old))
    if last is None:
        return
    retire(db, ActivityComment, last)
    db.execute(sa.delete(ActivityComment).where(old), execution_options={"synchronize_session": False})


HANDLERS = {JOB: forget_comments}
