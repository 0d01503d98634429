"""Somebody stops: what is hers is listed, and handed over to colleagues, in one press."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sagsflow.access.permissions import Permission as P
from sagsflow.accounts import queries, service
from sagsflow.accounts.forms import LeavingForm, leaving_form, words
from sagsflow.accounts.models import User
from sagsflow.accounts.policy import scope_of
from sagsflow.accounts.routes.blueprint import staff
from sagsflow.accounts.service import Part
from sagsflow.core.calendar import copenhagen_date
from sagsflow.core.errors import Forbidden, Invalid, NotFound
from sagsflow.web import submissions
from sagsflow.web.database import now, reader
from sagsflow.web.forms import text_of
from sagsflow.web.guard import current_actor, needs


@staff.get("/people/<int:user_id>/leave")
@needs(P.ADMINISTER, P.STAFF_LEAD)
def leaving(user_id: int) -> ResponseReturnValue:
    user, parts = _parts(user_id)
    return _page(_form(parts, user_id)(), user)


@staff.post("/people/<int:user_id>/leave")
@needs(P.ADMINISTER, P.STAFF_LEAD)
def leave(user_id: int) -> ResponseReturnValue:
    user, parts = _parts(user_id)
    form, actor = _form(parts, user_id)(), current_actor()
    if not form.validate_on_submit():
        return _page(form, user), 422
    chosen = {part.where.unit_id: form[part.field].data or None for part in parts}
    try:
        with submissions.once(form.key, url_for("staff.index")) as db:
            row, note = queries.user(db, user_id), text_of(form["note"])
            service.leave(db, row, successors=chosen, note=note, actor=actor, at=now())
    except Invalid as refusal:
        form.add_errors(refusal, words)
        return _page(form, user), 422
    flash(_("The roles have ended, and the work has been handed over."))
    return redirect(url_for("staff.index"), 303)


def _parts(user_id: int) -> tuple[User, Sequence[Part]]:
    """Raises NotFound for people of other units, Forbidden for oneself and for whom one stands in."""
    actor, user = current_actor(), queries.user(reader(), user_id)
    parts = service.parts_of(reader(), user_id, now(), scope_of(actor))
    if not parts:
        raise NotFound
    if user_id in actor.stands_for:
        raise Forbidden("own-request")
    return user, parts


def _form(parts: Sequence[Part], user_id: int) -> type[LeavingForm]:
    on, units = copenhagen_date(now()), [part.where.unit_id for part in parts]
    found = [one for one in queries.people_in(reader(), units, on) if one.user_id != user_id]
    return leaving_form(parts, {unit: [one for one in found if one.unit_id == unit] for unit in units})


def _page(form: LeavingForm, user: User) -> str:
    return render_template("accounts/staff/leave.html", form=form, user=user)
