"""Numbers by which the log names what may be taken away (a case, a resident, a comment): none is given twice."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.eventlog.models import RetiredId


def retire(db: Session, model: type[Any], last: int) -> None:
    """The highest number of rows that are being taken away."""
    row = db.get(RetiredId, model.__tablename__)
    if row is None:
        db.add(RetiredId(kind=model.__tablename__, last=last))
    else:
        row.last = max(row.last, last)
    db.flush()


def fresh(db: Session, model: type[Any]) -> int | None:
    """None where the database counts on by itself. SQLite gives the number of a last row that is gone again."""
    if db.get_bind().dialect.name != "sqlite":
        return None
    highest = sa.select(sa.func.coalesce(sa.func.max(model.id), 0)).scalar_subquery()
    last = sa.select(RetiredId.last).where(RetiredId.kind == model.__tablename__).scalar_subquery()
    return int(db.scalars(sa.select(sa.func.max(highest, sa.func.coalesce(last, 0)) + 1)).one())
