"""Reads of referrals, each through the policy, as plain values; a constant number of statements however many rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from sagsflow.access import ledger
from sagsflow.access.actor import Actor
from sagsflow.access.ledger import View
from sagsflow.access.permissions import Permission as P
from sagsflow.accounts.models import User
from sagsflow.cases.models import Case, Goal, GoalStatus
from sagsflow.cases.policy import may_read_goal
from sagsflow.core.errors import NotFound
from sagsflow.directory.models import Offer
from sagsflow.engine.answers import as_date
from sagsflow.engine.library import Library
from sagsflow.engine.model import Text
from sagsflow.organisations.models import Unit
from sagsflow.referrals import policy
from sagsflow.referrals.models import TO_ANSWER as ANSWERING
from sagsflow.referrals.models import (
    Referral,
    ReferralChange,
    ReferralGoal,
    ReferralLink,
    ReferralNote,
    ReferralPause,
    ReferralTask,
)
from sagsflow.residents.models import Resident
from sagsflow.tasks.models import Task
from sagsflow.tasks.queries import Count
from sagsflow.web import paging

PAGE = 25
COUNTED = 100
TO_ANSWER, WAITING, ACTIVE, DONE, ENDED = "to_answer", "waiting", "active", "done", "ended"
LISTS: Mapping[str, sa.ColumnElement[bool]] = {
    TO_ANSWER: Referral.state.in_(ANSWERING),
    WAITING: Referral.state == "waiting",
    ACTIVE: Referral.state.in_(("accepted", "active")),
    DONE: Referral.state == "closed",
    ENDED: Referral.state.in_(("declined", "refused", "unanswered", "no_answer", "withdrawn")),
}
NEWEST_FIRST = frozenset({DONE, ENDED})


@dataclass(frozen=True, slots=True)
class ReferralRow:
    """A referral as a list shows it."""

    id: int
    case_ref: str
    case_id: int
    resident_id: int
    resident: Resident
    to_unit_id: int
    to_unit: str
    from_unit: str
    workflow: tuple[str, int]
    state: str
    is_open: bool
    accepted: bool | None
    sent_at: datetime
    due_on: date | None
    version: int


@dataclass(frozen=True, slots=True)
class Opened:
    """One referral as one person may see it, with what stands on its page."""

    referral: Referral
    case: Case
    row: ReferralRow
    view: View
    sent_by: str | None
    seen_by: str | None
    answered_by: str | None
    roles: frozenset[str]
    receives: bool
    pause: ReferralPause | None
    changes: Sequence[tuple[ReferralChange, str]]
    notes: Sequence[tuple[ReferralNote, str]]
    links: Sequence[ReferralLink]
    offer: Offer | None
    goals: Sequence[tuple[str, int]]


def _rows() -> sa.Select[Referral, Case, Resident, str, str]:
    to_unit, from_unit = aliased(Unit), aliased(Unit)
    return (
        sa.select(Referral, Case, Resident, to_unit.name, from_unit.name)
        .join(Case, Case.id == Referral.case_id)
        .join(Resident, Resident.id == Case.resident_id)
        .join(to_unit, to_unit.id == Referral.to_unit_id)
        .join(from_unit, from_unit.id == Case.owner_unit_id)
    )


_ROWS = _rows()
_SEEN = _ROWS.where(policy.VISIBLE)
_OF_CASE = _SEEN.where(Referral.case_id == sa.bindparam("case_id")).order_by(Referral.id.desc())
_ONE = _SEEN.where(Referral.id == sa.bindparam("referral_id"))
_TASKED = sa.select(Referral.id).join(ReferralTask, ReferralTask.referral_id == Referral.id)
_OF_TASK = _TASKED.where(ReferralTask.task_id == sa.bindparam("task_id"), policy.VISIBLE)


def received(
    db: Session, actor: Actor, which: str, at: datetime, *, after: tuple[date, int] | None = None
) -> Sequence[ReferralRow]:
    """One of the receiver's lists, the earliest due first (what is over: the newest first), one row more than a page."""
    query = _ROWS.where(policy.received_by(actor, at), LISTS[which])
    if which in NEWEST_FIRST:
        query = query.order_by(Referral.id.desc())
        if after is not None:
            query = query.where(Referral.id < after[1])
    else:
        due = sa.func.coalesce(Referral.due_on, ledger.NO_DUE_DATE)
        query = query.order_by(due, Referral.id)
        if after is not None:
            query = query.where(sa.or_(due > after[0], sa.and_(due == after[0], Referral.id > after[1])))
    return [_row(*found) for found in db.execute(query.limit(PAGE + 1))]


