"""Goals and progression."""

from flask import Blueprint
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from sagsflow.access.permissions import Permission as P
from sagsflow.access.topics import Topic
from sagsflow.cases import policy
from sagsflow.cases.forms import GoalForm, ProgressionForm
from sagsflow.cases.models import Goal, GoalStatus, ProgressionQuestion
from sagsflow.cases.queries import one
from sagsflow.cases.routes import acting, writers
from sagsflow.cases.service.planning import GoalText, add_goal, change_goal, record_progression
from sagsflow.core.errors import NotFound
from sagsflow.organisations import queries as organisations
from sagsflow.web.database import now, reader
from sagsflow.web.filters import today
from sagsflow.web.forms import number_of, offered, text_of
from sagsflow.web.guard import current_actor, hidden_without

WRITERS = (P.CASE_READ, P.VOLUNTEER_READ)


def add_to(bp: Blueprint) -> None:
    bp.add_url_rule("/cases/<ref>/goals/new", "new_goal", new_goal, methods=["GET", "POST"])
    bp.add_url_rule("/cases/<ref>/goals/<int:goal_id>", "edit_goal", edit_goal, methods=["GET", "POST"])
    bp.add_url_rule("/cases/<ref>/progression", "progression", progression, methods=["GET", "POST"])


@hidden_without(*WRITERS)
def new_goal(ref: str) -> ResponseReturnValue:
    seen = acting.load(ref, policy.may_write)
    form, will_read = _goal_form(None), writers.of_goal(reader(), seen, now())
    if not form.is_submitted():
        form.responsible.data = seen.case.owner_unit_id

    def act(db: Session) -> object:
        return add_goal(db, ref, _text(form), actor=current_actor(), at=now())

    return acting.form_page(
        "cases/goal.html", form, seen, act, anchor="goals", goal=None, will_read=will_read
    )


@hidden_without(*WRITERS)
def edit_goal(ref: str, goal_id: int) -> ResponseReturnValue:
    seen = acting.load(ref, policy.may_write)
    goal = next((goal for goal in one.goals(reader(), seen) if goal.id == goal_id), None)
    if goal is None:
        raise NotFound("goal")
    form, will_read = _goal_form(goal), writers.of_goal(reader(), seen, now())
    if not form.is_submitted():
        form.responsible.data, form.version.data = goal.responsible_unit_id, str(goal.version)
        form.topic.data, form.status.data = goal.topic.value, goal.status.value

    def act(db: Session) -> object:
        shown = number_of(form.version)
        return change_goal(db, ref, goal_id, _text(form), version=shown, actor=current_actor(), at=now())

    return acting.form_page(
        "cases/goal.html", form, seen, act, anchor="goals", goal=goal, will_read=will_read
    )


@hidden_without(*WRITERS)
def progression(ref: str) -> ResponseReturnValue:
    seen = acting.load(ref, policy.may_write)
    form = ProgressionForm()
    if not form.is_submitted():
        form.asked_on.show(today())

    def act(db: Session) -> None:
        scores = {q: int(form[q.value].data) for q in ProgressionQuestion if form[q.value].data}
        asked_on = form.asked_on.date or today()
        record_progression(db, ref, scores, asked_on=asked_on, actor=current_actor(), at=now())

    questions = [question.value for question in ProgressionQuestion]
    return acting.form_page(
        "cases/progression.html", form, seen, act, anchor="progression", questions=questions
    )


def _goal_form(goal: Goal | None) -> GoalForm:
    form = GoalForm(obj=goal) if goal else GoalForm()
    form.responsible.choices = offered((unit.id, unit.name) for unit in organisations.named_units(reader()))
    return form


def _text(form: GoalForm) -> GoalText:
    return GoalText(
        own_words=text_of(form.own_words),
        topic=Topic(form.topic.data),
        responsible_unit_id=form.responsible.data,
        due_on=form.due_on.date,
        status=GoalStatus(form.status.data),
    )
