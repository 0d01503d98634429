"""Writes many rows of one table at once: as fast as each database can, with the same types as everywhere else."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.core.base import Base

Row = Mapping[str, Any]
Process = Callable[[Any], Any]


def insert_many(db: Session, model: type[Base], rows: Sequence[Row]) -> None:
    """Inserts rows that name every column; nothing is filled in by default. No rows are returned."""
    if not rows:
        return
    connection = db.connection()
    table = sa.inspect(model).local_table
    assert isinstance(table, sa.Table)
    names = [column.name for column in table.columns]
    values = _values(table, rows, connection.dialect)
    quote = connection.dialect.identifier_preparer.quote
    into = f"{quote(table.name)} ({', '.join(quote(name) for name in names)})"
    if connection.dialect.name == "postgresql":
        driver: Any = connection.connection.driver_connection
        with driver.cursor() as cursor, cursor.copy(f"COPY {into} FROM STDIN") as copy:
            for row in values:
                copy.write_row(row)
    else:
        marks = ", ".join("?" * len(names))
        connection.exec_driver_sql(f"INSERT INTO {into} VALUES ({marks})", list(values))  # noqa: S608 - names of our own table


def _values(table: sa.Table, rows: Sequence[Row], dialect: sa.Dialect) -> Iterator[tuple[Any, ...]]:
    names = [column.name for column in table.columns]
    processes = [_processor(column, dialect) for column in table.columns]
    for row in rows:
        yield tuple(
            [
                value if process is None or value is None else process(value)
                for value, process in zip(map(row.__getitem__, names), processes, strict=True)
            ]
        )


def _processor(column: sa.Column[Any], dialect: sa.Dialect) -> Process | None:
    """What the column's type does to a value on its way in; an absent value is left alone."""
    found: Process | None = column.type.dialect_impl(dialect).bind_processor(dialect)
    return found
