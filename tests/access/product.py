"""Every role × unit × ground × topic × sensitive there is, as rows in memory, and a plain table of what each opens to whom."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import product

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor, Seat
from sagsflow.access.ledger import NO_DUE_DATE
from sagsflow.access.models import WHOLE_UNIT, AccessGrant, Ground, ReadingList
from sagsflow.access.roles import Role
from sagsflow.access.topics import Topic
from sagsflow.cases.models import Case, Domain
from sagsflow.referrals.models import Referral
from sagsflow.tables import METADATA
from sagsflow.tasks.models import Task
from tests.access.matrix.model import READ_NOTES, READ_SUPPORT_CASES, RUN_CASES
from tests.house.application import TUESDAY

NOW = TUESDAY
OWNER, RECEIVER, STRANGER = 1, 2, 3
UNITS = (OWNER, RECEIVER, STRANGER)
HOUR = timedelta(hours=1)
PERIODS = {"past": (-2 * HOUR, timedelta(0)), "now": (timedelta(0), HOUR), "to come": (HOUR, None)}
READ = {Domain.SUPPORT: READ_SUPPORT_CASES, Domain.VOLUNTEER: frozenset({Role.VOLUNTEER_COORDINATOR})}
NOTES = {Domain.SUPPORT: READ_NOTES, Domain.VOLUNTEER: READ[Domain.VOLUNTEER]}
RUN = {Domain.SUPPORT: RUN_CASES, Domain.VOLUNTEER: READ[Domain.VOLUNTEER]}
MOVE = {
    Domain.SUPPORT: RUN_CASES | {Role.MUNICIPAL_WORKER, Role.HOUSING_ADMIN},
    Domain.VOLUNTEER: READ[Domain.VOLUNTEER],
}
WORK = {Domain.SUPPORT: RUN_CASES | {Role.MUNICIPAL_WORKER}, Domain.VOLUNTEER: READ[Domain.VOLUNTEER]}


def actor(role: Role, unit: int) -> Actor:
    """One person of each role in each unit."""
    key = unit * 100 + list(Role).index(role)
    return Actor(key, f"{role} {unit}", (Seat(key, unit, unit, role),))


EVERYBODY = [(role, unit, actor(role, unit)) for role in Role for unit in UNITS]


@dataclass(frozen=True)
class Cell:
    """What stands in the ledger of one case beside its owner: one grant to the receiving unit, or to one role of it."""

    id: int
    domain: Domain
    ground: Ground | None
    topic: Topic
    sensitive: bool
    period: str
    only: Role | None = None

    def opens_to(self, role: Role, unit: int) -> bool:
        """The grant, to those of the receiving unit who read cases of that kind."""
        granted = self.ground is not None and self.period == "now" and unit == RECEIVER
        return granted and role in READ[self.domain] and self.only in {None, role}

    def seen_by(self, role: Role, unit: int) -> bool:
        return self.opens_to(role, unit) or (unit == OWNER and role in READ[self.domain])

    def covers(self, topic: Topic, *, sensitive: bool) -> bool:
        return topic is self.topic and (self.sensitive or not sensitive)

    def worked_on_by(self, role: Role, unit: int) -> bool:
        """By everybody of the unit that sees it; an emergency lets one person look."""
        lent = self.opens_to(role, unit) and self.ground is not Ground.BREAK_GLASS
        return lent or (unit == OWNER and role in READ[self.domain])

    def owned_by(self, unit: int) -> bool:
        return unit == OWNER or (
            unit == RECEIVER and self.ground is Ground.OWNERSHIP and self.period == "now"
        )


def cells() -> Sequence[Cell]:
    """The whole product; an emergency is one person's."""
    to_units = [ground for ground in Ground if ground is not Ground.BREAK_GLASS]
    whole = product(Domain, (None, *to_units), Topic, (True, False), PERIODS)
    found = [Cell(number, *row) for number, row in enumerate(whole, start=1)]
    named = product(
        (Domain.SUPPORT,), (Ground.BREAK_GLASS,), Topic, (True, False), PERIODS, READ_SUPPORT_CASES
    )
    return [*found, *(Cell(number, *row) for number, row in enumerate(named, start=len(found) + 1))]


def in_memory(table: Sequence[Cell]) -> Session:
    """A database of its own with these rows and no others; it asks for no rows beside them."""
    engine = sa.create_engine("sqlite://")
    METADATA.create_all(engine)
    db = Session(engine)
    for model, rows in (
        (Case, map(_case, table)),
        (AccessGrant, _grants(table)),
        (ReadingList, _listed(table)),
        (Referral, map(_referral, table)),
        (Task, _tasks(table)),
    ):
        db.execute(sa.insert(model), list(rows))
    return db


def _case(cell: Cell) -> dict[str, object]:
    return {
        "id": cell.id,
        "uuid": str(cell.id),
        "ref": f"C{cell.id}",
        "year": 2026,
        "number": cell.id,
        "resident_id": cell.id,
        "domain": cell.domain,
        "workflow_id": "coordinated",
        "workflow_version": 1,
        "state": "received",
        "state_since": NOW,
        "opened_at": NOW,
        "plan_id": 1,
        "sub_agreement_id": 1,
        "owner_unit_id": OWNER,
    }


def _grants(table: Sequence[Cell]) -> Iterator[dict[str, object]]:
    for cell in table:
        owned = {"unit_id": OWNER, "ground": Ground.OWNERSHIP, "sensitive": True, "topic": None}
        yield {"case_id": cell.id, "user_id": None, **owned, "valid_from": NOW - HOUR, "valid_to": None}
        if cell.ground is not None:
            start, end = PERIODS[cell.period]
            given = {
                "unit_id": RECEIVER,
                "ground": cell.ground,
                "sensitive": cell.sensitive,
                "topic": cell.topic,
            }
            only = actor(cell.only, RECEIVER).user_id if cell.only else None
            period = {"valid_from": NOW + start, "valid_to": None if end is None else NOW + end}
            yield {"case_id": cell.id, "user_id": only, **given, **period}


def _listed(table: Sequence[Cell]) -> Iterator[dict[str, object]]:
    """As the ledger keeps it: also for what is still to come."""
    for grant in _grants(table):
        cell = table[int(str(grant["case_id"])) - 1]
        yield {
            "unit_id": grant["unit_id"],
            "case_id": cell.id,
            "user_id": grant["user_id"] or WHOLE_UNIT,
            "domain": cell.domain.value,
            "is_open": True,
            "due_on": NO_DUE_DATE,
            "valid_to": grant["valid_to"],
        }


def _referral(cell: Cell) -> dict[str, object]:
    """To the receiving unit, whatever opens the case to it."""
    return {
        "id": cell.id,
        "case_id": cell.id,
        "to_unit_id": RECEIVER,
        "workflow_id": "referral",
        "workflow_version": 1,
        "state": "sent",
        "handover_note": "",
        "sent_at": NOW,
        "sent_at_step": 1,
    }


def _tasks(table: Sequence[Cell]) -> Iterator[dict[str, object]]:
    for cell in table:
        for unit in UNITS:
            yield {
                "case_id": cell.id,
                "kind": "call_back",
                "unit_id": unit,
                "due_on": NOW.date(),
                "raised_at": NOW,
            }
