"""What stands in the question for those without consent is looked at before it is kept."""

from datetime import datetime

from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.cases.models import Case
from sagsflow.core.errors import Invalid
from sagsflow.residents.identity import Eyes
from sagsflow.residents.models import Resident
from sagsflow.residents.pointing import points_to


def check_anonymous(db: Session, case: Case, text: str, *, actor: Actor, at: datetime) -> None:
    """Raises Invalid when it points to the resident. Where the writer may not see who she is, only personal numbers are found:
    the refusal must be no way to guess it."""
    resident = db.get_one(Resident, case.resident_id)
    known = None if Eyes(db, actor, at).hides(resident) else resident
    if points_to(known, text):
        raise Invalid(fields={"anonymous_question": "points-to-the-resident"})
