"""What the handover sheet says: of the case only what both the one who hands over and the one who takes over may see."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.accounts import queries as accounts
from sagsflow.cases.models import Note
from sagsflow.cases.pathways import Pathways, definition_of
from sagsflow.cases.printing import UNTOLD, decisions_of, steps_of
from sagsflow.cases.queries import controllers, naming, one
from sagsflow.cases.queries.one import Seen
from sagsflow.cases.service.warning import KIND as REMINDER
from sagsflow.consents.queries import who_sees
from sagsflow.core.calendar import copenhagen_date
from sagsflow.eventlog.service import anchor
from sagsflow.handouts.receivers import Receiver
from sagsflow.paper.summary import Agreement, DecisionLine, GoalLine, NoteLine, PartyLine, TakenStep
from sagsflow.referrals.effects import open_of
from sagsflow.residents.models import Resident
from sagsflow.tasks import queries as tasks

NEWEST = 10


@dataclass(frozen=True, slots=True)
class Contact:
    """How the resident is reached and talked with; for colleagues of the unit that owns the case."""

    phone: str | None
    language: str | None
    interpreter: bool


@dataclass(frozen=True, slots=True)
class Handover:
    """`resident_name` None: she is protected, and whoever takes over asks to see who it is, with a reason.

    Of notes and steps the newest `NEWEST` are printed; how many sensitive notes were left out is said.
    """

    language: str
    ref: str
    resident_name: str | None
    contact: Contact | None
    pathway: str
    state: str
    state_since: date
    due_on: date | None
    urgent: bool
    owner: str | None
    key_worker: str | None
    controller: str
    recipient: str
    purpose: str
    printed_by: str
    printed_at: datetime
    log_anchor: str
    letters: tuple[str, ...] = ()
    goals: tuple[GoalLine, ...] = ()
    agreements: tuple[Agreement, ...] = ()
    decisions: tuple[DecisionLine, ...] = ()
    steps: tuple[TakenStep, ...] = ()
    parties: tuple[PartyLine, ...] = ()
    notes: tuple[NoteLine, ...] = ()
    notes_left_out: int = 0
    includes_sensitive: bool = False


@dataclass(frozen=True, slots=True)
class Wish:
    """In which language, for what, and whether notes marked sensitive go along where the receiver may read them."""

    language: str
    purpose: str
    sensitive: bool
    task_words: Mapping[str, str]


def handover(
    db: Session,
    actor: Actor,
    seen: Seen,
    to: Receiver,
    wish: Wish,
    *,
    at: datetime,
    pathways: Pathways,
) -> Handover:
    """The caller has asked `policy.may_hand_out`, and notes the reading before it hands out the paper."""
    case, definition, view = seen.case, definition_of(seen.case, pathways), to.seen
    readable = [note for note in one.journal(db, actor, seen) if to.reads(note)]
    notes = [note for note in readable if wish.sensitive or not note.sensitive]
    events = one.events(db, view)
    units = naming.unit_names(db, view, notes, UNTOLD)
    ids = {event.actor_id for event in events} | {note.author_id for note in notes}
    people = naming.people_names(db, view, ids | {case.owner_id, case.key_worker_id}, notes, UNTOLD)
    answers = [row for row in one.answers(db, view) if to.reads_answers_about(row.topic)]
    return Handover(
        language=wish.language,
        ref=case.ref,
        resident_name=_name(case.resident, at),
        contact=_contact(case.resident, at) if to.owns else None,
        pathway=definition.name.in_(wish.language),
        state=definition.states[case.state].name.in_(wish.language),
        state_since=copenhagen_date(case.state_since),
        due_on=case.due_on,
        urgent=case.urgent,
        owner=people.get(case.owner_id or 0),
        key_worker=people.get(case.key_worker_id or 0),
        controller=controllers.of_case(db, case),
        recipient=to.offer.name,
        purpose=wish.purpose,
        printed_by=actor.name,
        printed_at=at,
        log_anchor=anchor(db),
        letters=tuple(row.handover_note for row in open_of(db, case.id, to.unit_id)),
        goals=tuple(
            GoalLine(goal.own_words, units[goal.responsible_unit_id], goal.due_on, goal.status.value)
            for goal in one.goals(db, view)
        ),
        agreements=_agreements(db, actor, seen, to=to, wish=wish, at=at),
        decisions=decisions_of(answers, events, definition, wish.language)[-NEWEST:],
        steps=steps_of(events, definition, people, wish.language)[-NEWEST:],
        parties=tuple(
            PartyLine(row.unit, row.organisation, row.ground.value, row.until)
            for row in who_sees(db, one.grants(db, view, at))
        ),
        notes=_lines(notes, people, controllers.of_notes(db, case, notes)),
        notes_left_out=len(readable) - len(notes),
        includes_sensitive=wish.sensitive,
    )


def _name(resident: Resident, at: datetime) -> str | None:
    return None if resident.is_protected(copenhagen_date(at)) else resident.full_name


def _contact(resident: Resident, at: datetime) -> Contact | None:
    if resident.is_protected(copenhagen_date(at)):
        return None
    return Contact(resident.phone, resident.language, resident.interpreter)


def _agreements(
    db: Session, actor: Actor, seen: Seen, *, to: Receiver, wish: Wish, at: datetime
) -> tuple[Agreement, ...]:
    """Every open task to a colleague; to others those that wait for their own unit."""
    rows = [
        task
        for task in tasks.for_case(db, actor, seen.case.id, at)
        if task.kind != REMINDER and (to.owns or task.unit_id == to.unit_id)
    ]
    people = accounts.user_names(db, {task.assignee_id for task in rows})
    return tuple(
        Agreement(
            task.text or wish.task_words.get(task.kind, task.kind),
            people.get(task.assignee_id or 0, ""),
            task.due_on,
        )
        for task in rows
    )


def _lines(
    notes: Sequence[Note], people: Mapping[int, str], others: Mapping[int, str]
) -> tuple[NoteLine, ...]:
    """The newest, the oldest of them first."""
    return tuple(
        NoteLine(
            on=note.happened_on,
            kind=note.kind.value,
            author=people.get(note.author_id, ""),
            text=note.text,
            sensitive=note.sensitive,
            controller=others.get(note.author_unit_id),
        )
        for note in reversed(notes[:NEWEST])
    )
