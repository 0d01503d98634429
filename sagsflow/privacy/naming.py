"""Names for the rows that others point to: in an answer they stand as words, never as numbers of ours."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy.orm import Session

from sagsflow.accounts.models import Membership, User
from sagsflow.cases.models import Case
from sagsflow.core.clock import COPENHAGEN
from sagsflow.meetings.models import Meeting
from sagsflow.organisations.models import Area, Plan, SubAgreement, Unit

Name = str | dict[str, str]


def named(db: Session, table: str, key: Any) -> Name:
    """The name of a row of `table`; each is fetched once in a session."""
    return _NAMES[table](db, key)


def unit(db: Session, key: int) -> str:
    row = db.get_one(Unit, key)
    return f"{row.name}, {row.organisation.name}"


def seat(db: Session, membership_id: int | None) -> Membership | None:
    return db.get(Membership, membership_id) if membership_id is not None else None


def _sub_agreement(db: Session, key: int) -> Name:
    row = db.get_one(SubAgreement, key)
    return {"da": row.name_da, "en": row.name_en}


def _case(db: Session, key: int) -> Name:
    """A case that has been erased since has no number any more."""
    row = db.get(Case, key)
    return row.ref if row else "–"


def _meeting(db: Session, key: int) -> Name:
    row = db.get_one(Meeting, key)
    return f"{row.starts_at.astimezone(COPENHAGEN):%d.%m.%Y %H.%M}, {row.place}"


def _user(db: Session, key: int) -> Name:
    return db.get_one(User, key).name


_NAMES: Mapping[str, Callable[[Session, Any], Name]] = {
    "unit": unit,
    "user": _user,
    "area": lambda db, key: db.get_one(Area, key).name,
    "plan": lambda db, key: db.get_one(Plan, key).name,
    "sub_agreement": _sub_agreement,
    "case": _case,
    "meeting": _meeting,
    "note": lambda _db, key: f"#{key}",
}
