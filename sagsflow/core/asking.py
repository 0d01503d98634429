"""Several small questions to the database in one statement, for what is asked at every step of a case."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple, Self

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.core.base import UTCDateTime

_TYPES: Mapping[str, sa.types.TypeEngine[Any]] = {
    "number": sa.BigInteger(),
    "flag": sa.Boolean(create_constraint=False),
    "word": sa.Text(),
    "moment": UTCDateTime(),
}


class Row(NamedTuple):
    """One row of an answer; what its question did not ask for is None."""

    number: Any
    flag: bool | None
    word: Any
    moment: datetime | None


def question(**columns: sa.ColumnElement[Any] | sa.orm.InstrumentedAttribute[Any]) -> sa.Select[Any]:
    """A select that can stand beside others: of `number`, `flag`, `word` and `moment` it names those that it asks for."""
    unknown = columns.keys() - _TYPES.keys()
    if unknown:
        raise TypeError(f"a question has no column {', '.join(sorted(unknown))}")
    return sa.select(*(_column(columns.get(name), kind).label(name) for name, kind in _TYPES.items()))


def _column(asked: Any, kind: sa.types.TypeEngine[Any]) -> sa.ColumnElement[Any]:
    """Every question must have the same types, and a code comes as the word that stands in the table."""
    return sa.cast(sa.null(), kind) if asked is None else sa.type_coerce(asked, kind)


class Questions:
    """Questions that are asked together. Build it once: building costs more than the answer."""

    def __init__(self, questions: Sequence[sa.Select[Any]]) -> None:
        self._many = len(questions)
        numbered = [
            one.add_columns(sa.literal_column(str(n)).label("asked")) for n, one in enumerate(questions)
        ]
        self._statement = sa.union_all(*numbered)

    @classmethod
    def of(cls, groups: Iterable[Sequence[sa.Select[Any]]]) -> Self:
        return cls([one for group in groups for one in group])

    def ask(self, db: Session, values: Mapping[str, object]) -> list[list[Row]]:
        """The answers, in the order of the questions."""
        answers: list[list[Row]] = [[] for _ in range(self._many)]
        for number, flag, word, moment, asked in db.execute(self._statement, values):
            answers[asked].append(Row(number, flag, word, moment))
        return answers
