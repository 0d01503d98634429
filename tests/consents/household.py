"""Residents of an age, and what their consents come to, for the tests of the register."""

from collections.abc import Collection
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access import ledger
from sagsflow.access.topics import Topic
from sagsflow.cases.models import Case
from sagsflow.consents import service, terms
from sagsflow.consents.models import Consent, ConsentEvent, GiverKind
from sagsflow.consents.service import NewConsent
from sagsflow.core.calendar import copenhagen_date
from sagsflow.residents.models import Resident
from sagsflow.tasks.models import Task, TaskStatus
from tests.cast import SCHOOL, Cast, person


def case_of(cast: Cast, db: Session, born_on: date | None, number: int = 1) -> Case:
    """A case of a resident who was born on that day."""
    case = cast.clarifying(db, number=number)
    db.get_one(Resident, case.resident_id).born_on = born_on
    db.flush()
    return case


def agreed(cast: Cast, db: Session, case: Case, **changed: object) -> Consent:
    """A consent of both custody holders to the school, unless something else is said."""
    plain: dict[str, object] = {
        "receiving_unit_id": SCHOOL,
        "topics": frozenset({Topic.SCHOOL}),
        "purpose": "Et fælles billede",
        "given_on": copenhagen_date(cast.at),
        "giver_kind": GiverKind.CUSTODY_HOLDER,
        "giver_name": "Trine Prøve",
        "second_giver": "Bo Prøve",
    }
    new = NewConsent(**(plain | changed))  # type: ignore[arg-type]  # mixed on purpose
    return service.give(db, case.ref, new, actor=person("karen"), at=cast.at)


def seen_by(cast: Cast, db: Session, case: Case, unit_id: int = SCHOOL) -> Collection[Topic | None]:
    """The topics that are open to a unit now."""
    view = ledger.view_of_units(db, [unit_id], case.id, cast.at)
    return {grant.topic for grant in view.grants}


def open_tasks(db: Session, case: Case) -> list[str]:
    waiting = sa.select(Task.kind).where(Task.case_id == case.id, Task.status == TaskStatus.OPEN)
    return sorted(db.scalars(waiting))


def is_what_was_said(db: Session, consent: Consent) -> bool:
    """The row is what its events come to."""
    events = db.scalars(
        sa.select(ConsentEvent).where(ConsentEvent.consent_id == consent.id).order_by(ConsentEvent.number)
    ).all()
    assert [event.number for event in events] == list(range(1, consent.version + 1))
    return terms.standing_after(events) == terms.of(consent)
