"""The cases of somebody who leaves: a new owner and key worker, with a note that stands in the record of each."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Session

from sagsflow.accounts.hooks import HOOKS, Belonging, HandOver, Where
from sagsflow.cases.models import Case
from sagsflow.cases.service.events import record_on_case
from sagsflow.cases.service.people import can_own, give_case
from sagsflow.eventlog.service import Entry

Column = InstrumentedAttribute[int | None]


def register() -> None:
    HOOKS.belongings["case"] = Belonging(_count_owned, _owners, _hand_over_owned)
    HOOKS.belongings["key_worker"] = Belonging(_count_keyed, _key_workers, _hand_over_keyed)


def _count_owned(db: Session, user_id: int, where: Where, _at: datetime) -> int:
    return _count(db, Case.owner_id, user_id, where)


def _count_keyed(db: Session, user_id: int, where: Where, _at: datetime) -> int:
    return _count(db, Case.key_worker_id, user_id, where)


def _owners(_at: datetime) -> sa.Select[Any]:
    return sa.select(Case.owner_id).where(Case.is_open, Case.owner_id.is_not(None))


def _key_workers(_at: datetime) -> sa.Select[Any]:
    return sa.select(Case.key_worker_id).where(Case.is_open, Case.key_worker_id.is_not(None))


def _hand_over_owned(db: Session, given: HandOver) -> None:
    """To nobody where the colleague may not own it: then it waits for the whole unit."""
    for case in _locked(db, Case.owner_id, given):
        fit = given.to_id is not None and can_own(db, given.to_id, case, given.at)
        give_case(db, case, given.to_id if fit else None, given.note, actor=given.actor, at=given.at)


def _hand_over_keyed(db: Session, given: HandOver) -> None:
    for case in _locked(db, Case.key_worker_id, given):
        case.key_worker_id = given.to_id
        data = {"user": given.to_id, "before": given.from_id}
        record_on_case(db, case, [Entry("key-worker-set", data=data)], actor=given.actor, at=given.at)


def _count(db: Session, column: Column, user_id: int, where: Where) -> int:
    return db.scalars(_open(column, user_id, where).with_only_columns(sa.func.count())).one()


def _locked(db: Session, column: Column, given: HandOver) -> Sequence[Case]:
    """In one order for all, so that two who hand over at once do not wait for one another."""
    found = _open(column, given.from_id, given.where).order_by(Case.id).with_for_update(of=Case)
    return db.scalars(found.execution_options(populate_existing=True)).unique().all()


def _open(column: Column, user_id: int, where: Where) -> sa.Select[Any]:
    return sa.select(Case).where(column == user_id, Case.is_open, where.covers(Case.owner_unit_id))
