"""The columns of a table on a page, and the cells of a row under them: templates have a way to say it, this is quicker."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from flask import Flask

TEXT = "text"
Cell = object


class Head(NamedTuple):
    """`kind` says how the cells below it stand: text, number, date or action."""

    label: str
    kind: str


def heads(columns: Sequence[Mapping[str, str] | str]) -> Sequence[Head]:
    """A column is a plain label, or a label with a kind."""
    return [
        Head(str(one["label"]), one.get("kind", TEXT)) if isinstance(one, Mapping) else Head(str(one), TEXT)
        for one in columns
    ]


def under(row: Sequence[Cell], headed: Sequence[Head]) -> Iterator[tuple[Head, Cell]]:
    """Each cell after the first, which is the row's heading. Raises ValueError for a row that is longer than the table."""
    if len(row) > len(headed):
        raise ValueError(f"{len(row)} cells under {len(headed)} columns")
    return zip(headed[1:], row[1:], strict=False)


def init_app(app: Flask) -> None:
    app.jinja_env.filters.update(heads=heads, under=under)
