"""A second wall on PostgreSQL: a page that forgets to ask the ledger is given nothing of what was written (docs/adr/0012).

Row-level security with the ledger's own conditions. Pages read as `ROLE`, which sees only what they let through; what writes, the
worker and migrations read as the owner of the tables, on whom it does not bear.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Session

from sagsflow.access import ledger
from sagsflow.access.actor import Actor
from sagsflow.access.models import AccessGrant
from sagsflow.access.permissions import Permission as P

ROLE, POLICY = "sagsflow_page", "second_wall"
CASES, NOTES = (P.CASE_READ, P.VOLUNTEER_READ), (P.NOTE_READ, P.VOLUNTEER_READ)


@dataclass(frozen=True, slots=True)
class Wall:
    """A table, and which of its rows a page may read."""

    table: str
    opens: sa.ColumnElement[bool]

    @property
    def sql(self) -> str:
        dialect = postgresql.dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy leaves it untyped
        return str(self.opens.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))

    @property
    def mark(self) -> str:
        """Kept as the policy's comment: whether it is the one of this version."""
        return sha256(self.sql.encode()).hexdigest()


def _said(name: str, kind: sa.types.TypeEngine[Any]) -> sa.ColumnElement[Any]:
    """What the page has said of itself; NULL, which opens nothing, when it has said nothing."""
    return sa.cast(sa.func.nullif(sa.func.current_setting(f"sagsflow.{name}", sa.true()), ""), kind)


def is_among(unit_id: sa.ColumnElement[int], units: str) -> sa.ColumnElement[bool]:
    return unit_id == sa.any_(_said(units, sa.ARRAY(sa.Integer())))


def is_granted(
    case_id: sa.ColumnElement[int], units: str, *which: sa.ColumnElement[bool]
) -> sa.ColumnElement[bool]:
    """The ledger's question, with the reader and the moment as the page has said them."""
    return (
        sa.select(AccessGrant.id)
        .where(
            AccessGrant.case_id == case_id,
            is_among(sa.type_coerce(AccessGrant.unit_id, sa.Integer()), units),
            ledger.to_person(_said("user_id", sa.BigInteger())),
            ledger.live(_said("at", sa.DateTime(timezone=True))),
            *which,
        )
        .exists()
    )


def raise_walls(connection: sa.Connection, walls: Iterable[Wall]) -> None:
    """Safe to run again; after each migration, for new tables are new to the role as well."""
    quoted = '"{}"'.format
    connection.exec_driver_sql(
        f"DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{ROLE}') THEN CREATE ROLE {ROLE} NOLOGIN; END IF; "
        "EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"
    )
    connection.exec_driver_sql(
        f"DO $$ BEGIN IF NOT pg_has_role(current_user, '{ROLE}', 'MEMBER') THEN "
        f"EXECUTE 'GRANT {ROLE} TO ' || quote_ident(current_user); END IF; END $$"
    )
    schema = quoted(connection.scalar(sa.func.current_schema()))
    connection.exec_driver_sql(f"GRANT USAGE ON SCHEMA {schema} TO {ROLE}")
    connection.exec_driver_sql(f"GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO {ROLE}")
    for wall in walls:
        table = quoted(wall.table)
        connection.exec_driver_sql(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        connection.exec_driver_sql(f"DROP POLICY IF EXISTS {POLICY} ON {table}")
        connection.exec_driver_sql(
            f"CREATE POLICY {POLICY} ON {table} FOR SELECT TO {ROLE} USING ({wall.sql})"
        )
        connection.exec_driver_sql(f"COMMENT ON POLICY {POLICY} ON {table} IS '{wall.mark}'")


_STANDING = sa.text(
    "SELECT c.relname, obj_description(p.oid, 'pg_policy') AS mark FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid "
    "WHERE p.polname = :policy AND c.relrowsecurity AND pg_table_is_visible(c.oid)"
)


def stand(connection: sa.Connection, walls: Sequence[Wall]) -> bool:
    """Whether every wall stands, as this version would build it."""
    found = {row.relname: row.mark for row in connection.execute(_STANDING, {"policy": POLICY})}
    return found == {wall.table: wall.mark for wall in walls}


_STEP_BEHIND = sa.text(
    "SELECT set_config('role', :role, true), set_config('sagsflow.case_units', :cases, true), "
    "set_config('sagsflow.note_units', :notes, true), set_config('sagsflow.user_id', :user, true), "
    "set_config('sagsflow.at', :at, true)"
)


def step_behind(db: Session, actor: Actor | None, at: datetime) -> None:
    """From here on the session reads as this person, in each of its transactions; as nobody without one.

    All of it ends with the transaction, so that nothing is left on a pooled connection.
    """
    asked = {
        "role": ROLE,
        "cases": _units(actor, CASES),
        "notes": _units(actor, NOTES),
        "user": str(actor.user_id) if actor else "",
        "at": at.isoformat(),
    }

    def say(_session: Session, _transaction: object, connection: sa.Connection) -> None:
        connection.execute(_STEP_BEHIND, asked)

    event.listen(db, "after_begin", say)
    if db.in_transaction():
        db.execute(_STEP_BEHIND, asked)


def _units(actor: Actor | None, permissions: Sequence[P]) -> str:
    held = frozenset[int]().union(*(actor.units(one) for one in permissions)) if actor else ()
    return "{" + ",".join(map(str, sorted(held))) + "}"
