"""Writes and reads the grant ledger; every way in which a unit, or one person of it, comes to see a case passes through here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.access.models import WHOLE_UNIT, AccessGrant, Ground, ReadingList
from sagsflow.access.permissions import Permission
from sagsflow.access.topics import Topic
from sagsflow.core.base import AT, Moment

NO_DUE_DATE = date(9999, 12, 31)


@dataclass(frozen=True, slots=True)
class View:
    """What a set of live grants opens of one case."""

    grants: tuple[AccessGrant, ...]

    @property
    def is_empty(self) -> bool:
        return not self.grants

    @property
    def unit_ids(self) -> frozenset[int]:
        return frozenset(grant.unit_id for grant in self.grants)

    @property
    def working_unit_ids(self) -> frozenset[int]:
        """The units that may do something on the case: an emergency lets one look, and no more."""
        return frozenset(grant.unit_id for grant in self.grants if grant.ground is not Ground.BREAK_GLASS)

    @property
    def owning_unit_ids(self) -> frozenset[int]:
        return frozenset(grant.unit_id for grant in self.grants if grant.ground is Ground.OWNERSHIP)

    def within(self, unit_ids: Iterable[int]) -> "View":
        """The part of the view that these units have."""
        wanted = frozenset(unit_ids)
        return View(tuple(grant for grant in self.grants if grant.unit_id in wanted))

    def covers(self, topic: Topic, *, sensitive: bool) -> bool:
        return any(
            (grant.topic is None or grant.topic is topic) and (grant.sensitive or not sensitive)
            for grant in self.grants
        )


def live(at: Moment | sa.ColumnElement[datetime]) -> sa.ColumnElement[bool]:
    """The grants that hold at this moment: the clock decides, not a nightly job."""
    return sa.and_(
        AccessGrant.valid_from <= at, sa.or_(AccessGrant.valid_to.is_(None), AccessGrant.valid_to > at)
    )


def to_whole_units() -> sa.ColumnElement[bool]:
    """The grants that everybody of the unit has: what a unit does, it does on these."""
    return AccessGrant.user_id.is_(None)


def to_person(user_id: int | sa.ColumnElement[int]) -> sa.ColumnElement[bool]:
    """Those, and the ones that name this person."""
    return sa.or_(AccessGrant.user_id.is_(None), AccessGrant.user_id == user_id)


_LIVE = sa.select(AccessGrant).where(AccessGrant.case_id == sa.bindparam("case_id"), live(AT))
_LIVE_OF_UNITS = _LIVE.where(
    AccessGrant.unit_id.in_(sa.bindparam("units", expanding=True)),
    to_person(sa.bindparam("user", type_=sa.BigInteger())),
)


def give(
    db: Session,
    *,
    case_id: int,
    unit_id: int,
    topics: Iterable[Topic | None],
    sensitive: bool,
    ground: Ground,
    ground_id: int | None,
    valid_from: datetime,
    valid_to: datetime | None = None,
    user_id: int | None = None,
) -> None:
    """Adds one grant per topic, to the unit or to one person of it.

    The caller refreshes the reading list when the transaction's grants are complete.
    """
    db.add_all(
        AccessGrant(
            case_id=case_id,
            unit_id=unit_id,
            user_id=user_id,
            topic=topic,
            sensitive=sensitive,
            ground=ground,
            ground_id=ground_id,
            valid_from=valid_from,
            valid_to=valid_to,
        )
        for topic in topics
    )


def end(db: Session, *, ground: Ground, ground_ids: Sequence[int], at: datetime) -> None:
    """Ends the live grants that stand on these grounds, now."""
    _end(db, AccessGrant.ground == ground, AccessGrant.ground_id.in_(ground_ids), at=at)


def end_sharing(db: Session, *, case_id: int, at: datetime) -> None:
    """Ends every live grant of a case but ownership, and an emergency, which has its own 24 hours."""
    staying = (Ground.OWNERSHIP, Ground.BREAK_GLASS)
    _end(db, AccessGrant.case_id == case_id, AccessGrant.ground.not_in(staying), at=at)


def _end(db: Session, *which: sa.ColumnElement[bool], at: datetime) -> None:
    db.flush()
    db.execute(
        sa.update(AccessGrant)
        .where(*which, sa.or_(AccessGrant.valid_to.is_(None), AccessGrant.valid_to > at))
        .values(valid_to=sa.case((AccessGrant.valid_from > at, AccessGrant.valid_from), else_=at))
        .execution_options(synchronize_session="fetch")
    )


def view_of(db: Session, actor: Actor, case_id: int, at: datetime, permission: Permission) -> View:
    """What this person may see of a case now, through her units or by name; empty when nothing."""
    units = actor.units(permission)
    return _view(db, units, actor.user_id, case_id, at) if units else View(())


def view_of_units(db: Session, unit_ids: Iterable[int], case_id: int, at: datetime) -> View:
    """What everybody of these units may see: nothing that was opened to one person only."""
    return _view(db, unit_ids, WHOLE_UNIT, case_id, at)


def _view(db: Session, unit_ids: Iterable[int], user_id: int, case_id: int, at: datetime) -> View:
    asked = {"case_id": case_id, "units": sorted(unit_ids), "user": user_id, "at": at}
    return View(tuple(db.scalars(_LIVE_OF_UNITS, asked)))


def live_grants(db: Session, case_id: int, at: datetime) -> Sequence[AccessGrant]:
    """Every live grant of a case, also to persons, for "who can see this?"."""
    return db.scalars(_LIVE, {"case_id": case_id, "at": at}).all()


def units_seeing(db: Session, case_id: int, at: datetime) -> frozenset[int]:
    """The units that can see something of a case, each as a whole."""
    return frozenset(grant.unit_id for grant in live_grants(db, case_id, at) if grant.user_id is None)


def readable_cases(actor: Actor, permission: Permission, at: datetime) -> sa.ColumnElement[bool]:
    """The SQL face: `ReadingList` rows of the actor's units, and her own, that hold now. Join or test against this, then ask
    the ledger."""
    return sa.and_(
        ReadingList.unit_id.in_(sorted(actor.units(permission))),
        ReadingList.user_id.in_((WHOLE_UNIT, actor.user_id)),
        sa.or_(ReadingList.valid_to.is_(None), ReadingList.valid_to > at),
    )
