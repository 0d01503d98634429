"""What the features above lend the consent register, and who is told inside the transaction when a consent changes or ends."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.eventlog.service import Entry
from sagsflow.residents.models import Resident


@dataclass(frozen=True, slots=True)
class ConsentCase:
    """A case as far as its consents need it. `asks_own`: its pathway asks whether the unit that has the case may work on it;
    `is_restricted`: what is kept may only be stored, and nothing opens to others."""

    id: int
    ref: str
    resident_id: int
    owner_unit_id: int
    owner_id: int | None
    is_open: bool
    asks_own: bool = False
    is_restricted: bool = False


@dataclass(frozen=True, slots=True)
class NamedCase:
    """A case as a list of consents names it."""

    ref: str
    resident: Resident
    owner_id: int | None


@dataclass(frozen=True, slots=True)
class SharingChanged:
    """What a unit may know of a case has changed, and the grants of it have followed. `actor` None: the time was up."""

    case_id: int
    unit_id: int
    actor: Actor | None
    at: datetime


@dataclass(frozen=True, slots=True)
class HandedOver:
    """Something that a feature above has given to a unit: what it was (a kind for words), and when."""

    kind: str
    at: datetime


FindCase = Callable[[Session, str, Actor, datetime], ConsentCase]
LockNamed = Callable[[Session, str, Actor, datetime], tuple[ConsentCase, frozenset[int]]]
LockForSystem = Callable[[Session, int], ConsentCase]
Describe = Callable[[Session, Sequence[int]], Mapping[int, NamedCase]]
OwnedBy = Callable[[int], sa.Select[int]]
Record = Callable[[Session, int, Sequence[Entry], Actor | None, datetime], None]
Changed = Callable[[Session, SharingChanged], int]
Given = Callable[[Session, int, int], Sequence[HandedOver]]


FillPanel = Callable[[Session, Actor, str, int, datetime], Mapping[str, object]]


@dataclass(frozen=True, slots=True)
class Panel:
    """What a feature above shows on the page of a consent: a template, and what it says of one (case number, id)."""

    template: str
    fill: FillPanel


@dataclass(slots=True)
class Hooks:
    """Filled by the features above (`cases.consenting`, `referrals.effects`).

    `find_case` and `lock_case` take a case number, raise NotFound to strangers and Forbidden to those who may not keep the
    register; `lock_case` holds the case until the transaction ends, and so does `lock_for_system`, which asks for no
    permission. `lock_named` also gives those of the actor's units that take part in the case and may state a basis in law;
    NotFound when none does. `describe` gives cases by id, `owned_by` the ids of somebody's own. `record` numbers events of
    a case, appends them to the log and brings the reading list in step with the grants. A listener of `changed` answers how many
    things it gave back to the case owner. `handed_over` tells what else a unit has been given of a case; `panels` stand on the
    page of a consent.
    """

    find_case: FindCase | None = None
    lock_case: FindCase | None = None
    lock_named: LockNamed | None = None
    lock_for_system: LockForSystem | None = None
    describe: Describe | None = None
    owned_by: OwnedBy | None = None
    record: Record | None = None
    case_endpoint: str = ""
    step_endpoint: str = ""
    changed: dict[str, Changed] = field(default_factory=dict)
    handed_over: dict[str, Given] = field(default_factory=dict)
    panels: dict[str, Panel] = field(default_factory=dict)

    def announce(self, db: Session, event: SharingChanged) -> int:
        return sum(listener(db, event) for listener in self.changed.values())

    def lock(self, db: Session, ref: str, actor: Actor, at: datetime) -> ConsentCase:
        assert self.lock_case is not None, "cases.consenting has not been connected"
        return self.lock_case(db, ref, actor, at)

    def tell(
        self, db: Session, case_id: int, entries: Sequence[Entry], actor: Actor | None, at: datetime
    ) -> None:
        assert self.record is not None, "cases.consenting has not been connected"
        self.record(db, case_id, entries, actor, at)


HOOKS = Hooks()
