"""States a basis in law in the place of consent, for one's own unit, and ends it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from sagsflow.access import ledger
from sagsflow.access.actor import Actor
from sagsflow.access.models import Ground
from sagsflow.access.permissions import Permission
from sagsflow.access.topics import Topic
from sagsflow.consents import bases, terms
from sagsflow.consents.ages import end_of
from sagsflow.consents.hooks import HOOKS, ConsentCase
from sagsflow.consents.models import LegalBasis, LegalGround
from sagsflow.consents.service import upkeep
from sagsflow.core.calendar import copenhagen_date
from sagsflow.core.errors import Invalid, NotFound, Stale
from sagsflow.eventlog.service import Entry, Value
from sagsflow.tasks import service as tasks

MAX_NOTE, MAX_PARAGRAPH = 2_000, 200
STATED = "legal_basis_stated"


@dataclass(frozen=True, slots=True)
class NewBasis:
    """Which basis, in which paragraph, why, about what, and its last day. `core` is always part of it; `unit_id` says for which
    unit, for somebody who has several."""

    legal_ground: LegalGround
    paragraph: str
    note: str
    topics: frozenset[Topic]
    until: date
    sensitive: bool = False
    unit_id: int | None = None


def state(db: Session, ref: str, new: NewBasis, *, actor: Actor, at: datetime) -> LegalBasis:
    """Opens the topics to the actor's unit now, and tells the owner of the case. Raises NotFound for a case that does not exist
    and for one that the unit takes no part in, or Invalid with every field that is wrong."""
    assert HOOKS.lock_named is not None, "cases.consenting has not been connected"
    case, units = HOOKS.lock_named(db, ref, actor, at)
    unit_id = min(units) if new.unit_id is None else new.unit_id
    if unit_id not in units:
        raise NotFound("case", ref=ref)
    wrong = _mistakes(case, new, copenhagen_date(at))
    if wrong:
        raise Invalid(fields=wrong)
    upkeep.tidy(db, case, at=at)
    topics = terms.in_order(new.topics | {Topic.CORE})
    basis = LegalBasis(
        case_id=case.id,
        unit_id=unit_id,
        legal_ground=new.legal_ground,
        paragraph=new.paragraph.strip(),
        note=new.note.strip(),
        topics=terms.codes_of(topics),
        sensitive=new.sensitive,
        until=new.until,
        expires_at=end_of(new.until),
        stated_at=at,
        stated_by=actor.user_id,
    )
    db.add(basis)
    db.flush()
    grant(db, basis, at)
    tasks.raise_task(
        db,
        kind=STATED,
        unit_id=case.owner_unit_id,
        assignee_id=case.owner_id,
        due_on=copenhagen_date(at),
        case_id=case.id,
        actor=actor,
        at=at,
    )
    data: dict[str, Value] = {"basis": basis.id, "unit": basis.unit_id, "topics": basis.topics.split(",")}
    HOOKS.tell(db, case.id, [Entry("legal-basis-stated", data=data)], actor, at)
    return basis


def grant(db: Session, basis: LegalBasis, at: datetime) -> None:
    ledger.give(
        db,
        case_id=basis.case_id,
        unit_id=basis.unit_id,
        topics=terms.in_order(terms.topics_of(basis.topics)),
        sensitive=basis.sensitive,
        ground=Ground.LEGAL_BASIS,
        ground_id=basis.id,
        valid_from=at,
        valid_to=basis.expires_at,
    )


def end(db: Session, basis_id: int, *, actor: Actor, at: datetime) -> LegalBasis:
    """Closes what it opened. Raises NotFound to other units, Stale when it does not hold any more."""
    basis = db.get(LegalBasis, basis_id)
    if basis is None or basis.unit_id not in actor.units(Permission.LEGAL_BASIS_STATE):
        raise NotFound("legal-basis", id=basis_id)
    assert HOOKS.lock_for_system is not None, "cases.consenting has not been connected"
    case = HOOKS.lock_for_system(db, basis.case_id)
    db.refresh(basis)
    if not basis.holds(at):
        raise Stale("legal-basis", id=basis_id)
    basis.ended_at, basis.ended_by = at, actor.user_id
    ledger.end(db, ground=Ground.LEGAL_BASIS, ground_ids=[basis.id], at=at)
    data = {"basis": basis.id, "unit": basis.unit_id}
    HOOKS.tell(db, case.id, [Entry("legal-basis-ended", data=data)], actor, at)
    upkeep.follow_unit(db, case, basis.unit_id, actor=actor, at=at)
    upkeep.lift_basis_reminder(db, case, at=at)
    return basis


def end_bases(db: Session, *, case_id: int, at: datetime, actor: Actor | None) -> Sequence[LegalBasis]:
    """Ends every basis of a case with the case; the caller ends the grants and records it."""
    ended = bases.live_bases(db, case_id, at)
    for basis in ended:
        basis.ended_at, basis.ended_by = at, actor.user_id if actor else None
    db.flush()
    return ended


def _mistakes(case: ConsentCase, new: NewBasis, today: date) -> dict[str, str]:
    checks = [
        ("paragraph", "required", not new.paragraph.strip()),
        ("paragraph", "too-long", len(new.paragraph) > MAX_PARAGRAPH),
        ("note", "required", not new.note.strip()),
        ("note", "too-long", len(new.note) > MAX_NOTE),
        ("until", "in-the-past", new.until < today),
        ("case", "case-closed", not case.is_open),
    ]
    return {field: code for field, code, is_wrong in checks if is_wrong}
