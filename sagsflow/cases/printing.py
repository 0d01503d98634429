"""Fills the person summary of one case, through the same rules as the page; the web and the command line call it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.accounts import queries as accounts
from sagsflow.cases import policy
from sagsflow.cases.models import Answer, ProgressionQuestion, StateStay
from sagsflow.cases.panels import listed_on_paper, measured_on_paper
from sagsflow.cases.pathways import Pathways, definition_of
from sagsflow.cases.queries import controllers, naming, one
from sagsflow.cases.queries.one import Seen
from sagsflow.cases.service.warning import KIND as REMINDER
from sagsflow.consents.queries import who_sees
from sagsflow.core.calendar import copenhagen_date
from sagsflow.core.errors import NotFound
from sagsflow.engine.diagram import svg
from sagsflow.engine.model import Definition
from sagsflow.eventlog.models import Event
from sagsflow.eventlog.service import anchor, data_of
from sagsflow.organisations.models import Area, Plan, SubAgreement
from sagsflow.paper.summary import (
    Agreement,
    DecisionLine,
    GoalLine,
    NoteLine,
    PartyLine,
    PersonSummary,
    QuestionScores,
    Score,
    TakenStep,
)
from sagsflow.residents.identity import Eyes
from sagsflow.residents.restricting import require_use
from sagsflow.tasks import queries as tasks

UNTOLD, DEPUTY = "–", "on_behalf_of"


@dataclass(frozen=True, slots=True)
class Wish:
    """Who gets the paper and for what; `task_words` turns the kind of a task into words."""

    recipient: str
    purpose: str
    language: str
    sensitive: bool = False
    task_words: Mapping[str, str] | None = None


def person_summary(
    db: Session, actor: Actor, ref: str, wish: Wish, *, at: datetime, pathways: Pathways
) -> tuple[Seen, PersonSummary]:
    """Raises NotFound for everybody who may not print this case, and Restricted while it may only be stored. The caller notes
    the reading before it hands out the paper."""
    seen = one.find(db, actor, ref, at)
    if not policy.may_print(actor, seen.case, seen.view):
        raise NotFound("case", ref=ref)
    if seen.case.restricted_at is not None:
        require_use(db, seen.case.resident_id, actor, at)
    case, definition = seen.case, definition_of(seen.case, pathways)
    events, stays = one.events(db, seen), one.stays(db, seen)
    notes = one.journal(db, actor, seen)
    units = naming.unit_names(db, seen, notes, UNTOLD)
    ids = {event.actor_id for event in events} | {note.author_id for note in notes}
    leaders = {leader for event in events if isinstance(leader := data_of(event).get(DEPUTY), int)}
    people = naming.people_names(db, seen, ids | leaders | {case.owner_id, case.key_worker_id}, notes, UNTOLD)
    others = controllers.of_notes(db, case, notes)
    area = db.get(Area, case.area_id) if case.area_id else None
    agreement = db.get_one(SubAgreement, case.sub_agreement_id)
    sight = Eyes(db, actor, at)
    hidden = sight.hides(case.resident)
    born = None if hidden else case.resident.born_on
    summary = PersonSummary(
        language=wish.language,
        ref=case.ref,
        resident_name=sight.name(case.resident),
        birth_year=born.year if born else None,
        plan=db.get_one(Plan, case.plan_id).name,
        sub_agreement=agreement.name_en if wish.language == "en" else agreement.name_da,
        organisation=controllers.of_case(db, case),
        area=area.name if area and not hidden else None,
        pathway=definition.name.in_(wish.language),
        state=definition.states[case.state].name.in_(wish.language),
        state_since=copenhagen_date(case.state_since),
        due_on=case.due_on,
        opened_on=copenhagen_date(case.opened_at),
        closed_on=copenhagen_date(case.closed_at) if case.closed_at else None,
        owner=people.get(case.owner_id or 0),
        key_worker=people.get(case.key_worker_id or 0),
        diagram=_diagram(definition, case.state, stays, wish.language),
        recipient=wish.recipient,
        purpose=wish.purpose,
        printed_by=actor.name,
        printed_for=_leader(db, actor, seen),
        printed_at=at,
        log_anchor=anchor(db),
        includes_sensitive=wish.sensitive,
        steps=steps_of(events, definition, people, wish.language),
        goals=tuple(
            GoalLine(goal.own_words, units[goal.responsible_unit_id], goal.due_on, goal.status.value)
            for goal in one.goals(db, seen)
        ),
        progression=_progression(db, seen),
        measures=measured_on_paper(db, seen, wish.language),
        decisions=decisions_of(one.answers(db, seen), events, definition, wish.language),
        agreements=_agreements(db, actor, seen, at=at, wish=wish, units=units),
        parties=tuple(
            PartyLine(row.who, row.organisation, row.ground.value, row.until)
            for row in who_sees(db, one.grants(db, seen, at))
        ),
        notes=tuple(
            NoteLine(
                on=note.happened_on,
                kind=note.kind.value,
                author=people.get(note.author_id, ""),
                text=note.text,
                sensitive=note.sensitive,
                controller=others.get(note.author_unit_id),
            )
            for note in reversed(notes)
        ),
        documents=listed_on_paper(db, actor, seen),
    )
    return seen, summary


def _leader(db: Session, actor: Actor, seen: Seen) -> str | None:
    """Whose deputy prints it, if a deputy does."""
    seat = actor.seat_for(seen.unit_ids)
    leader = seat.deputy_for if seat is not None else None
    return accounts.user_names(db, {leader}).get(leader) if leader else None


def _diagram(definition: Definition, state: str, stays: Sequence[StateStay], language: str) -> str:
    visited = tuple(dict.fromkeys(stay.state for stay in stays))
    return svg(definition, language, current=state, visited=visited, uid="map")


def steps_of(
    events: Sequence[Event], definition: Definition, people: Mapping[int, str], language: str
) -> tuple[TakenStep, ...]:
    steps = []
    for event in reversed(events):
        if event.kind != "case-moved":
            continue
        data = data_of(event)
        source, target, trigger = str(data["from"]), str(data["to"]), str(data["trigger"])
        edge = definition.edge(source, trigger)
        steps.append(
            TakenStep(
                at=event.at,
                name=edge.name.in_(language) if edge else trigger,
                by=people.get(event.actor_id or 0, "Sagsflow"),
                on_behalf_of=people.get(leader) if isinstance(leader := data.get(DEPUTY), int) else None,
                source=definition.states[source].name.in_(language),
                target=definition.states[target].name.in_(language),
            )
        )
    return tuple(steps)


def _progression(db: Session, seen: Seen) -> tuple[QuestionScores, ...]:
    found: dict[ProgressionQuestion, list[Score]] = {}
    for row in one.progression(db, seen):
        found.setdefault(row.question, []).append(Score(row.asked_on, row.score))
    return tuple(
        QuestionScores(question.value, tuple(found[question]))
        for question in ProgressionQuestion
        if question in found
    )


def decisions_of(
    answers: Sequence[Answer], events: Sequence[Event], definition: Definition, language: str
) -> tuple[DecisionLine, ...]:
    """What was written as the decision of a step: the field that the workflow calls `decision_text`."""
    undone = {data_of(event).get("step") for event in events if event.kind == "case-step-undone"}
    moved = {
        event.case_seq: event
        for event in events
        if event.kind == "case-moved" and event.case_seq not in undone
    }
    found = []
    for answer in answers:
        event = moved.get(answer.step)
        if answer.field != "decision_text" or event is None:
            continue
        data = data_of(event)
        edge = definition.edge(str(data["from"]), str(data["trigger"]))
        found.append(
            DecisionLine(copenhagen_date(event.at), edge.name.in_(language) if edge else "", answer.value)
        )
    return tuple(found)


def _agreements(
    db: Session, actor: Actor, seen: Seen, *, at: datetime, wish: Wish, units: Mapping[int, str]
) -> tuple[Agreement, ...]:
    rows = tasks.for_case(db, actor, seen.case.id, at)
    people = accounts.user_names(db, {task.assignee_id for task in rows})
    words = wish.task_words or {}
    return tuple(
        Agreement(
            what=task.text or words.get(task.kind, task.kind),
            responsible=people.get(task.assignee_id or 0) or units.get(task.unit_id, ""),
            due_on=task.due_on,
        )
        for task in rows
        if task.kind != REMINDER  # what Sagsflow says to the case owner is no agreement with the resident
    )
