"""What the demo's people do, each through the service that the pages call."""

from collections.abc import Mapping
from datetime import timedelta

import sqlalchemy as sa

from sagsflow.access.permissions import Permission
from sagsflow.access.topics import Topic
from sagsflow.cases.models import Goal, GoalStatus, InformedHow, NoteKind, ProgressionQuestion
from sagsflow.cases.pathways import definition_of
from sagsflow.cases.service import clock, for_tasks, journal, moving, opening, people, planning, undoing
from sagsflow.consents import queries as consent_queries
from sagsflow.consents import service as consents
from sagsflow.consents.models import ConsentForm, GiverKind, Scope
from sagsflow.demo import papers, referring, residents
from sagsflow.demo.stage import Turn, Verb
from sagsflow.documents import service as documents
from sagsflow.documents.models import DocumentKind
from sagsflow.emergency import service as emergency
from sagsflow.emergency.models import EmergencyReason
from sagsflow.measures.models import Measure, Occasion, Unanswered
from sagsflow.measures.service import Asked, record_measures
from sagsflow.residents import service as resident_service
from sagsflow.residents.models import ProtectionKind, Resident
from sagsflow.residents.service import Mark
from sagsflow.tasks import service as tasks
from sagsflow.tasks.models import Task, TaskStatus


def open_(turn: Turn) -> None:
    """The enquiry: the resident is registered, unless another story has done it, and the case begins."""
    story, stage = turn.story, turn.stage
    resident_id = stage.residents[story.of] if story.of else residents.register(turn)
    stage.residents[story.key] = resident_id
    new = opening.NewCase(
        resident_id=resident_id,
        workflow_id=story.pathway,
        unit_id=turn.actor.seats[0].unit_id,
        sub_agreement=story.about.get("sub_agreement", "sammenhaengskraft_medborgerskab"),
        urgent=bool(turn.says("urgent", False)),
        informed_on=turn.today,
        informed_how=InformedHow.CONVERSATION,
        owner_id=stage.user(turn.says("owner")) if turn.says("owner") else None,
    )
    prefix = stage.platform.settings.case_prefix
    case = opening.open_case(
        turn.db, new, actor=turn.actor, at=turn.at, pathways=stage.platform, prefix=prefix
    )
    stage.refs[story.key] = case.ref


def step(turn: Turn) -> None:
    """A step of the pathway: its form is filled in, and the engine asked."""
    case = turn.case
    answers = turn.answers(definition_of(case, turn.stage.platform), case.state, turn.act.verb)
    attempt = moving.Attempt(turn.act.verb, answers)
    moving.move(turn.db, turn.ref, attempt, actor=turn.actor, at=turn.at, pathways=turn.stage.platform)


def note(turn: Turn) -> None:
    new = journal.NewNote(
        kind=NoteKind(turn.act.what),
        topic=Topic(turn.says("topic", "core")),
        text=turn.says("text"),
        happened_on=turn.today,
        sensitive=turn.says("sensitive", False),
        shared=turn.says("shared", False),
    )
    journal.write_note(turn.db, turn.ref, new, actor=turn.actor, at=turn.at)


def goal(turn: Turn) -> None:
    text = planning.GoalText(
        own_words=turn.says("words"),
        topic=Topic(turn.says("topic", "core")),
        responsible_unit_id=turn.stage.unit(turn.says("unit", "housing_team")),
        due_on=turn.stage.days.near(turn.says("due", 60)),
        status=GoalStatus(turn.says("status", "not_started")),
    )
    planning.add_goal(turn.db, turn.ref, text, actor=turn.actor, at=turn.at)


def goal_status(turn: Turn) -> None:
    """How the goals stand now: the first one, or the one of that number."""
    goals = turn.db.scalars(sa.select(Goal).where(Goal.case_id == turn.case.id).order_by(Goal.id)).all()
    row = goals[turn.says("number", 1) - 1]
    text = planning.GoalText(
        row.own_words, row.topic, row.responsible_unit_id, row.due_on, GoalStatus(turn.act.what)
    )
    planning.change_goal(turn.db, turn.ref, row.id, text, version=row.version, actor=turn.actor, at=turn.at)


def scores(turn: Turn) -> None:
    """Five digits, in the order of the questions; 0 leaves one out."""
    asked = zip(ProgressionQuestion, turn.act.what, strict=True)
    given = {question: int(digit) for question, digit in asked if digit != "0"}
    planning.record_progression(turn.db, turn.ref, given, asked_on=turn.today, actor=turn.actor, at=turn.at)


def measures(turn: Turn) -> None:
    """On which occasion, and the answers by measure; a word for why there is none stands in an answer's place."""
    said = {one: turn.says(one.value) for one in Measure if turn.says(one.value)}
    answers = {one: Unanswered(text) if text in set(Unanswered) else str(text) for one, text in said.items()}
    asked = Asked(Occasion(turn.act.what), turn.today, answers)
    record_measures(turn.db, turn.ref, asked, actor=turn.actor, at=turn.at)


def consent(turn: Turn) -> None:
    until = turn.says("until")
    new = consents.NewConsent(
        receiving_unit_id=turn.stage.unit(turn.act.what),
        topics=frozenset(Topic(name) for name in turn.says("topics", ())),
        purpose=turn.says("purpose", "At hjælpe med det, beboeren har bedt om"),
        given_on=turn.today,
        expires_on=None if until is None else turn.stage.days.near(until),
        sensitive=turn.says("sensitive", False),
        form=ConsentForm(turn.says("form", "written")),
        witness=turn.says("witness"),
        giver_kind=GiverKind(turn.says("giver", "resident")),
        giver_name=turn.says("giver_name"),
        second_giver=turn.says("second_giver"),
        young_person_on=turn.today,
        scope=Scope(turn.says("scope", "standing")),
        occasion=turn.says("occasion"),
        wording_language=turn.says("language", "da"),
    )
    consents.give(turn.db, turn.ref, new, actor=turn.actor, at=turn.at)


