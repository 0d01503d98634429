"""Who is told when a referral needs somebody: a task for the receiver, the case owner or the coordinator."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from sagsflow.access.permissions import Permission as P
from sagsflow.access.roles import ROLE_PERMISSIONS, Role
from sagsflow.accounts import queries as accounts
from sagsflow.eventlog.service import Entry
from sagsflow.messages import service as messages
from sagsflow.messages.kinds import Kind
from sagsflow.referrals.models import Referral, ReferralTask
from sagsflow.referrals.service.setting import Setting, entry
from sagsflow.referrals.telling import REFERRAL_WAITS
from sagsflow.tasks import service as tasks

ANSWERING = tuple(role for role, held in ROLE_PERMISSIONS.items() if P.REFERRAL_ANSWER in held)
RECEIVERS = frozenset({"partner_worker", "municipal_worker"})
COORDINATOR = "coordinator"
Recipient = tuple[int, int | None]  # unit, and the person in it if one is meant


def tell(db: Session, referral: Referral, role: str, kind: str, setting: Setting) -> Entry:
    """A task for each person meant, who hears of it with the task, as a unit does. The entry is the caller's to record."""
    raised = [_raise(db, referral, kind, who, setting) for who in recipients(db, referral, role, setting)]
    said = entry("referral-reminded", referral)
    return replace(said, data={**said.data, "task_kind": kind, "tasks": raised})


def recipients(db: Session, referral: Referral, role: str, setting: Setting) -> Sequence[Recipient]:
    """The coordinators of the unit that owns the case, each by name; where there is none, its owner."""
    case = setting.case
    if role in RECEIVERS:
        return [(referral.to_unit_id, _answering(db, referral, setting))]
    if role == COORDINATOR:
        leaders = accounts.people_in(db, {case.owner_unit_id}, setting.today, (Role.COORDINATOR,))
        if leaders:
            return [(case.owner_unit_id, leader.user_id) for leader in leaders]
    return [(case.owner_unit_id, case.owner_id)]


def _answering(db: Session, referral: Referral, setting: Setting) -> int | None:
    """Whoever said yes for the receiver, as long as she is there; otherwise anybody of the unit."""
    there = accounts.people_in(db, {referral.to_unit_id}, setting.today)
    return next((one.user_id for one in there if one.user_id == referral.answered_by), None)


def _raise(db: Session, referral: Referral, kind: str, who: Recipient, setting: Setting) -> int:
    unit_id, user_id = who
    due_on = referral.due_on or setting.today
    task = tasks.raise_task(
        db,
        kind=kind,
        unit_id=unit_id,
        assignee_id=user_id,
        due_on=due_on,
        case_id=referral.case_id,
        actor=None,
        at=setting.at,
    )
    db.add(ReferralTask(task_id=task.id, referral_id=referral.id, stay=referral.stay))
    if user_id is None:
        tell_unit(db, referral, REFERRAL_WAITS, unit_id, setting)
    return task.id


def tell_unit(db: Session, referral: Referral, kind: Kind, unit_id: int, setting: Setting) -> None:
    """A message to everybody who answers referrals in the receiving unit; the owner's unit has the case itself."""
    if unit_id != referral.to_unit_id or setting.case.restricted_at is not None:
        return
    messages.tell_unit(
        db,
        kind,
        {unit_id},
        at=setting.at,
        roles=ANSWERING,
        target=referral.id,
        case_id=referral.case_id,
        actor=setting.actor,
    )
