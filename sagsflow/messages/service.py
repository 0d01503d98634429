"""Tells people something, in the transaction of the act that it is about; notes what they have read, and how they want mail."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.access.roles import Role
from sagsflow.accounts import deputies
from sagsflow.accounts import queries as accounts
from sagsflow.core.calendar import copenhagen_date
from sagsflow.core.errors import Invalid, NotFound
from sagsflow.eventlog import service as eventlog
from sagsflow.eventlog.service import Entry
from sagsflow.jobs import service as jobs
from sagsflow.messages.kinds import KINDS, Kind
from sagsflow.messages.models import POST, How, Letter, LetterState, Message, MessageChoice

PLAN, GATHER = "plan-mail", "gather-mail"


def tell(
    db: Session,
    kind: Kind,
    to: Iterable[int | None],
    *,
    at: datetime,
    target: str | int = "",
    case_id: int | None = None,
    actor: Actor | None = None,
    key: str | None = None,
) -> int:
    """Tells each of these users once, and whoever is their deputy today; returns how many were told anew. Nobody is told what
    she did herself.

    With a `key` the same person is told the same thing once, however often this is called: what the clock tells has one.
    """
    readers = {user_id for user_id in to if user_id is not None}
    if readers:
        readers |= deputies.standing_in_for(db, readers, copenhagen_date(at))
    if actor is not None:
        readers.discard(actor.user_id)
    if not readers:
        return 0
    rows = [
        {
            "user_id": user_id,
            "kind": kind.code,
            "target": str(target),
            "case_id": case_id,
            "key": key,
            "at": at,
        }
        for user_id in sorted(readers)
    ]
    insert = postgresql.insert if db.get_bind().dialect.name == "postgresql" else sqlite.insert
    fresh = insert(Message).values(rows).on_conflict_do_nothing(index_elements=["user_id", "key"])
    told = sorted(db.scalars(fresh.returning(Message.id)).all())
    if told:
        jobs.enqueue(db, kind=PLAN, key=f"{PLAN}:{told[0]}", at=at, payload={"messages": told})
    return len(told)


def tell_unit(
    db: Session,
    kind: Kind,
    unit_ids: Collection[int],
    *,
    at: datetime,
    roles: Collection[Role] = tuple(Role),
    target: str | int = "",
    case_id: int | None = None,
    actor: Actor | None = None,
    key: str | None = None,
) -> int:
    """Tells everybody who has one of these roles in the units today."""
    people = accounts.people_in(db, unit_ids, copenhagen_date(at), roles)
    readers = {person.user_id for person in people}
    return tell(db, kind, readers, at=at, target=target, case_id=case_id, actor=actor, key=key)


def read(db: Session, message_id: int, *, actor: Actor, at: datetime) -> Message:
    """Notes that one's own message has been read, and returns it. Raises NotFound for anybody else's."""
    found = sa.select(Message).where(Message.id == message_id, Message.user_id == actor.user_id)
    message = db.scalars(found).one_or_none()
    if message is None:
        raise NotFound("message", id=message_id)
    message.read_at = message.read_at or at
    db.flush()
    return message


def read_all(db: Session, *, actor: Actor, at: datetime) -> None:
    unread = sa.update(Message).where(Message.user_id == actor.user_id, Message.read_at.is_(None))
    db.execute(unread.values(read_at=at).execution_options(synchronize_session=False))


def choose(db: Session, wanted: Mapping[str, How], *, actor: Actor) -> None:
    """One's own taste, kind by kind: nothing that the log needs to know. Raises Invalid for a kind that there is not."""
    if unknown := wanted.keys() - KINDS.keys():
        raise Invalid("kind", fields=dict.fromkeys(sorted(unknown), "kind"))
    for code, how in wanted.items():
        db.merge(MessageChoice(user_id=actor.user_id, kind=code, how=how))
    db.flush()


def post_again(db: Session, letter_id: int, *, actor: Actor, at: datetime) -> None:
    """Sends a letter that did not get through once more. Raises NotFound when it has gone out meanwhile."""
    letter = db.get(Letter, letter_id, with_for_update=True)
    if letter is None or letter.state is LetterState.SENT:
        raise NotFound("letter", id=letter_id)
    letter.state, letter.code, letter.settled_at = LetterState.WAITING, None, None
    letter.posted += 1
    db.flush()
    enqueue_post(db, letter, at)
    entry = Entry("letter-posted-again", data={"letter": letter.id, "user": letter.user_id})
    eventlog.record(db, [entry], actor=actor, at=at)


def enqueue_post(db: Session, letter: Letter, at: datetime) -> None:
    payload = {"letter": letter.id, "posted": letter.posted}
    jobs.enqueue(db, kind=POST, key=letter.work_key, at=at, payload=payload)
