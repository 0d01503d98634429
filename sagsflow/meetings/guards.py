"""What meetings tell a case: the day of the meeting on whose agenda it stands."""

from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from sagsflow.cases.hooks import Facts
from sagsflow.cases.models import Case
from sagsflow.core.asking import Row, question
from sagsflow.core.calendar import copenhagen_date
from sagsflow.meetings.models import TO_COME, AgendaItem, ItemStatus, Meeting

STANDING = (ItemStatus.PLANNED, ItemStatus.OPEN)
SCHEDULED = "scheduled"
READY = "ready"
QUESTION = "question_to_meeting"


_NEXT = (
    question(moment=sa.func.min(Meeting.starts_at))
    .select_from(Meeting)
    .join(AgendaItem, AgendaItem.meeting_id == Meeting.id)
    .where(
        AgendaItem.case_id == sa.bindparam("case_id", type_=sa.BigInteger()),
        AgendaItem.status.in_(STANDING),
        Meeting.status.in_(TO_COME),
    )
)


def _told(_case: Case, answers: Sequence[Sequence[Row]]) -> Mapping[str, object]:
    starts_at = next((row.moment for row in answers[0]), None)
    return {"meeting": copenhagen_date(starts_at) if starts_at else None}


# `meeting`: the date of the next meeting with the case on its agenda, or None.
FACTS = Facts((_NEXT,), _told)
