"""Moves a meeting to another time or place, or cancels it."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from sagsflow.access.permissions import Permission as P
from sagsflow.core.calendar import COPENHAGEN, copenhagen_date
from sagsflow.core.errors import Invalid, Stale
from sagsflow.meetings.forms import CancelForm, WhenForm
from sagsflow.meetings.models import Meeting
from sagsflow.meetings.queries import meetings
from sagsflow.meetings.routes.acting import room_url
from sagsflow.meetings.routes.answering import run_by_me
from sagsflow.meetings.service import changing
from sagsflow.meetings.words import mistake
from sagsflow.web import errors, submissions
from sagsflow.web.database import now, reader, transaction
from sagsflow.web.forms import number_of
from sagsflow.web.guard import current_actor, hidden_without
from sagsflow.web.platform import platform


def add_to(bp: Blueprint) -> None:
    bp.add_url_rule("/<int:meeting_id>/when", "change", change, methods=["GET", "POST"])
    bp.add_url_rule("/<int:meeting_id>/cancel", "cancel", cancel, methods=["POST"])


@hidden_without(P.MEETING_READ)
def change(meeting_id: int) -> ResponseReturnValue:
    meeting = run_by_me(meeting_id)
    form = WhenForm()
    if not form.is_submitted():
        _fill(form, meeting)
    elif form.validate():
        try:
            return _moved(meeting_id, form)
        except Invalid as refusal:
            form.add_errors(refusal, mistake)
        except Stale as stale:
            return _stale(stale, meeting_id)
    return _page(meeting, form), 422 if form.errors or form.form_errors else 200


def _fill(form: WhenForm, meeting: Meeting) -> None:
    form.day.show(copenhagen_date(meeting.starts_at))
    form.starts.data = f"{meeting.starts_at.astimezone(COPENHAGEN):%H.%M}"
    form.ends.data = f"{meeting.ends_at.astimezone(COPENHAGEN):%H.%M}"
    form.place.data, form.version.data = meeting.place, str(meeting.version)


def _page(meeting: Meeting, form: WhenForm) -> str:
    return render_template(
        "meetings/when.html",
        meeting=meeting,
        form=form,
        ending=CancelForm(prefix="cancel", formdata=None, version=str(meeting.version)),
        waiting=meetings.item_counts(reader(), [meeting.id]).get(meeting.id, meetings.NOTHING).waiting,
    )


def _moved(meeting_id: int, form: WhenForm) -> ResponseReturnValue:
    here, actor = room_url(meeting_id), current_actor()
    with submissions.once(form.key, here) as db:
        version = number_of(form.version)
        changing.reschedule(
            db, meeting_id, form.when(), version=version, actor=actor, at=now(), pathways=platform()
        )
    flash(gettext("The meeting is moved. Fetch the invitation again, so that calendars follow."))
    return redirect(here, 303)


@hidden_without(P.MEETING_READ)
def cancel(meeting_id: int) -> ResponseReturnValue:
    run_by_me(meeting_id)
    form, actor = CancelForm(prefix="cancel"), current_actor()
    try:
        with transaction() as db:
            changing.cancel(db, meeting_id, version=number_of(form.version), actor=actor, at=now())
    except Stale as stale:
        return _stale(stale, meeting_id)
    flash(gettext("The meeting is cancelled."))
    return redirect(room_url(meeting_id), 303)


def _stale(stale: Stale, meeting_id: int) -> ResponseReturnValue:
    changes = [gettext("Somebody else has changed the time or the place meanwhile.")]
    fresh = url_for("meetings.change", meeting_id=meeting_id)
    return errors.page(409, error=stale, changes=changes, fresh_url=fresh)
