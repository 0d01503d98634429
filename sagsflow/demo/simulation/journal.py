"""What simulated people write on a case: notes, goals and scores, as `cases.service` keeps them; and tasks that are done."""

from datetime import date, datetime

from sagsflow.cases.models import (
    Goal,
    GoalStatus,
    Note,
    NoteKind,
    Progression,
    ProgressionQuestion,
)
from sagsflow.core.calendar import copenhagen_date
from sagsflow.demo.simulation.case import SimCase
from sagsflow.demo.simulation.rows import Row
from sagsflow.demo.simulation.world import Staff
from sagsflow.tasks.models import TaskStatus


def write_note(
    case: SimCase, kind: NoteKind, topic: str, text: str, *, who: Staff, at: datetime, shared: bool = False
) -> None:
    row = case.rows.identified(
        Note,
        case_id=case.id,
        author_id=who.user_id,
        author_unit_id=who.unit_id,
        kind=kind.value,
        topic=topic,
        sensitive=False,
        shared=shared,
        text=text,
        happened_on=copenhagen_date(at),
        written_at=at,
        corrects_id=None,
    )
    data = {"note": row["id"], "note_kind": kind.value, "topic": topic, "shared": shared}
    case.record("note-written", who, at, data)


def add_goal(case: SimCase, words: str, topic: str, due_on: date, *, who: Staff, at: datetime) -> Row:
    row = case.rows.identified(
        Goal,
        case_id=case.id,
        own_words=words,
        topic=topic,
        responsible_unit_id=case.team,
        due_on=due_on,
        status=GoalStatus.NOT_STARTED.value,
        created_at=at,
        changed_at=at,
        version=1,
    )
    case.goals.append(row)
    case.record("goal-added", who, at, {"goal": row["id"], "topic": topic})
    return row


def change_goal(case: SimCase, row: Row, status: GoalStatus, who: Staff, at: datetime) -> None:
    data = {"goal": row["id"], "topic": row["topic"], "status": status.value, "before": row["status"]}
    row["status"], row["changed_at"] = status.value, at
    row["version"] += 1
    case.record("goal-changed", who, at, data)


def record_scores(case: SimCase, scores: dict[ProgressionQuestion, int], who: Staff, at: datetime) -> None:
    """At most once a day: the caller sees to that."""
    day = copenhagen_date(at)
    for question, score in scores.items():
        case.rows.add(
            Progression, case_id=case.id, asked_on=day, question=question.value, score=score, remark=None
        )
    questions = sorted(question.value for question in scores)
    case.record("progression-recorded", who, at, {"on": day.isoformat(), "questions": questions})


def finish_task(case: SimCase, row: Row, who: Staff, at: datetime) -> None:
    row["status"], row["done_at"], row["done_by"] = TaskStatus.DONE.value, at, who.user_id
    row["version"] += 1
    case.record("task-finished", who, at, {"task": row["id"], "task_kind": row["kind"]})


def pass_deadline(case: SimCase, at: datetime) -> None:
    """What the worker does with a deadline that passed; see `cases.service.warning`."""
    assert case.deadline is not None, "only a running deadline passes"
    case.deadline["warned_at"] = at
    task = case.raise_task(
        "overdue",
        unit_id=case.team,
        assignee_id=case.row["owner_id"],
        due_on=case.deadline["due_on"],
        who=None,
        at=at,
    )
    data = {"case": case.id, "deadline": case.deadline["id"], "task": task["id"]}
    case.tell("deadline-passed", None, at, data)
