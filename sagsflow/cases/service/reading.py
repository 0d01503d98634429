"""Keeps the reading list of a case in step with its grants and its due date."""

from datetime import datetime

from sqlalchemy.orm import Session

from sagsflow.access import listing
from sagsflow.cases.models import Case


def refresh(db: Session, case: Case, *, at: datetime) -> None:
    listing.refresh_reading_list(
        db, case_id=case.id, domain=case.domain.value, is_open=case.is_open, due_on=case.due_on, at=at
    )
