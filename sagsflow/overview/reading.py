"""What is asked of the tables, and a count as it is read from them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sagsflow.engine.library import Library
from sagsflow.engine.model import Text
from sagsflow.overview.periods import Period
from sagsflow.overview.queries.cases import Group
from sagsflow.overview.tables import Place, Tables


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: of whom, when, and beside which other period."""

    group: Group
    period: Period
    periods: Sequence[Period]
    at: datetime
    library: Library
    compared: Period | None = None

    @property
    def place(self) -> Place:
        return self.group.place


@dataclass(frozen=True, slots=True)
class Bar:
    """A count, and the same in the compared period. None: hidden, or for `before` that nothing is compared."""

    code: str
    cases: int | None
    before: int | None = None
    name: Text | None = None


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the tables at one place and, where they have periods, in the period and the compared one."""

    asked: Question

    def bar(self, table: Tables, name: str, kind: str, code: str, label: Text | None = None) -> Bar:
        here, compared = self.asked.place, self.asked.compared
        now = table.shown(name, kind, here, self.asked.period.code)
        before = table.shown(name, kind, here, compared.code) if compared else None
        return Bar(code, now, before, label)

    def now(self, table: Tables, name: str, kind: str) -> int | None:
        return table.shown(name, kind, self.asked.place)
