"""What the features above lend the consent register, and who is told inside the transaction when a consent is withdrawn."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.eventlog.service import Entry


@dataclass(frozen=True, slots=True)
class ConsentCase:
    """A case as far as its consents need it."""

    id: int
    ref: str
    resident_id: int
    owner_unit_id: int
    owner_id: int | None
    is_open: bool


@dataclass(frozen=True, slots=True)
class ConsentWithdrawn:
    """Announced in the transaction of the withdrawal, when its grants have ended already."""

    consent_id: int
    case_id: int
    unit_id: int
    actor: Actor
    at: datetime


FindCase = Callable[[Session, str, Actor, datetime], ConsentCase]
Record = Callable[[Session, int, Sequence[Entry], Actor | None, datetime], None]
Withdrawn = Callable[[Session, ConsentWithdrawn], int]


@dataclass(slots=True)
class Hooks:
    """Filled by the features above (`cases.consenting`, `referrals.effects`).

    `find_case` and `lock_case` take a case number, raise NotFound to strangers and Forbidden to those who may not keep the
    register; `lock_case` holds the case until the transaction ends. `record` numbers events of a case, appends them to
    the log and brings the reading list in step with the grants. A listener of `withdrawn` answers how many things it
    gave back to the case owner.
    """

    find_case: FindCase | None = None
    lock_case: FindCase | None = None
    record: Record | None = None
    case_endpoint: str = ""
    withdrawn: dict[str, Withdrawn] = field(default_factory=dict)

    def announce(self, db: Session, event: ConsentWithdrawn) -> int:
        return sum(listener(db, event) for listener in self.withdrawn.values())


HOOKS = Hooks()
