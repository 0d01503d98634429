"""Decides an item: the decision is the case's next step, with its task and its clock, in one transaction."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from sagsflow.access import ledger
from sagsflow.access.actor import Actor
from sagsflow.accounts import queries as accounts
from sagsflow.cases import policy as case_policy
from sagsflow.cases.models import Case
from sagsflow.cases.pathways import Pathways, definition_of
from sagsflow.cases.service.moving import Attempt, move_locked
from sagsflow.core.calendar import copenhagen_date
from sagsflow.core.errors import Invalid, NotFound
from sagsflow.engine.model import DECISION_CODES, Definition
from sagsflow.engine.snapshot import Blocked, NoSuchStep
from sagsflow.meetings import policy
from sagsflow.meetings.models import AgendaItem, ItemStatus, Meeting
from sagsflow.meetings.queries.attendance import is_anonymous, present_units, seats
from sagsflow.meetings.queries.in_hand import ANONYMOUS, needs_consent
from sagsflow.meetings.service import actions, attendance, drafts
from sagsflow.meetings.service.loading import lock_case, lock_waiting_item
from sagsflow.meetings.service.telling import tell, tell_case
from sagsflow.meetings.service.turn import start, take_up
from sagsflow.tasks import service as tasks

MAX_TEXT = 20_000
TASK = "decision"


@dataclass(frozen=True, slots=True)
class Ruling:
    """What the meeting decided. `code` is one of the catalogue; the pathway says which step it is, if any. A general
    matter may have no code."""

    code: str
    text: str
    responsible_unit_id: int | None = None
    due_on: date | None = None
    key_worker_id: int | None = None

    def answers(self, definition: Definition, case: Case, trigger: str) -> Mapping[str, object]:
        """What the step asks of that which was typed in the decision form. Raises NoSuchStep."""
        step = definition.outgoing[case.state].get(trigger)
        if step is None:
            raise NoSuchStep(trigger, case.state)
        asked = {field.id for field in definition.asked(step)}
        offered: dict[str, object] = {
            "decision_text": self.text,
            "reason": self.text,
            "responsible_party": self.responsible_unit_id,
            "due_date": self.due_on,
            "key_worker": self.key_worker_id,
        }
        return {name: value for name, value in offered.items() if name in asked and value is not None}


def open_item(
    db: Session, item_id: int, *, actor: Actor, at: datetime, left: Collection[int] = ()
) -> AgendaItem:
    """Takes up one item; the one that was open before is folded again. `left` are the participants who have gone out for it;
    while somebody else is here who may not hear it, it stays closed."""
    meeting, item = lock_waiting_item(db, item_id, actor=actor)
    start(db, meeting, actor=actor, at=at)
    attendance.send_out(db, meeting, item, left)
    item.anonymous = False
    if take_up(db, meeting, item, at=at):
        gone = {"left": sorted(left)} if left else {}
        tell(db, meeting, "agenda-item-opened", actor=actor, at=at, item=item.id, **gone)
    return item


def open_anonymously(db: Session, item_id: int, *, actor: Actor, at: datetime) -> AgendaItem:
    """Takes up a case without anything that points to the resident: nobody leaves, and no step that needs consent is taken."""
    meeting, item = lock_waiting_item(db, item_id, actor=actor)
    if item.case_id is None:
        raise Invalid("not-about-a-case")
    start(db, meeting, actor=actor, at=at)
    item.anonymous = True
    take_up(db, meeting, item, at=at)
    tell(db, meeting, "agenda-item-opened", actor=actor, at=at, item=item.id, anonymous=True)
    return item


def decide(
    db: Session, item_id: int, ruling: Ruling, *, version: int, actor: Actor, at: datetime, pathways: Pathways
) -> AgendaItem:
    """Raises engine Blocked with every reason when the pathway or a consent forbids it, NoSuchStep when the case stands
    elsewhere by now; then nothing is decided."""
    meeting, item = lock_waiting_item(db, item_id, actor=actor, version=version)
    _check(ruling, item, at)
    start(db, meeting, actor=actor, at=at)
    item.status, item.decided_at, item.decided_by = ItemStatus.DECIDED, at, actor.user_id
    item.decision_code, item.decision_text = ruling.code or None, ruling.text.strip()
    item.responsible_unit_id, item.due_on = ruling.responsible_unit_id, ruling.due_on
    item.key_worker_id = ruling.key_worker_id
    attendance.keep(db, meeting, item)
    drafts.forget(db, item.id, actor=actor)
    if item.case_id is None:
        task = _raise_task(db, item, ruling, None, actor=actor, at=at)
        tell(db, meeting, "general-item-decided", actor=actor, at=at, item=item.id, task=task)
    else:
        _decide_case(db, meeting, item, item.case_id, ruling, actor=actor, at=at, pathways=pathways)
    return item


def _decide_case(
    db: Session,
    meeting: Meeting,
    item: AgendaItem,
    case_id: int,
    ruling: Ruling,
    *,
    actor: Actor,
    at: datetime,
    pathways: Pathways,
) -> None:
    case, view = lock_case(db, case_id, actor=actor, at=at)
    if not case_policy.may_see(actor, case, view):
        raise NotFound("case")
    _check_responsible(db, case, ruling, at)
    definition = definition_of(case, pathways)
    trigger, found = definition.decisions.get(ruling.code), seats(db, meeting, item, at)
    if trigger is not None:
        if is_anonymous(item, found) and needs_consent(definition, case.state, trigger):
            raise Blocked(trigger, case.state, (ANONYMOUS,))
        attempt = Attempt(
            trigger,
            ruling.answers(definition, case, trigger),
            acting_roles=policy.acting_roles(actor, meeting),
            present_units=present_units(found),
        )
        item.decided_step = move_locked(db, case, view, attempt, actor=actor, at=at, pathways=pathways).step
    task = _raise_task(db, item, ruling, case, actor=actor, at=at)
    tell_case(db, case, item, "agenda-item-decided", actor=actor, at=at, code=ruling.code, task=task)


def _raise_task(
    db: Session, item: AgendaItem, ruling: Ruling, case: Case | None, *, actor: Actor, at: datetime
) -> int | None:
    """What was agreed lands with the one who is responsible: the key worker where she works there, else the unit; and it comes
    back at the next meeting until somebody says what became of it."""
    if ruling.responsible_unit_id is None or ruling.due_on is None:
        return None
    colleagues = accounts.people_in(db, {ruling.responsible_unit_id}, copenhagen_date(at))
    works_there = ruling.key_worker_id in {person.user_id for person in colleagues}
    task = tasks.raise_task(
        db,
        kind=TASK,
        unit_id=ruling.responsible_unit_id,
        assignee_id=ruling.key_worker_id if works_there else None,
        due_on=ruling.due_on,
        case_id=case.id if case else None,
        actor=actor,
        at=at,
    )
    actions.note(db, item, task)
    return task.id


def _check(ruling: Ruling, item: AgendaItem, at: datetime) -> None:
    wrong: dict[str, str] = {}
    if ruling.code not in DECISION_CODES and (item.case_id is not None or ruling.code):
        wrong["code"] = "required"
    if not ruling.text.strip():
        wrong["text"] = "required"
    elif len(ruling.text) > MAX_TEXT:
        wrong["text"] = "too-long"
    if (ruling.responsible_unit_id is None) != (ruling.due_on is None):
        wrong["due_on" if ruling.due_on is None else "responsible"] = "required"
    if ruling.due_on is not None and ruling.due_on < copenhagen_date(at):
        wrong["due_on"] = "in-the-past"
    if wrong:
        raise Invalid(fields=wrong)


def _check_responsible(db: Session, case: Case, ruling: Ruling, at: datetime) -> None:
    """A task on a case lands only where the case may be seen."""
    if ruling.responsible_unit_id is None:
        return
    seeing = ledger.units_seeing(db, case.id, at)
    if ruling.responsible_unit_id not in seeing:
        raise Invalid(fields={"responsible": "no-consent"})
