"""The pages of tasks: finish one, hand one on, and write oneself one on a case."""

from collections.abc import Callable

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from sagsflow.access.permissions import Permission as P
from sagsflow.accounts import queries as accounts
from sagsflow.accounts.addresses import local_path
from sagsflow.core.errors import Invalid, NotFound
from sagsflow.tasks import moving, queries, service
from sagsflow.tasks.escalating import Escalation, leader_of
from sagsflow.tasks.forms import AskForm, FinishForm, HandOnForm, OwnTaskForm, PostponeForm
from sagsflow.tasks.hooks import HOOKS, TaskCase
from sagsflow.tasks.models import Task
from sagsflow.web import readlog, submissions
from sagsflow.web.database import now, reader
from sagsflow.web.filters import today
from sagsflow.web.forms import text_of
from sagsflow.web.guard import current_actor, hidden_without
from sagsflow.web.platform import platform

bp = Blueprint("tasks", __name__, url_prefix="/tasks")
NOBODY = "nobody"
MISTAKES = {
    "missing": _l("This must be filled in."),
    "too-long": _l("This is too long."),
    "later-day": _l("Choose a day after the one it has, at most 60 days from today."),
    "no-leader": _l("Nobody else leads the unit. Hand the task to a colleague instead."),
}


@bp.get("/<int:task_id>")
@hidden_without(P.TASK_DO)
def show(task_id: int) -> ResponseReturnValue:
    task = _task(task_id)
    form = HandOnForm(version=task.version, assignee=str(task.assignee_id or NOBODY))
    return _page(task, form)


@bp.post("/<int:task_id>/finish")
@hidden_without(P.TASK_DO)
def finish(task_id: int) -> ResponseReturnValue:
    form = FinishForm()
    back = local_path(text_of(form.back)) or "/"
    if not form.validate() or form.version.data is None:
        raise Invalid("version", fields={"version": "required"})
    actor = current_actor()
    with submissions.once(form.key, back) as db:
        service.finish(db, task_id=task_id, actor=actor, at=now(), version=form.version.data)
    return redirect(back, 303)


@bp.post("/<int:task_id>")
@hidden_without(P.TASK_DO)
def hand_on(task_id: int) -> ResponseReturnValue:
    task, form, actor = _task(task_id), HandOnForm(), current_actor()
    colleagues = _colleagues(task)
    form.assignee.choices = _choices(colleagues)
    if not form.validate():
        return _page(task, form), 422
    here = url_for("tasks.show", task_id=task_id)
    chosen = form.assignee.data
    with submissions.once(form.key, here) as db:
        service.reassign(
            db,
            task_id=task_id,
            assignee_id=None if chosen == NOBODY else int(chosen),
            actor=actor,
            at=now(),
            version=form.version.data or 0,
            colleagues=colleagues,
        )
    return redirect(here, 303)


@bp.route("/<int:task_id>/postpone", methods=["GET", "POST"])
@hidden_without(P.TASK_DO)
def postpone(task_id: int) -> ResponseReturnValue:
    task, form = _task(task_id), PostponeForm()
    if not moving.may_be_postponed(task):
        raise Invalid("fixed-day")
    if not form.validate_on_submit() or form.to.date is None:
        return _moving_page("tasks/postpone.html", task, form)
    to, reason = form.to.date, text_of(form.reason)
    return _moved(
        "tasks/postpone.html",
        task,
        form,
        lambda db, **by: moving.postpone(db, task_id=task_id, to=to, reason=reason, **by),
    )


@bp.route("/<int:task_id>/ask", methods=["GET", "POST"])
@hidden_without(P.TASK_DO)
def ask(task_id: int) -> ResponseReturnValue:
    task, form = _task(task_id), AskForm()
    if not form.validate_on_submit():
        return _moving_page("tasks/ask.html", task, form)
    reason = text_of(form.reason)
    return _moved(
        "tasks/ask.html",
        task,
        form,
        lambda db, **by: moving.ask_leader(db, task_id=task_id, reason=reason, **by),
    )


@bp.get("/cases/<ref>/new")
@hidden_without(P.TASK_DO)
def new(ref: str) -> ResponseReturnValue:
    return _add_page(_case(ref), OwnTaskForm(formdata=None))


