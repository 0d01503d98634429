"""Reads of messages: one's own, how one has chosen to get them, and the letters that did not get through."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.accounts.models import User
from sagsflow.jobs.models import Job
from sagsflow.messages.hooks import HOOKS
from sagsflow.messages.kinds import KINDS, Kind
from sagsflow.messages.models import How, Letter, LetterState, Message, MessageChoice
from sagsflow.web.paging import PAGE_SIZE, Page, cut, decode

COUNTED = 99
LATE = timedelta(hours=1)
MOST = 100
_UNREAD = sa.select(Message.id).where(
    Message.user_id == sa.bindparam("user_id", type_=sa.BigInteger()), Message.read_at.is_(None)
)
_COUNT = sa.select(sa.func.count()).select_from(_UNREAD.limit(COUNTED + 1).subquery())


@dataclass(frozen=True, slots=True)
class Told:
    """A message as its reader sees it; `ref` is the number of the case it is about, while she may see the case."""

    message: Message
    kind: Kind
    ref: str | None


class Inbox(Page[Told]):
    """A page of messages, the newest first."""

    @property
    def case_ids(self) -> frozenset[int]:
        """The cases whose numbers stand on the page."""
        found = (row.message.case_id for row in self.rows if row.ref)
        return frozenset(case_id for case_id in found if case_id is not None)


@dataclass(frozen=True, slots=True)
class Stuck:
    """A letter that did not get through, to whom, and what its last try said; empty `tries_again_at`: nobody tries any more."""

    letter: Letter
    who: str
    code: str | None
    tries_again_at: datetime | None


def unread(db: Session, user_id: int) -> int:
    """How many, counted no further than a hundred."""
    return db.scalars(_COUNT, {"user_id": user_id}).one()


def inbox(db: Session, actor: Actor, at: datetime, *, only_unread: bool, after: str | None = None) -> Inbox:
    """One's own messages; `after` is the cursor of the page before. Kinds that this version does not know are left out."""
    query = (
        sa.select(Message)
        .where(Message.user_id == actor.user_id, Message.kind.in_(sorted(KINDS)))
        .order_by(Message.id.desc())
        .limit(PAGE_SIZE + 1)
    )
    if only_unread:
        query = query.where(Message.read_at.is_(None))
    if key := decode(after, 1):
        query = query.where(Message.id < key[0])
    page = cut(db.scalars(query).all(), lambda message: (message.id,))
    about = {message.case_id for message in page.rows if message.case_id is not None}
    refs = HOOKS.case_refs(db, actor, about, at) if about else {}
    rows = [Told(one, KINDS[one.kind], refs.get(one.case_id or 0)) for one in page.rows]
    return Inbox(rows, page.next)


def choices(db: Session, user_id: int) -> Mapping[str, How]:
    """How this person gets each kind by mail: as chosen, or as the kind goes by itself."""
    query = sa.select(MessageChoice.kind, MessageChoice.how).where(MessageChoice.user_id == user_id)
    chosen = {row.kind: row.how for row in db.execute(query)}
    return {code: chosen.get(code, kind.how) for code, kind in KINDS.items()}


def address_of(db: Session, user_id: int) -> str | None:
    return db.scalar(sa.select(User.email).where(User.id == user_id))


def stuck(db: Session, at: datetime) -> Sequence[Stuck]:
    """Letters that were refused, and those that have been waiting for an hour, the newest first."""
    late = sa.and_(Letter.state == LetterState.WAITING, Letter.created_at < at - LATE)
    query = (
        sa.select(Letter, User.name)
        .join(User, User.id == Letter.user_id)
        .where(sa.or_(Letter.state == LetterState.REFUSED, late))
        .order_by(Letter.id.desc())
        .limit(MOST)
    )
    found = db.execute(query).all()
    work = _work_of(db, [row.Letter for row in found])
    return [_stuck(row.Letter, row.name, work.get(row.Letter.work_key)) for row in found]


def without_address(db: Session) -> Sequence[User]:
    """People who can sign in and whom no mail reaches, by name."""
    query = sa.select(User).where(User.active, User.email.is_(None)).order_by(User.name, User.id)
    return db.scalars(query.limit(MOST)).all()


def _work_of(db: Session, letters: Sequence[Letter]) -> Mapping[str, Job]:
    keys = [letter.work_key for letter in letters]
    return {job.key: job for job in db.scalars(sa.select(Job).where(Job.key.in_(keys)))} if keys else {}


def _stuck(letter: Letter, who: str, work: Job | None) -> Stuck:
    if letter.state is LetterState.REFUSED or work is None:
        return Stuck(letter, who, letter.code, None)
    tries_again = work.run_at if work.finished_at is None else None
    return Stuck(letter, who, work.error, tries_again)
