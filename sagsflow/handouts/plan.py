"""What "Min plan" says, as plain frozen values, and how it is filled: the resident's own words and what she may expect, and
nothing that was written about her."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.accounts import queries as accounts
from sagsflow.cases.models import Goal, GoalStatus
from sagsflow.cases.queries import one
from sagsflow.cases.queries.one import Seen
from sagsflow.consents.queries import SeesRow, who_sees
from sagsflow.consents.wordings import LATEST, Wording, wording
from sagsflow.eventlog.service import anchor
from sagsflow.organisations import queries as organisations
from sagsflow.organisations.models import Unit
from sagsflow.residents.identity import Eyes
from sagsflow.tasks import queries as tasks
from sagsflow.tasks.models import Task
from sagsflow.tasks.words import OWN

FOR_THE_RESIDENT = frozenset(
    {
        "call_resident",
        "carry_out_plan",
        "check_own_agreements",
        "confirm_reception",
        "contact_at_once",
        "decision",
        "find_another_way",
        "first_conversation",
        "follow_up",
        "answer_application",
        "invite_parties",
        "renew_consent",
    }
)
"""The kinds of task that concern the resident. The others are what Sagsflow asks of its users among themselves."""


@dataclass(frozen=True, slots=True)
class Aim:
    """A goal in the resident's own words; `status` is a code of `cases.models.GoalStatus`."""

    words: str
    who: str
    by: date | None
    status: str


@dataclass(frozen=True, slots=True)
class NextStep:
    """Something somebody has promised; `kind` is a code of `tasks.words.KINDS`, `text` what was typed for an own task."""

    kind: str
    text: str
    who: str
    by: date


@dataclass(frozen=True, slots=True)
class Knower:
    """A unit that can see something of the case. No topics: all of it; no `until`: as long as the case is open."""

    unit: str
    organisation: str
    ground: str
    topics: tuple[str, ...]
    sensitive: bool
    until: date | None


@dataclass(frozen=True, slots=True)
class MyPlan:
    """`name` None: the resident is protected, and whoever prints has not opened who it is."""

    language: str
    ref: str
    name: str | None
    team: str
    organisation: str
    phone: str | None
    contact: str | None
    wording: Wording
    recipient: str
    purpose: str
    printed_by: str
    printed_at: datetime
    log_anchor: str
    aims: tuple[Aim, ...] = ()
    steps: tuple[NextStep, ...] = ()
    knowers: tuple[Knower, ...] = ()


@dataclass(frozen=True, slots=True)
class Wish:
    """In which language, to whom and for what; `tasks` are the ids of those that are to stand in the plan."""

    language: str
    recipient: str
    purpose: str
    tasks: Collection[int] = ()


def my_plan(db: Session, actor: Actor, seen: Seen, wish: Wish, *, at: datetime) -> MyPlan:
    """The caller has asked `policy.may_hand_out`, and notes the reading before it hands out the paper."""
    case, team = seen.case, db.get_one(Unit, seen.case.owner_unit_id)
    chosen = [task for task in offered(db, actor, seen, at) if task.id in wish.tasks]
    people = accounts.user_names(
        db, {case.owner_id, case.key_worker_id} | {row.assignee_id for row in chosen}
    )
    aims = [goal for goal in one.goals(db, seen) if goal.status is not GoalStatus.DROPPED]
    units = {unit.id: unit.name for unit in organisations.named_units(db)}
    return MyPlan(
        language=wish.language,
        ref=case.ref,
        name=Eyes(db, actor, at).name(case.resident),
        team=team.name,
        organisation=team.organisation.name,
        phone=team.phone,
        contact=people.get(case.key_worker_id or 0) or people.get(case.owner_id or 0),
        wording=wording(LATEST, wish.language),
        recipient=wish.recipient,
        purpose=wish.purpose,
        printed_by=actor.name,
        printed_at=at,
        log_anchor=anchor(db),
        aims=tuple(_aim(goal, units[goal.responsible_unit_id]) for goal in aims),
        steps=tuple(
            NextStep(
                task.kind,
                task.text or "",
                people.get(task.assignee_id or 0) or units[task.unit_id],
                task.due_on,
            )
            for task in chosen
        ),
        knowers=knowers(who_sees(db, one.grants(db, seen, at))),
    )


def offered(db: Session, actor: Actor, seen: Seen, at: datetime) -> Sequence[Task]:
    """The open tasks that may stand in a plan: what concerns the resident, and what somebody wrote for herself."""
    rows = tasks.for_case(db, actor, seen.case.id, at)
    return [task for task in rows if task.kind in FOR_THE_RESIDENT or task.kind == OWN]


def knowers(rows: Iterable[SeesRow]) -> tuple[Knower, ...]:
    """The law lets the resident know which unit has opened her case in an emergency, too; of nobody by name."""
    return tuple(
        Knower(
            unit=row.unit,
            organisation=row.organisation,
            ground=row.ground.value,
            topics=tuple(topic.value for topic in row.topics),
            sensitive=row.sensitive,
            until=row.until,
        )
        for row in rows
    )


def _aim(goal: Goal, who: str) -> Aim:
    return Aim(goal.own_words, who, goal.due_on, goal.status.value)
