"""What a household's plan says: of each adult what she lets the others read, and in her own copy all of her own part."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.access.topics import Topic
from sagsflow.cases.models import GoalStatus
from sagsflow.cases.queries import one
from sagsflow.core.calendar import copenhagen_date
from sagsflow.eventlog.service import anchor
from sagsflow.handouts.plan import Aim
from sagsflow.handouts.queries import Adult
from sagsflow.organisations import queries as organisations
from sagsflow.organisations.models import Unit
from sagsflow.residents.identity import Eyes

EVERYTHING = frozenset(Topic)
FOR_ALL = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One adult's part. `given_on` is when she said yes to its being read by the others; None in her own copy without one."""

    name: str | None
    own: bool
    aims: tuple[Aim, ...]
    given_on: date | None


@dataclass(frozen=True, slots=True)
class HouseholdPlan:
    """One copy; `reader` None: the one that all may have. `without` counts adults whose part does not stand in this copy."""

    language: str
    ref: str
    reader: str | None
    team: str
    organisation: str
    phone: str | None
    recipient: str
    purpose: str
    printed_by: str
    printed_at: datetime
    log_anchor: str
    parts: tuple[Part, ...]
    without: int


@dataclass(frozen=True, slots=True)
class Wish:
    """Whose copy: the number of her case, or FOR_ALL."""

    language: str
    copy_of: str
    recipient: str
    purpose: str


def household_plan(
    db: Session, actor: Actor, people: Sequence[Adult], wish: Wish, *, at: datetime
) -> HouseholdPlan:
    """`people` as `queries.adults` gives them: the caller has asked whether she may hand out, and notes the readings."""
    first = people[0].seen
    assert first is not None, "the case that the plan is asked for on"
    team, eyes = db.get_one(Unit, first.case.owner_unit_id), Eyes(db, actor, at)
    units = {unit.id: unit.name for unit in organisations.named_units(db)}
    shown = [(adult, _topics(adult, wish.copy_of, at)) for adult in people]
    own = next((adult for adult in people if _is_hers(adult, wish.copy_of)), None)
    return HouseholdPlan(
        language=wish.language,
        ref=first.case.ref,
        reader=eyes.name(own.resident) if own else None,
        team=team.name,
        organisation=team.organisation.name,
        phone=team.phone,
        recipient=wish.recipient,
        purpose=wish.purpose,
        printed_by=actor.name,
        printed_at=at,
        log_anchor=anchor(db),
        parts=tuple(
            Part(
                name=eyes.name(adult.resident),
                own=adult is own,
                aims=_aims(db, adult, topics, units),
                given_on=adult.part.given_on if adult.part else None,
            )
            for adult, topics in shown
            if topics
        ),
        without=sum(1 for _adult, topics in shown if not topics),
    )


def printed(people: Sequence[Adult], copy_of: str, at: datetime) -> Sequence[Adult]:
    """Those whose part stands in a copy."""
    return [adult for adult in people if _topics(adult, copy_of, at)]


def _is_hers(adult: Adult, copy_of: str) -> bool:
    return adult.seen is not None and adult.seen.case.ref == copy_of


def _topics(adult: Adult, copy_of: str, at: datetime) -> frozenset[Topic]:
    """What of her part stands there: all of it in her own copy; in others' what she has agreed to, and nothing at all while
    she is protected."""
    if adult.seen is None:
        return frozenset()
    if _is_hers(adult, copy_of):
        return EVERYTHING
    if adult.part is None or adult.resident.is_protected(copenhagen_date(at)):
        return frozenset()
    return adult.part.topic_set


def _aims(db: Session, adult: Adult, topics: frozenset[Topic], units: Mapping[int, str]) -> tuple[Aim, ...]:
    assert adult.seen is not None
    return tuple(
        Aim(goal.own_words, units[goal.responsible_unit_id], goal.due_on, goal.status.value)
        for goal in one.goals(db, adult.seen)
        if goal.topic in topics and goal.status is not GoalStatus.DROPPED
    )
