"""How what was read in is taken away again; filled by `sagsflow.features`, since what hangs on a case is known further up."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from sagsflow.cases.models import Case
from sagsflow.residents.models import Resident


@dataclass(slots=True)
class Hooks:
    """`with_more`: those of some residents about whom anything stands beside the row itself."""

    take_away_cases: Callable[[Session, Sequence[Case], datetime], None] | None = None
    take_away_residents: Callable[[Session, Sequence[Resident], datetime], None] | None = None
    with_more: Callable[[Session, Sequence[int]], frozenset[int]] | None = None


HOOKS = Hooks()
