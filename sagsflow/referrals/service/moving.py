"""All running referrals of a provider go to another one: asked for at once, then moved one by one, by the rules of its turn."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.accounts import queries as accounts
from sagsflow.cases.pathways import Pathways
from sagsflow.core.calendar import copenhagen_date
from sagsflow.core.errors import Forbidden, Invalid, NotFound, Restricted
from sagsflow.engine.decide import Blocked
from sagsflow.eventlog import service as eventlog
from sagsflow.eventlog.service import Entry
from sagsflow.jobs import service as jobs
from sagsflow.jobs.registry import Payload, Series, Step
from sagsflow.messages import service as messages
from sagsflow.referrals import running
from sagsflow.referrals.models import ReferralMove, ReferralMoveItem
from sagsflow.referrals.running import Way
from sagsflow.referrals.service.transferring import LONGEST_NOTE, transfer
from sagsflow.referrals.telling import REFERRALS_MOVED

JOB = "move-referrals"
LEFT, GONE = "left", "gone"


@dataclass(frozen=True, slots=True)
class NewMove:
    """From whom to whom, and the note that each new referral gets."""

    way: Way
    note: str


def ask(db: Session, new: NewMove, *, actor: Actor, at: datetime) -> ReferralMove:
    """Lays the work down for everything that can be moved now or not, so that the list says why. Raises Invalid."""
    _check(db, new, at)
    found = running.movable(db, actor, new.way, at)
    if not found:
        raise Invalid(fields={"from_unit": "nothing-runs"})
    move = ReferralMove(
        user_id=actor.user_id,
        from_unit_id=new.way.from_unit_id,
        from_offer_id=new.way.from_offer_id,
        to_unit_id=new.way.to_unit_id,
        note=new.note.strip(),
        asked_at=at,
        total=len(found),
    )
    db.add(move)
    db.flush()
    rows = enumerate(found, start=1)
    db.add_all(ReferralMoveItem(move_id=move.id, position=number, referral_id=row.id) for number, row in rows)
    db.flush()
    data = {"move": move.id, "from": move.from_unit_id, "to": move.to_unit_id, "count": len(found)}
    eventlog.record(db, [Entry("referrals-move-asked", data=data)], actor=actor, at=at)
    jobs.enqueue(db, kind=JOB, key=f"{JOB}-{move.id}", at=at, payload={"move": move.id})
    return move


def series(pathways: Pathways) -> Series:
    """One referral is a transaction of its own: what cannot be moved keeps nothing else from it."""

    def part(db: Session, payload: Payload, done: int, at: datetime) -> Step:
        move = db.get_one(ReferralMove, int(payload["move"]), with_for_update=True)
        item = db.get(ReferralMoveItem, (move.id, done + 1))
        if item is not None and item.new_referral_id is None and item.refusal is None:
            _move_one(db, move, item, at, pathways)
        if done + 1 >= move.total and move.ended_at is None:
            _end(db, move, at)
        return Step(done + 1, move.total)

    return Series(part)


def _move_one(
    db: Session, move: ReferralMove, item: ReferralMoveItem, at: datetime, pathways: Pathways
) -> None:
    """By the rules of this moment: who may not send any more moves nothing, and consent is asked of each."""
    present = accounts.presence(db, move.user_id, copenhagen_date(at))
    try:
        if present is None:
            raise Forbidden(LEFT)
        with db.begin_nested():
            new = transfer(
                db,
                item.referral_id,
                move.to_unit_id,
                move.note,
                None,
                actor=present.actor,
                at=at,
                pathways=pathways,
            )
        item.new_referral_id = new.id
        move.moved += 1
    except (Blocked, Forbidden, Invalid, NotFound, Restricted) as refusal:
        item.refusal = _code(refusal)
        move.kept += 1
    db.flush()


def _end(db: Session, move: ReferralMove, at: datetime) -> None:
    move.ended_at = at
    messages.tell(db, REFERRALS_MOVED, [move.user_id], at=at, target=move.id, actor=None)
    data = {"move": move.id, "moved": move.moved, "kept": move.kept}
    eventlog.record(db, [Entry("referrals-moved", data=data)], actor=None, at=at)


def _code(refusal: Blocked | Forbidden | Invalid | NotFound | Restricted) -> str:
    match refusal:
        case Blocked():
            return running.NO_CONSENT
        case Invalid(fields=fields) if fields:
            return next(iter(fields.values()))
        case NotFound():
            return GONE
        case Forbidden() | Invalid() | Restricted():
            return refusal.reason


def _check(db: Session, new: NewMove, at: datetime) -> None:
    wrong: dict[str, str] = {}
    if new.way.to_unit_id == new.way.from_unit_id:
        wrong["to_unit"] = "same-receiver"
    elif new.way.to_unit_id not in dict(running.receivers(db, at)):
        wrong["to_unit"] = "nobody-answers"
    if not new.note.strip() or len(new.note) > LONGEST_NOTE:
        wrong["note"] = "required"
    if wrong:
        raise Invalid(fields=wrong)
