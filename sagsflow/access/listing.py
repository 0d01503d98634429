"""Keeps the reading list: one row per reader and case, so that lists need not search the ledger."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access.ledger import NO_DUE_DATE
from sagsflow.access.models import WHOLE_UNIT, AccessGrant, ReadingList
from sagsflow.core.base import AT, Base

# On the tables and the connection themselves: nobody keeps these rows in a session, and every act on a case passes here.
_GRANTS, _LIST = (Base.metadata.tables[model.__tablename__] for model in (AccessGrant, ReadingList))
_LASTING = sa.select(_GRANTS.c.unit_id, _GRANTS.c.user_id, _GRANTS.c.valid_to).where(
    _GRANTS.c.case_id == sa.bindparam("of_case"),
    sa.or_(_GRANTS.c.valid_to.is_(None), _GRANTS.c.valid_to > AT),
)
_LISTED = sa.select(_LIST).where(_LIST.c.case_id == sa.bindparam("of_case"))
_THIS = (
    _LIST.c.unit_id == sa.bindparam("of_unit"),
    _LIST.c.case_id == sa.bindparam("of_case"),
    _LIST.c.user_id == sa.bindparam("of_user"),
)
_ADD, _CHANGE, _REMOVE = sa.insert(_LIST), sa.update(_LIST).where(*_THIS), sa.delete(_LIST).where(*_THIS)
Reader = tuple[int, int]


def refresh_reading_list(
    db: Session, *, case_id: int, domain: str, is_open: bool, due_on: date | None, at: datetime
) -> None:
    """Makes the case's rows of the reading list agree with the ledger and the case."""
    db.flush()
    write = db.connection()
    listed = {(row.unit_id, row.user_id): row for row in write.execute(_LISTED, {"of_case": case_id})}
    shown = {"domain": domain, "is_open": is_open, "due_on": due_on or NO_DUE_DATE}
    wanted = {reader: {**shown, "valid_to": until} for reader, until in _lasting(db, case_id, at).items()}
    added, changed = [], []
    for reader, values in wanted.items():
        row = listed.get(reader)
        if row is None:
            added.append({"unit_id": reader[0], "case_id": case_id, "user_id": reader[1], **values})
        elif any(getattr(row, name) != value for name, value in values.items()):
            changed.append({**_key(reader, case_id), **values})
    removed = [_key(reader, case_id) for reader in listed.keys() - wanted.keys()]
    for statement, rows in ((_REMOVE, removed), (_CHANGE, changed), (_ADD, added)):
        if rows:
            write.execute(statement, rows)


def _key(reader: Reader, case_id: int) -> dict[str, int]:
    return {"of_unit": reader[0], "of_case": case_id, "of_user": reader[1]}


def _lasting(db: Session, case_id: int, at: datetime) -> dict[Reader, datetime | None]:
    """Who may read the case from now on, and the latest end of it; None is no end at all."""
    found: dict[Reader, datetime | None] = {}
    for unit_id, user_id, valid_to in db.connection().execute(_LASTING, {"of_case": case_id, "at": at}):
        reader = (unit_id, user_id or WHOLE_UNIT)
        found[reader] = valid_to if reader not in found else _later(found[reader], valid_to)
    return found


def _later(one: datetime | None, other: datetime | None) -> datetime | None:
    return None if one is None or other is None else max(one, other)
