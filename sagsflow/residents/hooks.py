"""Who above the residents is told, inside the transaction, when what is written about one of them is corrected."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.residents.models import Resident

BirthDateCorrected = Callable[[Session, Resident, Actor, datetime], None]


@dataclass(slots=True)
class Hooks:
    """Registering the same name again replaces it, so that several applications may live in one process."""

    birth_date_corrected: dict[str, BirthDateCorrected] = field(default_factory=dict)


HOOKS = Hooks()
