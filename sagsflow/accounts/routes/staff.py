"""What an administrator or a leader decides about the people of her units; never about herself."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sagsflow.access.actor import Actor
from sagsflow.access.permissions import Permission as P
from sagsflow.accounts import queries, service
from sagsflow.accounts.forms import words
from sagsflow.accounts.models import FactorReset
from sagsflow.accounts.policy import looks_after
from sagsflow.accounts.routes.blueprint import staff
from sagsflow.core.errors import Invalid
from sagsflow.web.database import now, reader, transaction
from sagsflow.web.guard import current_actor, needs


@staff.get("/")
@needs(P.ADMINISTER, P.STAFF_LEAD)
def index() -> ResponseReturnValue:
    actor, resets = current_actor(), queries.waiting_resets(reader())
    mine = [row for row in resets if looks_after(actor, queries.units_of(reader(), row.user_id))]
    return render_template(
        "accounts/staff/index.html",
        resets=[(row, _may_decide(actor, row)) for row in mine],
        names=queries.user_names(reader(), [row.asked_by for row in mine]),
    )


@staff.post("/resets/<int:reset_id>/confirm")
@needs(P.ADMINISTER, P.STAFF_LEAD)
def confirm_reset(reset_id: int) -> ResponseReturnValue:
    try:
        with transaction() as db:
            user = service.confirm_reset(db, reset_id, actor=current_actor(), at=now())
    except Invalid as refusal:
        return _back(words(refusal.reason), "error")
    return _back(_("%(name)s sets up a phone at the next sign-in.", name=user.name))


@staff.post("/resets/<int:reset_id>/decline")
@needs(P.ADMINISTER, P.STAFF_LEAD)
def decline_reset(reset_id: int) -> ResponseReturnValue:
    try:
        with transaction() as db:
            service.decline_reset(db, reset_id, actor=current_actor(), at=now())
    except Invalid as refusal:
        return _back(words(refusal.reason), "error")
    return _back(_("Declined. Nothing was changed."))


def _may_decide(actor: Actor, row: FactorReset) -> bool:
    return actor.user_id not in {row.asked_by, row.user_id}


def _back(message: str, category: str = "message") -> ResponseReturnValue:
    flash(message, category)
    return redirect(url_for("staff.index"), 303)
