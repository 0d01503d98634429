"""What of a case stands behind the second wall (docs/adr/0012): what people have written, by the rules of `cases.policy`."""

from typing import Any

import sqlalchemy as sa

from sagsflow.access.models import AccessGrant
from sagsflow.access.wall import Wall, is_among, is_granted


def shareable(table: str) -> Wall:
    """As `policy.may_read_note`: of one's own unit, or shared and opened by a grant that covers topic and sensitivity."""
    sensitive, shared = _column(table, "sensitive", sa.Boolean()), _column(table, "shared", sa.Boolean())
    covered = is_granted(
        _column(table, "case_id", sa.BigInteger()),
        "note_units",
        _covers_topic(table),
        sa.or_(AccessGrant.sensitive, sa.not_(sensitive)),
    )
    own = is_among(_column(table, "author_unit_id", sa.Integer()), "note_units")
    return Wall(table, sa.or_(own, sa.and_(shared, covered)))


def of_a_topic(table: str) -> Wall:
    """As `policy.may_read_topic`."""
    case_id = _column(table, "case_id", sa.BigInteger())
    return Wall(table, is_granted(case_id, "case_units", _covers_topic(table)))


def _covers_topic(table: str) -> sa.ColumnElement[bool]:
    topic = _column(table, "topic", AccessGrant.topic.type)
    return sa.or_(AccessGrant.topic.is_(None), AccessGrant.topic == topic)


def _column(table: str, name: str, kind: sa.types.TypeEngine[Any]) -> sa.ColumnElement[Any]:
    """Of the row that the policy is asked about: written out, so that it is not taken for a table to be joined."""
    return sa.literal_column(f'"{table}".{name}', kind)


WALLS = (shareable("note"), of_a_topic("goal"), of_a_topic("answer"))
