"""Who is on the case: owner, key worker, parties; and what stands beside it: urgency and linked cases."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access import ledger
from sagsflow.access.actor import Actor
from sagsflow.access.permissions import Permission
from sagsflow.access.roles import ROLE_PERMISSIONS, Role
from sagsflow.access.topics import Topic
from sagsflow.accounts import queries as accounts
from sagsflow.cases import policy
from sagsflow.cases.models import Case, CaseLink, CaseParty, Domain, Note, NoteKind
from sagsflow.cases.service.events import record_on_case
from sagsflow.cases.service.loading import lock_open_for
from sagsflow.cases.telling import CASE_GIVEN
from sagsflow.core.calendar import copenhagen_date
from sagsflow.core.errors import Invalid
from sagsflow.eventlog.service import Entry
from sagsflow.messages import service as messages
from sagsflow.organisations.models import Unit
from sagsflow.tasks import service as tasks


def change_owner(
    db: Session, ref: str, *, new_owner_id: int, handover: str, seen: int, actor: Actor, at: datetime
) -> Case:
    """Gives the case to a colleague of the owning unit, with a hand-over note that stands in the record."""
    case, _view = lock_open_for(db, ref, actor=actor, at=at, rule=may_assign, seen=seen)
    wrong: dict[str, str] = {}
    if not handover.strip():
        wrong["handover"] = "required"
    if new_owner_id == case.owner_id or not can_own(db, new_owner_id, case, at):
        wrong["owner"] = "not-a-colleague"
    if wrong:
        raise Invalid(fields=wrong)
    give_case(db, case, new_owner_id, handover, actor=actor, at=at)
    return case


def give_case(
    db: Session, case: Case, new_owner_id: int | None, handover: str, *, actor: Actor, at: datetime
) -> None:
    """The owner's open tasks go along. None leaves the case to whoever of the unit takes it."""
    before, case.owner_id = case.owner_id, new_owner_id
    note = Note(
        case_id=case.id,
        author_id=actor.user_id,
        author_unit_id=case.owner_unit_id,
        kind=NoteKind.DECISION,
        topic=Topic.CORE,
        text=handover.strip(),
        happened_on=copenhagen_date(at),
        written_at=at,
    )
    db.add(note)
    db.flush()
    tasks.hand_over(db, case_id=case.id, from_id=before, to_id=new_owner_id, unit_id=case.owner_unit_id)
    messages.tell(db, CASE_GIVEN, [new_owner_id], at=at, target=case.ref, case_id=case.id, actor=actor)
    data = {"owner": new_owner_id, "before": before, "note": note.id}
    record_on_case(db, case, [Entry("owner-changed", data=data)], actor=actor, at=at)


def set_urgent(db: Session, ref: str, *, urgent: bool, actor: Actor, at: datetime) -> Case:
    case, _view = lock_open_for(db, ref, actor=actor, at=at, rule=policy.may_write)
    if case.urgent != urgent:
        case.urgent = urgent
        kind = "marked-urgent" if urgent else "urgent-cleared"
        record_on_case(db, case, [Entry(kind)], actor=actor, at=at)
    return case


def add_party(db: Session, ref: str, *, unit_id: int, actor: Actor, at: datetime) -> None:
    """Names a unit as taking part; it sees nothing before there is a ground."""
    case, _view = lock_open_for(db, ref, actor=actor, at=at, rule=policy.may_write)
    if unit_id == case.owner_unit_id or db.get(Unit, unit_id) is None:
        raise Invalid(fields={"unit": "required"})
    if db.get(CaseParty, (case.id, unit_id)) is None:
        db.add(CaseParty(case_id=case.id, unit_id=unit_id, invited=True, added_at=at))
        record_on_case(db, case, [Entry("party-added", data={"unit": unit_id})], actor=actor, at=at)


def remove_party(db: Session, ref: str, *, unit_id: int, actor: Actor, at: datetime) -> None:
    """It is invited no more. What has been opened to it by consent stays open: that is ended in the register. Twice is once."""
    case, _view = lock_open_for(db, ref, actor=actor, at=at, rule=policy.may_write)
    party = db.get(CaseParty, (case.id, unit_id))
    if party is not None:
        db.delete(party)
        record_on_case(db, case, [Entry("party-removed", data={"unit": unit_id})], actor=actor, at=at)


def link(db: Session, ref: str, other_ref: str, *, actor: Actor, at: datetime) -> None:
    """Links two cases of the same domain that the actor may both see. Raises Invalid for any other number."""
    wanted = other_ref.strip().upper()
    _lock_in_order(db, (ref, wanted))
    case, _view = lock_open_for(db, ref, actor=actor, at=at, rule=policy.may_write)
    other = db.scalars(sa.select(Case).where(Case.ref == wanted)).one_or_none()
    if (
        other is None
        or other.id == case.id
        or other.domain is not case.domain
        or not _sees(db, actor, other, at)
    ):
        raise Invalid(fields={"other": "no-such-case"})
    first, second = sorted((case, other), key=lambda item: item.id)
    if db.get(CaseLink, (first.id, second.id)) is not None:
        return
    db.add(CaseLink(case_id=first.id, other_id=second.id, added_at=at))
    for one, two in ((first, second), (second, first)):
        record_on_case(db, one, [Entry("case-linked", data={"other": two.id})], actor=actor, at=at)


def _lock_in_order(db: Session, refs: Sequence[str]) -> None:
    """Two people who link the same two cases from either side must not wait for one another."""
    db.execute(sa.select(Case.id).where(Case.ref.in_(refs)).order_by(Case.id).with_for_update())


def _sees(db: Session, actor: Actor, case: Case, at: datetime) -> bool:
    return policy.may_see(actor, case, ledger.view_of(db, actor, case.id, at, policy.READ[case.domain]))


def may_assign(actor: Actor, case: Case, view: ledger.View) -> bool:
    """The owner hands over; a coordinator of the unit may always."""
    if not policy.may_write(actor, case, view):
        return False
    return case.owner_id in actor.stands_for_in(case.owner_unit_id) or case.owner_unit_id in actor.units(
        Permission.CASE_ASSIGN
    )


def owners(domain: Domain) -> frozenset[Role]:
    """The roles whose holders may own a case: those that write its plan."""
    return frozenset(role for role, held in ROLE_PERMISSIONS.items() if policy.WRITE[domain] in held)


def can_own(db: Session, user_id: int, case: Case, at: datetime) -> bool:
    people = accounts.people_in(db, {case.owner_unit_id}, copenhagen_date(at), owners(case.domain))
    return user_id in {person.user_id for person in people}
