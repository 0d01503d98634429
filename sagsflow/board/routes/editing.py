"""Goals of the plan and their milestones, for those who keep the plan."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from sagsflow.access.permissions import Permission as P
from sagsflow.accounts.queries import user_names
from sagsflow.board import queries
from sagsflow.board.forms import GoalForm, MilestoneForm, ReportForm
from sagsflow.board.routes.asking import named
from sagsflow.board.service import goals
from sagsflow.board.service.goals import Report
from sagsflow.board.words import STATUSES, mistake
from sagsflow.core.errors import Invalid
from sagsflow.organisations import queries as organisations
from sagsflow.organisations.models import OrganisationKind
from sagsflow.overview.actions import quarter_of
from sagsflow.residents.freetext import watch_for
from sagsflow.web import cautions, submissions
from sagsflow.web.database import now, reader
from sagsflow.web.filters import localised, today
from sagsflow.web.forms import Form, number_of, offered, text_of
from sagsflow.web.guard import current_actor, needs

Act = Callable[[Session], object]


def add_to(bp: Blueprint) -> None:
    both = ["GET", "POST"]
    bp.add_url_rule("/goals/new", "new_goal", new_goal, methods=both)
    bp.add_url_rule("/goals/<int:plan_goal_id>", "edit_goal", edit_goal, methods=both)
    bp.add_url_rule("/goals/<int:plan_goal_id>/milestones/new", "new_milestone", new_milestone, methods=both)
    bp.add_url_rule("/milestones/<int:milestone_id>", "milestone", milestone, methods=both)


@needs(P.PLAN_KEEP)
def new_goal() -> ResponseReturnValue:
    plan = named(request.args).plan
    form = _offered(GoalForm())

    def act(db: Session) -> object:
        return goals.add_goal(db, plan.id, form.said, actor=current_actor(), at=now())

    return saved(form, act, plan.id) or _page("board/goal.html", form, plan=plan, goal=None)


@needs(P.PLAN_KEEP)
def edit_goal(plan_goal_id: int) -> ResponseReturnValue:
    goal = queries.goal(reader(), plan_goal_id)
    form = _offered(GoalForm(obj=goal))
    if not form.is_submitted():
        form.sub_agreement.data, form.organisation.data = goal.sub_agreement_id, goal.organisation_id
        form.version.data = str(goal.version)

    def act(db: Session) -> object:
        shown = number_of(form.version)
        return goals.change_goal(db, plan_goal_id, form.said, version=shown, actor=current_actor(), at=now())

    page = saved(form, act, goal.plan_id)
    return page or _page("board/goal.html", form, plan=None, goal=goal)


@needs(P.PLAN_KEEP)
def new_milestone(plan_goal_id: int) -> ResponseReturnValue:
    goal, form = queries.goal(reader(), plan_goal_id), MilestoneForm()

    def act(db: Session) -> object:
        due_on = form.due_on.date or today()
        return goals.add_milestone(
            db, plan_goal_id, text_of(form.title), due_on, actor=current_actor(), at=now()
        )

    page = saved(form, act, goal.plan_id, quarter_of(today()))
    return page or _page("board/milestone_new.html", form, goal=goal)


@needs(P.PLAN_KEEP)
def milestone(milestone_id: int) -> ResponseReturnValue:
    row, form = queries.milestone(reader(), milestone_id), ReportForm()
    reports = queries.reports(reader(), milestone_id)
    goal = queries.goal(reader(), row.goal_id)
    if not form.is_submitted():
        form.on_day.show(today())
        form.due_on.show(row.due_on)
        form.standing.data = reports[0].status.value
        form.seen.data = str(max(report.id for report in reports))
    seen = number_of(form.seen)

    def act(db: Session) -> object:
        said = Report(
            form.reached, form.on_day.date or today(), form.due_on.date or row.due_on, text_of(form.note)
        )
        return goals.report(db, milestone_id, said, seen=seen, actor=current_actor(), at=now())

    who = user_names(reader(), {report.written_by for report in reports})
    shown = {"milestone": row, "goal": goal, "reports": reports, "who": who, "statuses": STATUSES}
    page = saved(form, act, goal.plan_id, quarter_of(form.on_day.date or today()))
    return page or _page("board/milestone.html", form, **shown)


def saved(form: Form, act: Act, plan_id: int, quarter: str | None = None) -> ResponseReturnValue | None:
    """Leads back to the plan, in the quarter that shows it, when it was carried out; None when the form is to be shown."""
    there = url_for("board.index", plan=plan_id, quarter=quarter)
    if not form.validate_on_submit() or cautions.hold(form, watch_for(reader(), current_actor(), None)):
        return None
    try:
        with submissions.once(form.key, there) as db:
            act(db)
    except Invalid as refusal:
        form.add_errors(refusal, mistake)
        return None
    flash(_("The changes have been saved."))
    return redirect(there, 303)


def _offered(form: GoalForm) -> GoalForm:
    db = reader()
    form.sub_agreement.choices = offered((row.id, localised(row)) for row in organisations.sub_agreements(db))
    carriers = [row for row in organisations.all_organisations(db) if row.kind is not OrganisationKind.FUNDER]
    form.organisation.choices = offered((row.id, row.name) for row in carriers)
    return form


def _page(template: str, form: Form, **values: object) -> ResponseReturnValue:
    return render_template(template, form=form, **values), 422 if form.errors or form.cautions else 200