def place(cursor: str | None) -> tuple[date, int] | None:
    """Where a list goes on, from what `key_of` wrote; None from the top."""
    key = paging.decode(cursor, 2)
    if key is None or not isinstance(key[0], str) or not isinstance(key[1], int):
        return None
    day = as_date(key[0])
    return (day, key[1]) if day is not None else None


def key_of(row: ReferralRow) -> tuple[str, int]:
    return (row.due_on or ledger.NO_DUE_DATE).isoformat(), row.id


def state_name(row: ReferralRow, library: Library) -> Text:
    return library.get(*row.workflow).states[row.state].name


def counts(db: Session, actor: Actor, at: datetime) -> Mapping[str, Count]:
    """How many each list holds, by the very query that opens it, none counted further than a hundred; one statement."""
    columns = [_counted(actor, which, at) for which in LISTS]
    found = dict(zip(LISTS, db.execute(sa.select(*columns)).one(), strict=True))
    return {which: Count(min(number, COUNTED), number > COUNTED) for which, number in found.items()}


def _counted(actor: Actor, which: str, at: datetime) -> sa.ScalarSelect[int]:
    found = sa.select(Referral.id).where(policy.received_by(actor, at), LISTS[which]).limit(COUNTED + 1)
    return sa.select(sa.func.count()).select_from(found.subquery()).scalar_subquery()


def open_units(db: Session, case_id: int) -> frozenset[int]:
    """The units that a referral of the case is written or sent to and has no result yet."""
    return frozenset(
        db.scalars(sa.select(Referral.to_unit_id).where(Referral.case_id == case_id, Referral.is_open))
    )


def standing_pause(db: Session, referral: Referral) -> ReferralPause | None:
    """The pause that stands still over the referral's present clock."""
    query = sa.select(ReferralPause).where(
        ReferralPause.referral_id == referral.id,
        ReferralPause.stay == referral.stay,
        ReferralPause.to_on.is_(None),
    )
    return db.scalars(query).first()


def of_case(db: Session, actor: Actor, case_id: int, at: datetime) -> Sequence[ReferralRow]:
    """The referrals of a case: all of them to the unit that owns it, to a receiver those to her own unit."""
    return [
        _row(*found) for found in db.execute(_OF_CASE, {"case_id": case_id, **policy.standing(actor, at)})
    ]


def of_task(db: Session, task: Task, actor: Actor, at: datetime) -> Mapping[str, Any] | None:
    """The referral whose clock raised the task, as the parts of its address; none to those who must not learn of it."""
    found = db.scalar(_OF_TASK, {"task_id": task.id, **policy.standing(actor, at)})
    return None if found is None else {"referral_id": found}