@bp.post("/cases/<ref>/new")
@hidden_without(P.TASK_DO)
def add(ref: str) -> ResponseReturnValue:
    case, form, actor = _case(ref), OwnTaskForm(), current_actor()
    due_on = form.due_on.date if form.validate() else None
    if due_on is None:
        return _add_page(case, form), 422
    here = _case_url(case)
    try:
        with submissions.once(form.key, here) as db:
            service.add_own(db, case=case, text=text_of(form.text), due_on=due_on, actor=actor, at=now())
    except Invalid as refusal:
        form.add_errors(refusal, lambda _code: _("Choose today or a later day."))
        return _add_page(case, form), 422
    return redirect(here, 303)


def _task(task_id: int) -> Task:
    task = queries.find(reader(), current_actor(), task_id, now())
    if task is None:
        raise NotFound("task", id=task_id)
    return task


def _case(ref: str) -> TaskCase:
    if HOOKS.find_case is None:
        raise NotFound("case", ref=ref)
    return HOOKS.find_case(reader(), ref, current_actor(), now())


def _case_url(case: TaskCase) -> str:
    return url_for(HOOKS.case_endpoint, ref=case.ref)


def _colleagues(task: Task) -> dict[int, str]:
    return {person.user_id: person.name for person in accounts.people_in(reader(), {task.unit_id}, today())}


def _choices(colleagues: dict[int, str]) -> list[tuple[str, str]]:
    return [(NOBODY, _("Anybody in the unit")), *((str(key), name) for key, name in colleagues.items())]


def _page(task: Task, form: HandOnForm) -> str:
    _shows(task)
    colleagues = _colleagues(task)
    form.assignee.choices = _choices(colleagues)
    return render_template(
        "tasks/show.html",
        task=task,
        form=form,
        assignee=colleagues.get(task.assignee_id or 0),
        place=_place(task),
        case_ref=HOOKS.case_of(reader(), task, current_actor(), now()) if HOOKS.case_of else None,
        case_endpoint=HOOKS.case_endpoint,
        may_be_postponed=moving.may_be_postponed(task),
        asked_by=accounts.user_names(reader(), {task.asked_by}).get(task.asked_by or 0),
        leader=_leader(task),
        laid_on=Escalation(dict(platform().settings.escalate_after), platform().calendar).day_of(task)
        if task.laid_before_at is None
        else None,
    )


def _place(task: Task) -> str | None:
    """Where the task is done: the page of its kind, or of what raised it."""
    if place := HOOKS.places.get(task.kind):
        return url_for(place, task=task.id)
    for endpoint, done_at in HOOKS.done_at.items():
        if (found := done_at(reader(), task, current_actor(), now())) is not None:
            return url_for(endpoint, **found)
    return None


def _leader(task: Task) -> str | None:
    """Before whom it is laid, or would be."""
    if task.laid_before_id is not None:
        return accounts.user_names(reader(), {task.laid_before_id}).get(task.laid_before_id)
    leader = leader_of(reader(), task, now())
    return leader.name if leader else None


def _moved(
    template: str, task: Task, form: PostponeForm | AskForm, act: Callable[..., Task]
) -> ResponseReturnValue:
    actor, here = current_actor(), url_for("tasks.show", task_id=task.id)
    try:
        with submissions.once(form.key, here) as db:
            act(db, actor=actor, at=now(), version=form.version.data or 0)
    except Invalid as refusal:
        form.add_errors(refusal, lambda code: str(MISTAKES[code]))
        return _moving_page(template, _task(task.id), form)
    return redirect(here, 303)


def _moving_page(template: str, task: Task, form: PostponeForm | AskForm) -> ResponseReturnValue:
    if not form.is_submitted():
        form.version.data = task.version
    _shows(task)
    leaders = moving.leaders_of(reader(), task, current_actor(), now())
    page = render_template(template, task=task, form=form, leaders=[leader.name for leader in leaders])
    return page, 422 if form.is_submitted() else 200


def _shows(task: Task) -> None:
    readlog.shows(readlog.Reading("task", case_id=task.case_id, unit_ids=frozenset({task.unit_id})))


def _add_page(case: TaskCase, form: OwnTaskForm) -> str:
    readlog.shows(readlog.Reading("case-form", case_id=case.id, unit_ids=case.unit_ids))
    return render_template("tasks/add.html", case=case, form=form, here=_case_url(case))