def withdraw_consent(turn: Turn) -> None:
    unit_id = turn.stage.unit(turn.act.what)
    held = consent_queries.live(turn.db, turn.case.id, turn.at)
    row = next(row for row in held if row.receiving_unit_id == unit_id)
    calendar = turn.stage.platform.calendar
    consents.withdraw(turn.db, turn.ref, row.id, actor=turn.actor, at=turn.at, calendar=calendar)


def urgent(turn: Turn) -> None:
    people.set_urgent(turn.db, turn.ref, urgent=True, actor=turn.actor, at=turn.at)


def owner(turn: Turn) -> None:
    people.change_owner(
        turn.db,
        turn.ref,
        new_owner_id=turn.stage.user(turn.act.what),
        handover=turn.says("text"),
        seen=turn.case.event_count,
        actor=turn.actor,
        at=turn.at,
    )


def party(turn: Turn) -> None:
    people.add_party(turn.db, turn.ref, unit_id=turn.stage.unit(turn.act.what), actor=turn.actor, at=turn.at)


def link(turn: Turn) -> None:
    people.link(turn.db, turn.ref, turn.stage.refs[turn.act.what], actor=turn.actor, at=turn.at)


def task(turn: Turn) -> None:
    """A task that somebody writes to herself."""
    case = for_tasks.find_case(turn.db, turn.ref, turn.actor, turn.at)
    due = turn.stage.days.near(turn.says("due", 3))
    tasks.add_own(turn.db, case=case, text=turn.says("text"), due_on=due, actor=turn.actor, at=turn.at)


def finish(turn: Turn) -> None:
    """The oldest open task of a kind is done, by the story's worker or by somebody of the unit that it waits in."""
    query = sa.select(Task).where(Task.case_id == turn.case.id, Task.kind == turn.act.what)
    row = turn.db.scalars(query.where(Task.status == TaskStatus.OPEN).order_by(Task.id)).first()
    assert row is not None, f"{turn.story.key}: no open task {turn.act.what}"
    everybody = (turn.actor, *turn.stage.cast.actors.values())
    actor = next(actor for actor in everybody if row.unit_id in actor.units(Permission.TASK_DO))
    tasks.finish(turn.db, task_id=row.id, actor=actor, at=turn.at, version=row.version)


def pause(turn: Turn) -> None:
    until = turn.says("until")
    clock.pause(
        turn.db,
        turn.case,
        reason=turn.says("reason"),
        until=None if until is None else turn.stage.days.near(until),
        actor=turn.actor,
        at=turn.at,
        pathways=turn.stage.platform,
    )


def resume(turn: Turn) -> None:
    clock.resume(turn.db, turn.case, actor=turn.actor, at=turn.at, pathways=turn.stage.platform)


def extend(turn: Turn) -> None:
    case = turn.case
    to = (case.due_on or turn.today) + timedelta(days=turn.says("days", 14))
    clock.extend(turn.db, case, to=to, reason=turn.says("reason"), actor=turn.actor, at=turn.at)


def undo(turn: Turn) -> None:
    undoing.undo_last_step(
        turn.db,
        turn.ref,
        seen=turn.case.event_count,
        actor=turn.actor,
        at=turn.at,
        pathways=turn.stage.platform,
    )


def break_glass(turn: Turn) -> None:
    """Somebody without a grant is let in, by the number, and says why."""
    reason, calendar = EmergencyReason(turn.act.what), turn.stage.platform.calendar
    emergency.ask(
        turn.db, turn.ref, reason, turn.says("text"), actor=turn.actor, at=turn.at, calendar=calendar
    )


def protect(turn: Turn) -> None:
    """The leader sees to it that nobody comes across the resident."""
    uuid = turn.db.get_one(Resident, turn.case.resident_id).uuid
    mark = Mark(ProtectionKind(turn.act.what), turn.says("text"), turn.today)
    resident_service.protect(turn.db, actor=turn.actor, at=turn.at, uuid=uuid, mark=mark)


def document(turn: Turn) -> None:
    """A paper that somebody brought."""
    new = documents.NewDocument(
        kind=DocumentKind(turn.act.what),
        title=turn.says("title"),
        topic=Topic(turn.says("topic", "core")),
        content=papers.page(turn.says("title"), "", *turn.says("text").splitlines()),
        shared=turn.says("shared", False),
    )
    documents.add_document(turn.db, turn.ref, new, actor=turn.actor, at=turn.at)


VERBS: Mapping[str, Verb] = {
    "open": open_,
    "note": note,
    "goal": goal,
    "goal_status": goal_status,
    "scores": scores,
    "measures": measures,
    "consent": consent,
    "withdraw_consent": withdraw_consent,
    **referring.VERBS,
    "urgent": urgent,
    "owner": owner,
    "party": party,
    "link": link,
    "task": task,
    "finish": finish,
    "halt": pause,
    "resume": resume,
    "extend": extend,
    "undo": undo,
    "break_glass": break_glass,
    "protect": protect,
    "document": document,
    "lives_with": residents.lives_with,
    "household_part": residents.household_part,
}
