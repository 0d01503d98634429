"""Writes down what an adult lets the others of her household read, and that she has taken it back."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.access.topics import Topic
from sagsflow.cases.policy import may_write
from sagsflow.cases.service.events import record_on_case
from sagsflow.cases.service.loading import lock_for, lock_open_for
from sagsflow.consents.models import ConsentForm
from sagsflow.consents.terms import codes_of
from sagsflow.core.calendar import copenhagen_date
from sagsflow.core.errors import Invalid
from sagsflow.eventlog.service import Entry
from sagsflow.handouts.models import HouseholdPart
from sagsflow.handouts.queries import is_of_adults, standing_part
from sagsflow.residents.models import Resident


@dataclass(frozen=True, slots=True)
class Yes:
    """What she has said yes to, how and when."""

    topics: Collection[Topic]
    form: ConsentForm
    given_on: date


def agree(db: Session, ref: str, yes: Yes, *, actor: Actor, at: datetime) -> HouseholdPart:
    """Takes the place of what she said before. Raises Invalid for a resident who is not an adult of a household."""
    case, _view = lock_open_for(db, ref, actor=actor, at=at, rule=may_write)
    if not is_of_adults(db.get_one(Resident, case.resident_id)):
        raise Invalid("no-household")
    wrong = {} if yes.topics else {"topics": "required"}
    if yes.given_on > copenhagen_date(at):
        wrong["given_on"] = "in-the-future"
    if wrong:
        raise Invalid(fields=wrong)
    _end(db, case.id, actor=actor, at=at)
    part = HouseholdPart(
        case_id=case.id,
        topics=codes_of(yes.topics),
        form=yes.form,
        given_on=yes.given_on,
        given_at=at,
        recorded_by=actor.user_id,
    )
    db.add(part)
    db.flush()
    topics = [topic.value for topic in sorted(yes.topics)]
    record_on_case(db, case, [Entry("household-part-agreed", data={"topics": topics})], actor=actor, at=at)
    return part


def take_back(db: Session, ref: str, *, actor: Actor, at: datetime) -> None:
    """At once, and no reason is asked; a second time is no harm."""
    case, _view = lock_for(db, ref, actor=actor, at=at, rule=may_write)
    if _end(db, case.id, actor=actor, at=at):
        record_on_case(db, case, [Entry("household-part-ended")], actor=actor, at=at)


def _end(db: Session, case_id: int, *, actor: Actor, at: datetime) -> bool:
    part = standing_part(db, case_id)
    if part is None:
        return False
    part.ended_at, part.ended_by = at, actor.user_id
    db.flush()
    return True
