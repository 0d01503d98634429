"""The answers of a case's steps: kept with the step, and the newest asked for again."""

import json
from collections.abc import Mapping
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access.topics import Topic
from sagsflow.cases.models import Answer, Case
from sagsflow.core.base import Base
from sagsflow.engine.model import Definition

# On the table and the connection themselves: nobody keeps answers in a session, and every step pays for what is done here.
_ANSWERS = Base.metadata.tables[Answer.__tablename__]
_KEEP = sa.insert(_ANSWERS)
_LATEST = (
    sa.select(_ANSWERS.c.field, _ANSWERS.c.value)
    .where(
        _ANSWERS.c.case_id == sa.bindparam("case_id"),
        _ANSWERS.c.field.in_(sa.bindparam("fields", expanding=True)),
        _ANSWERS.c.taken_back_at.is_(None),
    )
    .order_by(_ANSWERS.c.step)
)


def keep(db: Session, case: Case, definition: Definition, given: Mapping[str, object], *, step: int) -> None:
    """Answers belong to the step in which they were given; a later round never overwrites them."""
    rows = [
        {
            "case_id": case.id,
            "step": step,
            "field": name,
            "topic": Topic(definition.fields[name].topic),
            "value": stored(value),
        }
        for name, value in given.items()
        if value is not None and value != ""
    ]
    if rows:
        db.connection().execute(_KEEP, rows)


def latest(db: Session, case: Case, fields: frozenset[str]) -> Mapping[str, object]:
    """The newest stored answer to each of these fields, over all rounds."""
    if not fields:
        return {}
    asked = {"case_id": case.id, "fields": sorted(fields)}
    return {row.field: row.value for row in db.connection().execute(_LATEST, asked)}


def stored(value: object) -> str:
    """An answer as text: dates in ISO form, ids as numbers, several ids as a JSON list, yes and no as true and false."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return value
    if isinstance(value, set | frozenset | tuple | list):
        return json.dumps(sorted(value))
    return json.dumps(value)
