"""Whom the reader of a case may know by name: the unit that owns it everybody, a receiver itself, that unit and who shared."""

from collections.abc import Collection, Iterable, Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.accounts import queries as accounts
from sagsflow.accounts.models import Membership
from sagsflow.cases.models import Note
from sagsflow.cases.queries.one import Seen
from sagsflow.organisations import queries as organisations


def unit_names(db: Session, seen: Seen, notes: Iterable[Note], other: str) -> Mapping[int, str]:
    """Every unit by id; one that this reader must not learn of is `other`. `notes` are those that she may read."""
    names = {unit.id: unit.name for unit in organisations.named_units(db)}
    if seen.view.owning_unit_ids:
        return names
    told = _told(seen, notes)
    return {unit_id: name if unit_id in told else other for unit_id, name in names.items()}


def people_names(
    db: Session, seen: Seen, ids: Iterable[int | None], notes: Collection[Note], other: str
) -> Mapping[int, str]:
    """The same of people: a receiver knows those of the told units, the authors of what is shared with her, the case
    owner and the key worker, whom the resident's plan names for all."""
    wanted = {person for person in ids if person is not None}
    names = accounts.user_names(db, wanted)
    if seen.view.owning_unit_ids:
        return names
    known = {note.author_id for note in notes} | {seen.case.owner_id, seen.case.key_worker_id}
    seated = sa.select(Membership.user_id).where(
        Membership.user_id.in_(sorted(wanted)), Membership.unit_id.in_(sorted(_told(seen, notes)))
    )
    known |= set(db.scalars(seated))
    return {user_id: name if user_id in known else other for user_id, name in names.items()}


def _told(seen: Seen, notes: Iterable[Note]) -> frozenset[int]:
    return seen.unit_ids | {seen.case.owner_unit_id} | {note.author_unit_id for note in notes}
