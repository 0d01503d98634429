"""Planning an activity, changing it, proposing one and taking a proposal in."""

from collections.abc import Callable
from datetime import datetime

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.access.permissions import Permission as P
from sagsflow.activities import policy, service
from sagsflow.activities.forms import ActivityForm, NewActivityForm, ProposalForm
from sagsflow.activities.hooks import HOOKS
from sagsflow.activities.models import Activity, ActivityStatus
from sagsflow.activities.queries import one
from sagsflow.activities.routes.choices import choices, choices_for_boards, standing_plan
from sagsflow.activities.routes.lists import bp
from sagsflow.activities.words import mistake
from sagsflow.core.errors import Invalid
from sagsflow.web import cautions, submissions
from sagsflow.web.database import now, reader, transaction
from sagsflow.web.forms import number_in
from sagsflow.web.guard import current_actor, hidden_without, needs

Do = Callable[[Session, Actor, datetime], Activity]


@bp.route("/new", methods=["GET", "POST"])
@needs(*policy.PLANNERS)
def new() -> ResponseReturnValue:
    form, actor = NewActivityForm(), current_actor()
    form.offer(choices(actor))
    if not form.is_submitted():
        _begin(form, actor)
        return _form_page(form)
    if not _is_ready(form):
        return _form_page(form), 422
    if form.lacks_end:
        form.until.errors = [mistake("missing")]
        return _form_page(form), 422
    return _carried_out(
        form,
        lambda db, who, at: service.plan(db, form.planned, form.rhythm, actor=who, at=at)[0],
        _("The activity is planned."),
    )


@bp.route("/propose", methods=["GET", "POST"])
@needs(P.ACTIVITY_COMMENT)
def propose() -> ResponseReturnValue:
    form, actor = ProposalForm(), current_actor()
    form.offer(choices_for_boards(actor))
    if not _is_ready(form):
        return render_template("activities/propose.html", form=form), 422 if form.is_submitted() else 200
    unit_id = min(actor.units(P.ACTIVITY_COMMENT))

    def act(db: Session, who: Actor, at: datetime) -> Activity:
        content = form.content(standing_plan(form.day.date), unit_id)
        return service.propose(db, content, actor=who, at=at)

    return _carried_out(
        form,
        act,
        _("Thank you. Those who plan activities have been told."),
        "activities/propose.html",
    )


@bp.route("/<int:activity_id>/edit", methods=["GET", "POST"])
@hidden_without(*policy.PLANNERS)
def edit(activity_id: int) -> ResponseReturnValue:
    """The same page takes a proposal in: saving plans it."""
    actor, form = current_actor(), ActivityForm()
    row = one.find_to_keep(reader(), actor, activity_id)
    if not row.is_open:
        raise Invalid("activity-over", fresh_url=url_for("activities.show", activity_id=activity_id))
    offered = choices(actor, row)
    form.offer(offered)
    if not form.is_submitted():
        form.show(row)
        if row.status is ActivityStatus.PROPOSED:
            form.unit_id.data = offered.units[0][0]
    if not _is_ready(form):
        return _form_page(form, row), 422 if form.is_submitted() else 200
    act = service.accept if row.status is ActivityStatus.PROPOSED else service.change
    seen = form.version.data or 0
    return _carried_out(
        form,
        lambda db, who, at: act(db, activity_id, form.planned, seen=seen, actor=who, at=at),
        _("The activity is planned.") if act is service.accept else _("The changes have been saved."),
        row=row,
    )


def _begin(form: NewActivityForm, actor: Actor) -> None:
    """Empty, or like an activity that is copied, but for the day."""
    copied = number_in(request.args.get("copy"))
    if copied:
        form.show(one.find(reader(), actor, copied))
        form.day.data = form.comment_by.data = form.version.data = None
    form.plan_id.data = str(standing_plan(None))
    if not copied:
        form.responsible_id.data = str(actor.user_id)


def _is_ready(form: ProposalForm) -> bool:
    return form.validate_on_submit() and not cautions.hold(form, HOOKS.watch_for(reader(), current_actor()))


def _carried_out(
    form: ProposalForm,
    act: Do,
    said: str,
    template: str = "activities/form.html",
    row: Activity | None = None,
) -> ResponseReturnValue:
    actor = current_actor()
    try:
        with transaction() as db:
            claim = submissions.claim(db, form.key, actor=actor, at=now())
            done = act(db, actor, now())
            claim.location = here = url_for("activities.show", activity_id=done.id)
    except Invalid as refusal:
        form.add_errors(refusal, mistake)
        return render_template(template, form=form, row=row), 422
    flash(said, "success")
    return redirect(here, 303)


def _form_page(form: ProposalForm, row: Activity | None = None) -> str:
    return render_template("activities/form.html", form=form, row=row)
