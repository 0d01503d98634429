"""What stands in the question for those without consent is looked at before it is kept."""

from datetime import datetime

from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.cases.models import Case
from sagsflow.core.errors import Invalid
from sagsflow.residents.identity import Eyes
from sagsflow.residents.models import Resident
from sagsflow.residents.pointing import points_to


def points_to_the_resident(db: Session, case: Case, text: str, *, actor: Actor, at: datetime) -> bool:
    """Where the writer may not see who she is, only personal numbers are found: a refusal must be no way to guess it."""
    resident = db.get_one(Resident, case.resident_id)
    known = None if Eyes(db, actor, at).hides(resident) else resident
    return bool(points_to(known, text))


def check_anonymous(db: Session, case: Case, text: str, *, actor: Actor, at: datetime) -> None:
    """Raises Invalid when it points to the resident."""
    if points_to_the_resident(db, case, text, actor=actor, at=at):
        raise Invalid(fields={"anonymous_question": "points-to-the-resident"})
