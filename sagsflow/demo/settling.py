"""What stands in the demo as on any morning: directory, contact log, activities, and messages, the older ones read."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.demo import activities, contacts, offers, plan
from sagsflow.demo.stage import Stage
from sagsflow.jobs.models import Job
from sagsflow.messages.models import Message
from sagsflow.messages.service import PLAN

UNREAD = timedelta(days=5)


def settle(stage: Stage, at: datetime) -> None:
    offers.load(stage, at)
    contacts.load(stage, at)
    activities.load(stage, at)
    plan.load(stage, at)
    _read_the_old_ones(stage.db, at)


def _read_the_old_ones(db: Session, at: datetime) -> None:
    """And nobody gets mail about what the stories made up backwards."""
    still = {"synchronize_session": False}
    old = sa.update(Message).where(Message.at < at - UNREAD).values(read_at=Message.at)
    db.execute(old, execution_options=still)
    db.execute(sa.delete(Job).where(Job.kind == PLAN), execution_options=still)
