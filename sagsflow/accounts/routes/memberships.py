"""The administrator's pages for roles; one's own are somebody else's to give and to end."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sagsflow.access.permissions import Permission as P
from sagsflow.access.roles import Role
from sagsflow.accounts import queries, service
from sagsflow.accounts.forms import ROLES, EndForm, MembershipForm, unit_choices, words
from sagsflow.core.calendar import copenhagen_date
from sagsflow.core.errors import Invalid
from sagsflow.organisations.administration import bp
from sagsflow.organisations.forms import day_of
from sagsflow.organisations.queries import all_units
from sagsflow.web import submissions
from sagsflow.web.database import now, reader, transaction
from sagsflow.web.guard import current_actor, needs


@bp.get("/people/<int:user_id>/memberships/new")
@needs(P.ADMINISTER)
def new_membership(user_id: int) -> ResponseReturnValue:
    return _grant(MembershipForm(data={"valid_from": copenhagen_date(now())}), user_id)


@bp.post("/people/<int:user_id>/memberships/new")
@needs(P.ADMINISTER)
def grant_membership(user_id: int) -> ResponseReturnValue:
    form, actor = MembershipForm(), current_actor()
    form.unit_id.choices = unit_choices(all_units(reader()))
    if not form.validate_on_submit():
        return _grant(form, user_id), 422
    try:
        new = service.NewMembership(
            user_id, form.unit_id.data, Role(form.role.data), day_of(form.valid_from), form.valid_to.date
        )
        with submissions.once(form.key, _address(user_id)) as db:
            service.grant_membership(db, new, actor=actor, at=now())
    except Invalid as refusal:
        form.add_errors(refusal, words)
        return _grant(form, user_id), 422
    return _done(
        user_id,
        _("The role has been given. It holds when another administrator or a leader confirms it."),
    )


@bp.get("/memberships/<int:membership_id>/end")
@needs(P.ADMINISTER)
def ending_membership(membership_id: int) -> ResponseReturnValue:
    return _end(EndForm(data={"last_day": copenhagen_date(now())}), membership_id)


@bp.post("/memberships/<int:membership_id>/end")
@needs(P.ADMINISTER)
def end_membership(membership_id: int) -> ResponseReturnValue:
    form = EndForm()
    if not form.validate_on_submit():
        return _end(form, membership_id), 422
    try:
        with transaction() as db:
            row = queries.membership(db, membership_id)
            service.end_membership(db, row, last_day=day_of(form.last_day), actor=current_actor(), at=now())
    except Invalid as refusal:
        form.add_errors(refusal, words)
        return _end(form, membership_id), 422
    return _done(row.user_id, _("The last day of the role has been saved."))


def _address(user_id: int) -> str:
    return url_for("administration.person", user_id=user_id)


def _done(user_id: int, message: str) -> ResponseReturnValue:
    flash(message)
    return redirect(_address(user_id), 303)


def _grant(form: MembershipForm, user_id: int) -> str:
    form.unit_id.choices = unit_choices(all_units(reader()))
    user = queries.user(reader(), user_id)
    return render_template("accounts/new_membership.html", form=form, user=user)


def _end(form: EndForm, membership_id: int) -> str:
    held = queries.membership(reader(), membership_id)
    user = queries.user(reader(), held.user_id)
    return render_template("accounts/end_membership.html", form=form, held=held, user=user, roles=ROLES)
