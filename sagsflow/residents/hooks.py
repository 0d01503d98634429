"""Who above the residents is told, inside the transaction, when what is written about one of them is corrected or restricted."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.residents.models import Resident

Told = Callable[[Session, Resident, Actor, datetime], None]
ClosedTo = Callable[[Session, Resident], frozenset[str]]


@dataclass(slots=True)
class Hooks:
    """Registering the same name again replaces it, so that several applications may live in one process."""

    birth_date_corrected: dict[str, Told] = field(default_factory=dict)
    restricted: dict[str, Told] = field(default_factory=dict)
    released: dict[str, Told] = field(default_factory=dict)
    closed_to: dict[str, ClosedTo] = field(default_factory=dict)


HOOKS = Hooks()
