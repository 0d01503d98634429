"""What is taken away when a file that was read in is undone: what an erasure takes, and with its marks for restored backups."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.cases.models import Case
from sagsflow.imports.hooks import Hooks
from sagsflow.imports.models import ImportedResident
from sagsflow.privacy.holdings import OF_A_RESIDENT
from sagsflow.privacy.service import erasing
from sagsflow.residents.models import Resident, ResidentToken

OF_READING_IN = {Resident, ResidentToken, ImportedResident}


def register(hooks: Hooks) -> None:
    hooks.take_away_cases = _take_away_cases
    hooks.take_away_residents = _take_away_residents
    hooks.with_more = with_more


def with_more(db: Session, resident_ids: Sequence[int]) -> frozenset[int]:
    """Those of whom anything stands that reading in did not write: a mark, a restriction, a request."""
    others = (one for one in OF_A_RESIDENT if one.model not in OF_READING_IN and one.parent is None)
    return frozenset(
        found for one in others for found in db.scalars(sa.select(one.link).where(one.within(resident_ids)))
    )


def _take_away_cases(db: Session, cases: Sequence[Case], at: datetime) -> None:
    erasing.take_away_cases(db, cases, at=at)


def _take_away_residents(db: Session, residents: Sequence[Resident], at: datetime) -> None:
    erasing.take_away_residents(db, residents, at=at)
