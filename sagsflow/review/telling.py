"""When a month is over, those who review the read log are told that its sample is drawn."""

from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from sagsflow.access.permissions import Permission as P
from sagsflow.access.roles import ROLE_PERMISSIONS
from sagsflow.accounts import queries as accounts
from sagsflow.core.calendar import copenhagen_date
from sagsflow.core.wording import N_
from sagsflow.jobs.registry import Payload, Round
from sagsflow.messages import service as messages
from sagsflow.messages.kinds import Kind

JOB = "review-drawn"
ROUND = Round(JOB, timedelta(days=1))
REVIEW_DRAWN = Kind(
    "review-drawn",
    N_("The sample of the read log for last month is ready to be reviewed."),
    N_("The read log is to be reviewed"),
    "review.monthly",
)
REVIEWERS = tuple(role for role, held in ROLE_PERMISSIONS.items() if P.LOG_REVIEW in held)


def tell_reviewers(db: Session, _payload: Payload, at: datetime) -> None:
    """The handler: everybody once for each month, whoever becomes a reviewer in the middle of it too."""
    month = _month_before(copenhagen_date(at))
    readers = accounts.everybody_with(db, REVIEWERS, copenhagen_date(at))
    messages.tell(db, REVIEW_DRAWN, readers, at=at, key=f"{JOB}:{month:%Y-%m}")


def _month_before(today: date) -> date:
    return (today.replace(day=1) - timedelta(days=1)).replace(day=1)


HANDLERS = {JOB: tell_reviewers}
