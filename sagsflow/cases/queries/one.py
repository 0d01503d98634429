"""One case as one person may see it."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from sagsflow.access import ledger
from sagsflow.access.actor import Actor
from sagsflow.access.ledger import View
from sagsflow.access.models import AccessGrant, Ground
from sagsflow.cases import policy
from sagsflow.cases.models import (
    Answer,
    Case,
    CaseLink,
    CaseParty,
    Goal,
    Note,
    Progression,
    StateStay,
)
from sagsflow.cases.policy import Rule
from sagsflow.core.errors import Forbidden, NotFound
from sagsflow.eventlog.models import Event
from sagsflow.eventlog.service import data_of

_BY_REF = sa.select(Case).where(Case.ref == sa.bindparam("ref")).options(joinedload(Case.resident))
_CASE_ID: sa.BindParameter[int] = sa.bindparam("case_id")
_NOTES = sa.select(Note).where(Note.case_id == _CASE_ID).order_by(Note.id.desc())
_GOALS = sa.select(Goal).where(Goal.case_id == _CASE_ID).order_by(Goal.id)
_SCORES = sa.select(Progression).where(Progression.case_id == _CASE_ID).order_by(Progression.asked_on)
_ANSWERS = sa.select(Answer).where(Answer.case_id == _CASE_ID).order_by(Answer.step, Answer.field)
_EVENTS = (
    sa.select(Event)
    .where(Event.case_id == _CASE_ID)
    .order_by(Event.case_seq.desc())
    .limit(sa.bindparam("most"))
)
_STAYS = sa.select(StateStay).where(StateStay.case_id == _CASE_ID).order_by(StateStay.step)
_PARTIES = sa.select(CaseParty).where(CaseParty.case_id == _CASE_ID).order_by(CaseParty.unit_id)
_LINKED_IDS = sa.union(
    sa.select(CaseLink.other_id).where(CaseLink.case_id == _CASE_ID),
    sa.select(CaseLink.case_id).where(CaseLink.other_id == _CASE_ID),
)


@dataclass(frozen=True, slots=True)
class Seen:
    """A case, what the actor's units may see of it, and with which roles the engine is asked."""

    case: Case
    view: View
    roles: frozenset[str]

    @property
    def unit_ids(self) -> frozenset[int]:
        return self.view.unit_ids


def find(db: Session, actor: Actor, ref: str, at: datetime) -> Seen:
    """Raises NotFound for a case that does not exist and for one that this person must not learn of."""
    case = db.scalars(_BY_REF, {"ref": ref}).one_or_none()
    if case is None:
        raise NotFound("case", ref=ref)
    view = ledger.view_of(db, actor, case.id, at, policy.READ[case.domain])
    if not policy.may_see(actor, case, view):
        raise NotFound("case", ref=ref)
    return Seen(case, view, policy.roles_on(actor, case, view))


def find_for(db: Session, actor: Actor, ref: str, at: datetime, rule: Rule) -> Seen:
    """The same for something to be done on it. Raises Forbidden to those who may only look."""
    seen = find(db, actor, ref, at)
    if not rule(actor, seen.case, seen.view):
        raise Forbidden("case", ref=ref)
    return seen


def journal(db: Session, actor: Actor, seen: Seen) -> Sequence[Note]:
    """The notes that this person may read, newest first; how many others there are is told to nobody."""
    rows = db.scalars(_NOTES, {"case_id": seen.case.id})
    return [note for note in rows if policy.may_read_note(actor, seen.case.domain, note, seen.view)]


def goals(db: Session, seen: Seen) -> Sequence[Goal]:
    rows = db.scalars(_GOALS, {"case_id": seen.case.id})
    return [goal for goal in rows if policy.may_read_goal(goal, seen.view)]


def progression(db: Session, seen: Seen) -> Sequence[Progression]:
    """Scores in the order they were given; only for the unit that owns the case."""
    if not seen.view.owning_unit_ids:
        return []
    return db.scalars(_SCORES, {"case_id": seen.case.id}).all()


def answers(db: Session, seen: Seen) -> Sequence[Answer]:
    """The answers whose topic this person may see, by step."""
    rows = db.scalars(_ANSWERS, {"case_id": seen.case.id})
    return [answer for answer in rows if policy.may_read_topic(answer.topic, seen.view)]


def events(db: Session, seen: Seen, limit: int = 200) -> Sequence[Event]:
    """What happened, newest first, without what concerns other receivers than the reader."""
    rows = db.scalars(_EVENTS, {"case_id": seen.case.id, "most": limit})
    return told(rows, seen)


def told(rows: Iterable[Event], seen: Seen) -> Sequence[Event]:
    """Of some events of the case those that this person may learn of."""
    return [row for row in rows if policy.may_learn_of(row.kind, data_of(row), seen.view)]


def stays(db: Session, seen: Seen) -> Sequence[StateStay]:
    """Every stay in a state, oldest first."""
    return db.scalars(_STAYS, {"case_id": seen.case.id}).all()


def parties(db: Session, seen: Seen) -> Sequence[CaseParty]:
    """Every party to the unit that owns the case; to a receiver only itself."""
    rows = db.scalars(_PARTIES, {"case_id": seen.case.id})
    return [row for row in rows if seen.view.owning_unit_ids or row.unit_id in seen.unit_ids]


def named_among(db: Session, seen: Seen, unit_ids: Collection[int]) -> frozenset[int]:
    """Of somebody's own units those that the team has named as parties, whether or not anything is open to them yet."""
    rows = db.scalars(_PARTIES, {"case_id": seen.case.id})
    return frozenset(row.unit_id for row in rows if row.unit_id in unit_ids)


def grants(db: Session, seen: Seen, at: datetime) -> Sequence[AccessGrant]:
    """Who can see the case, and why: every live grant to the unit that owns it, to a receiver its own and ownership."""
    rows = ledger.live_grants(db, seen.case.id, at)
    told = seen.unit_ids if not seen.view.owning_unit_ids else frozenset(row.unit_id for row in rows)
    return [row for row in rows if row.unit_id in told or row.ground is Ground.OWNERSHIP]


def linked(db: Session, actor: Actor, seen: Seen, at: datetime) -> Sequence[Case]:
    """Linked cases that this person may see too."""
    ids = db.scalars(_LINKED_IDS, {"case_id": seen.case.id}).all()
    if not ids:
        return []
    return db.scalars(sa.select(Case).where(Case.id.in_(ids), policy.visible_to(actor, at))).all()
