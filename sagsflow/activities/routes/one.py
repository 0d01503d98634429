"""One activity, what is said about it, and its place in a calendar."""

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sagsflow.accounts import queries as accounts
from sagsflow.activities import policy, service
from sagsflow.activities.forms import CommentForm, PressForm
from sagsflow.activities.hooks import HOOKS
from sagsflow.activities.queries import one
from sagsflow.activities.queries.lists import ENDED
from sagsflow.activities.routes.lists import bp, words
from sagsflow.activities.words import mistake
from sagsflow.core.errors import Invalid
from sagsflow.web import cautions, ical, submissions
from sagsflow.web.database import now, reader, transaction
from sagsflow.web.guard import current_actor, hidden_without
from sagsflow.web.platform import platform


@bp.get("/<int:activity_id>")
@hidden_without(*policy.READERS)
def show(activity_id: int) -> ResponseReturnValue:
    return _page(activity_id, CommentForm())


@bp.get("/<int:activity_id>/calendar.ics")
@hidden_without(*policy.READERS)
def calendar(activity_id: int) -> ResponseReturnValue:
    """A file to put in one's own calendar."""
    row = one.find(reader(), current_actor(), activity_id)
    base = platform().settings.public_url.rstrip("/")
    event = ical.Happening(
        uid=f"activity-{row.id}@{base.partition('://')[2] or 'sagsflow'}",
        sequence=row.version,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        title=row.title,
        place=row.place,
        url=f"{base}{url_for('activities.show', activity_id=row.id)}",
        changed_at=row.status_at,
        cancelled=row.status in ENDED,
    )
    sent = Response(ical.feed([event], row.title), mimetype="text/calendar")
    sent.headers["Content-Disposition"] = 'attachment; filename="activity.ics"'
    return sent


@bp.post("/<int:activity_id>/comments")
@hidden_without(*policy.TALKERS)
def comment(activity_id: int) -> ResponseReturnValue:
    form, actor = CommentForm(), current_actor()
    here = url_for("activities.show", activity_id=activity_id, _anchor="comments")
    one.find(reader(), actor, activity_id)
    if not form.validate() or cautions.hold(form, HOOKS.watch_for(reader(), actor)):
        return _page(activity_id, form), 422
    try:
        with submissions.once(form.key, here) as db:
            service.comment(db, activity_id, form.text.data or "", actor=actor, at=now())
    except Invalid as refusal:
        form.add_errors(refusal, mistake)
        return _page(activity_id, form), 422
    return redirect(here, 303)


@bp.post("/<int:activity_id>/comments/<int:comment_id>/withdraw")
@hidden_without(*policy.TALKERS)
def withdraw_comment(activity_id: int, comment_id: int) -> ResponseReturnValue:
    if not PressForm().validate():
        raise Invalid("form")
    with transaction() as db:
        service.withdraw(db, activity_id, comment_id, actor=current_actor(), at=now())
    flash(_("Your comment has been taken back."))
    return redirect(url_for("activities.show", activity_id=activity_id, _anchor="comments"), 303)


def _page(activity_id: int, form: CommentForm) -> str:
    actor, db = current_actor(), reader()
    row = one.find(db, actor, activity_id)
    names = accounts.user_names(db, {row.responsible_id})
    return render_template(
        "activities/show.html",
        row=row,
        form=form,
        responsible=names.get(row.responsible_id or 0),
        comments=one.comments(db, actor, row),
        dates=one.dates_of(db, actor, row),
        hears=policy.hears_comments(actor, row),
        may_keep=policy.may_keep(actor, row),
        may_count=policy.may_count(actor, row, now()),
        may_copy=actor.may_any(policy.PLANNERS),
        over=row.is_over(now()),
        **words(),
    )