def find(db: Session, actor: Actor, referral_id: int, at: datetime) -> Opened:
    """Raises NotFound for one that does not exist and for one that this person must not learn of."""
    found = db.execute(_ONE, {"referral_id": referral_id, **policy.standing(actor, at)}).one_or_none()
    if found is None:
        raise NotFound("referral", id=referral_id)
    referral, case = found[0], found[1]
    people = db.execute(sa.select(User.id, User.name).where(User.id.in_(_people(referral))))
    names = {row.id: row.name for row in people}
    view = ledger.view_of_units(db, actor.unit_ids, case.id, at)
    return Opened(
        referral=referral,
        case=case,
        row=_row(*found),
        view=view,
        sent_by=names.get(referral.sent_by or 0),
        seen_by=names.get(referral.seen_by or 0),
        answered_by=names.get(referral.answered_by or 0),
        roles=policy.roles_on(actor, referral, view, case.owner_id),
        receives=policy.receives(actor, referral, view),
        pause=standing_pause(db, referral),
        changes=[(row, name) for row, name in db.execute(_changes(referral))],
        notes=[(row, name) for row, name in db.execute(_notes(referral, actor))],
        links=db.scalars(_links(referral)).all() if policy.sends(actor, view) else (),
        offer=db.get(Offer, referral.offer_id) if referral.offer_id else None,
        goals=_scored(db, referral, view) if referral.result else (),
    )


def open_goals(db: Session, case_id: int, view: View) -> Sequence[Goal]:
    """The goals of a case that the reader may see, but for those that were dropped."""
    rows = db.scalars(sa.select(Goal).where(Goal.case_id == case_id).order_by(Goal.id))
    return [goal for goal in rows if goal.status is not GoalStatus.DROPPED and may_read_goal(goal, view)]


def _scored(db: Session, referral: Referral, view: View) -> Sequence[tuple[str, int]]:
    """Each goal that was scored at the result, in the resident's own words, as far as the reader may see it."""
    rows = db.execute(
        sa.select(Goal, ReferralGoal.score)
        .join(ReferralGoal, ReferralGoal.goal_id == Goal.id)
        .where(ReferralGoal.referral_id == referral.id)
        .order_by(Goal.id)
    )
    return [(goal.own_words, score) for goal, score in rows if may_read_goal(goal, view)]


def _changes(referral: Referral) -> sa.Select[ReferralChange, str]:
    return (
        sa.select(ReferralChange, User.name)
        .join(User, User.id == ReferralChange.changed_by)
        .where(ReferralChange.referral_id == referral.id)
        .order_by(ReferralChange.id.desc())
    )


def _notes(referral: Referral, actor: Actor) -> sa.Select[ReferralNote, str]:
    """Those of the reader's own units; to the sender there are none."""
    own = sorted(actor.units(P.REFERRAL_ANSWER))
    return (
        sa.select(ReferralNote, User.name)
        .join(User, User.id == ReferralNote.author_id)
        .where(ReferralNote.referral_id == referral.id, ReferralNote.unit_id.in_(own))
        .order_by(ReferralNote.id.desc())
    )


def _links(referral: Referral) -> sa.Select[ReferralLink]:
    return (
        sa.select(ReferralLink)
        .where(ReferralLink.referral_id == referral.id)
        .order_by(ReferralLink.id.desc())
    )


def _people(referral: Referral) -> list[int]:
    told = (referral.sent_by, referral.seen_by, referral.answered_by)
    return [user_id for user_id in told if user_id is not None]


def _row(referral: Referral, case: Case, resident: Resident, to_unit: str, from_unit: str) -> ReferralRow:
    return ReferralRow(
        id=referral.id,
        case_ref=case.ref,
        case_id=case.id,
        resident_id=resident.id,
        resident=resident,
        to_unit_id=referral.to_unit_id,
        to_unit=to_unit,
        from_unit=from_unit,
        workflow=(referral.workflow_id, referral.workflow_version),
        state=referral.state,
        is_open=referral.is_open,
        accepted=referral.accepted,
        sent_at=referral.sent_at,
        due_on=referral.due_on,
        version=referral.version,
    )


def receiving_organisation() -> sa.ScalarSelect[int | None]:
    """SQL: whose unit an open referral of the `Case` row at hand has gone to; of several the first."""
    unit = aliased(Unit)
    return (
        sa.select(sa.func.min(unit.organisation_id))
        .join(Referral, Referral.to_unit_id == unit.id)
        .where(Referral.case_id == Case.id, Referral.is_open)
        .correlate(Case)
        .scalar_subquery()
    )
