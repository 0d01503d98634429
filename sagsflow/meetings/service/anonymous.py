"""A case without consent on the agenda: by a number local to the meeting, and a question that points to nobody."""

from datetime import datetime

from sqlalchemy.orm import Session

from sagsflow.access import ledger
from sagsflow.access.actor import Actor
from sagsflow.cases import policy as case_policy
from sagsflow.cases.service.loading import lock
from sagsflow.core.errors import Invalid, NotFound
from sagsflow.meetings.models import AgendaItem, MeetingKind
from sagsflow.meetings.service import agenda
from sagsflow.meetings.service.agenda import Matter
from sagsflow.meetings.service.loading import lock_meeting
from sagsflow.meetings.service.telling import tell_case
from sagsflow.meetings.service.wording import check_anonymous


def put_on_anonymously(
    db: Session, meeting_id: int, ref: str, matter: Matter, *, actor: Actor, at: datetime
) -> AgendaItem:
    """The case takes no step and nobody is told who it is. Raises NotFound for a case that the actor cannot see, Invalid for one
    that is closed or stands on an agenda, and for a question that is missing or points to the resident."""
    meeting = lock_meeting(db, meeting_id, actor=actor)
    agenda.check_may_put_on(meeting, "ref", actor=actor, at=at)
    case = lock(db, ref)
    view = ledger.view_of_units(db, actor.unit_ids, case.id, at)
    if not case_policy.may_see(actor, case, view):
        raise NotFound("case", ref=ref)
    if meeting.kind is MeetingKind.CASE:
        raise Invalid(fields={"ref": "everybody-has-a-ground"})
    if not matter.anonymous_question.strip():
        raise Invalid(fields={"anonymous_question": "required"})
    if not case.is_open or agenda.stands_on_an_agenda(db, case):
        raise Invalid(fields={"ref": "stands-on-an-agenda" if case.is_open else "closed"})
    check_anonymous(db, case, matter.anonymous_question, actor=actor, at=at)
    item = agenda.add(db, meeting, matter, at=at, case=case, question=matter.question)
    item.anonymous = True
    db.flush()
    tell_case(db, case, item, "agenda-item-added", actor=actor, at=at, anonymous=True)
    return item
