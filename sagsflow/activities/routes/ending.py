"""What became of an activity: how many came, or why it is cancelled or a proposal declined."""

from collections.abc import Callable
from datetime import datetime

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.activities import policy, service
from sagsflow.activities.forms import AttendanceForm, ReasonForm
from sagsflow.activities.hooks import HOOKS
from sagsflow.activities.models import Activity, ActivityStatus
from sagsflow.activities.queries import one
from sagsflow.activities.routes.lists import bp
from sagsflow.activities.words import mistake
from sagsflow.core.errors import Invalid
from sagsflow.web import cautions, submissions
from sagsflow.web.database import now, reader
from sagsflow.web.forms import Form, number_of, text_of
from sagsflow.web.guard import current_actor, hidden_without

Act = Callable[[Session, Actor, datetime], object]


@bp.route("/<int:activity_id>/attendance", methods=["GET", "POST"])
@hidden_without(*policy.PLANNERS)
def attendance(activity_id: int) -> ResponseReturnValue:
    actor, form = current_actor(), AttendanceForm()
    row = one.find_to_keep(reader(), actor, activity_id)
    if not policy.may_count(actor, row, now()):
        raise Invalid("not-begun", fresh_url=url_for("activities.show", activity_id=activity_id))
    if not form.is_submitted():
        form.show(row)
    shown = number_of(form.version)

    def act(db: Session, who: Actor, at: datetime) -> object:
        return service.write_attendance(db, activity_id, form.attendance, seen=shown, actor=who, at=at)

    return _asked(form, row, "activities/attendance.html", act, _("The numbers have been written down."))


@bp.route("/<int:activity_id>/cancel", methods=["GET", "POST"])
@hidden_without(*policy.PLANNERS)
def cancel(activity_id: int) -> ResponseReturnValue:
    form, row = ReasonForm(), _still(activity_id, ActivityStatus.PLANNED)

    def act(db: Session, who: Actor, at: datetime) -> object:
        return service.cancel(db, activity_id, text_of(form.reason), actor=who, at=at)

    return _asked(form, row, "activities/cancel.html", act, _("The activity is cancelled."))


@bp.route("/<int:activity_id>/decline", methods=["GET", "POST"])
@hidden_without(*policy.PLANNERS)
def decline(activity_id: int) -> ResponseReturnValue:
    form, row = ReasonForm(), _still(activity_id, ActivityStatus.PROPOSED)

    def act(db: Session, who: Actor, at: datetime) -> object:
        return service.decline(db, activity_id, text_of(form.reason), actor=who, at=at)

    said = _("The proposal is declined, and whoever proposed it is told.")
    return _asked(form, row, "activities/decline.html", act, said)


def _still(activity_id: int, status: ActivityStatus) -> Activity:
    row = one.find_to_keep(reader(), current_actor(), activity_id)
    if row.status is not status:
        raise Invalid("activity-over", fresh_url=url_for("activities.show", activity_id=activity_id))
    return row


def _asked(form: Form, row: Activity, template: str, act: Act, said: str) -> ResponseReturnValue:
    actor, here = current_actor(), url_for("activities.show", activity_id=row.id)
    ready = form.validate_on_submit() and not cautions.hold(form, HOOKS.watch_for(reader(), actor))
    if not ready or not _done(form, act, here):
        return render_template(template, form=form, row=row), 422 if form.is_submitted() else 200
    flash(said, "success")
    return redirect(here, 303)


def _done(form: Form, act: Act, here: str) -> bool:
    """Whether it was carried out; otherwise the form says what is wrong."""
    actor = current_actor()
    try:
        with submissions.once(form.key, here) as db:
            act(db, actor, now())
    except Invalid as refusal:
        if not refusal.fields:
            raise
        form.add_errors(refusal, mistake)
        return False
    return True
