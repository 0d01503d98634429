"""Takes away what time has made useless: sessions, submissions, drafts and finished work."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.jobs import service
from sagsflow.jobs.registry import Payload, Round
from sagsflow.web import drafts
from sagsflow.web.models import Submission, WebSession

SESSIONS_AFTER = timedelta(days=7)
SUBMISSIONS_AFTER = timedelta(days=7)
JOBS_AFTER = timedelta(days=30)
DAILY = timedelta(days=1)

ROUNDS = (
    Round("draft-cleanup", timedelta(hours=1)),
    Round("session-cleanup", timedelta(hours=1)),
    Round("submission-cleanup", DAILY),
    Round("job-cleanup", DAILY),
)


def forget_sessions(db: Session, _payload: Payload, at: datetime) -> None:
    """Sessions that nobody has used for a week ended long before."""
    db.execute(sa.delete(WebSession).where(WebSession.seen_at < at - SESSIONS_AFTER))


def forget_submissions(db: Session, _payload: Payload, at: datetime) -> None:
    """Nobody sends a form again after a week."""
    db.execute(sa.delete(Submission).where(Submission.at < at - SUBMISSIONS_AFTER))


def forget_drafts(db: Session, _payload: Payload, at: datetime) -> None:
    drafts.forget_old(db, at)


def forget_jobs(db: Session, _payload: Payload, at: datetime) -> None:
    service.forget_done(db, before=at - JOBS_AFTER)


HANDLERS = {
    "draft-cleanup": forget_drafts,
    "session-cleanup": forget_sessions,
    "submission-cleanup": forget_submissions,
    "job-cleanup": forget_jobs,
}
