"""One's own account: password, language, and where one is signed in."""

from collections.abc import Mapping
from datetime import timedelta

from flask import flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sagsflow.access.permissions import Permission as P
from sagsflow.accounts import deputies, homes, passwords, queries, service, throttle
from sagsflow.accounts.forms import ROLES, ChangedPassword, LanguageForm, words
from sagsflow.accounts.routes.blueprint import bp
from sagsflow.accounts.routes.entering import guesser
from sagsflow.core.calendar import copenhagen_date
from sagsflow.core.errors import Invalid
from sagsflow.core.ids import digest
from sagsflow.web.database import now, reader, transaction
from sagsflow.web.guard import current_actor, signed_in
from sagsflow.web.platform import platform
from sagsflow.web.sessions import rotate


@bp.get("/account")
@signed_in
def own() -> ResponseReturnValue:
    db, user_id, settings = reader(), current_actor().user_id, platform().settings
    user = queries.user(db, user_id)
    sessions = queries.live_sessions(
        db,
        user_id,
        now(),
        idle=timedelta(minutes=settings.idle_minutes),
        longest=timedelta(hours=settings.absolute_hours),
    )
    return render_template(
        "accounts/own.html",
        user=user,
        memberships=queries.memberships_by_user(db, [user_id])[user_id],
        roles=ROLES,
        sessions=sessions,
        has_home=homes.home_of(db, user_id) is not None,
        form=LanguageForm(obj=user),
        factor=queries.second_factor(db, user_id),
        codes_left=queries.recovery_codes_left(db, user_id),
        **_deputies(),
    )


def _deputies() -> Mapping[str, object]:
    """Who stands in for whom, and whether there is something to name a deputy for."""
    db, actor, on = reader(), current_actor(), copenhagen_date(now())
    standing_in = deputies.of_user(db, actor.user_id, on)
    return {
        "standing_in": standing_in,
        "names": queries.user_names(db, {row.membership.user_id for row in standing_in}),
        "may_name": actor.may_any({P.TASK_DO, P.STAFF_LEAD}) and bool(service.lendable(db, actor, on)),
    }


@bp.post("/account/language")
@signed_in
def choose_language() -> ResponseReturnValue:
    form = LanguageForm()
    if form.validate_on_submit():
        with transaction() as db:
            service.choose_language(db, queries.user(db, current_actor().user_id), form.language.data)
    return redirect(url_for("accounts.own", lang=form.language.data), 303)


@bp.get("/account/password")
@signed_in
def own_password() -> ResponseReturnValue:
    return _page(ChangedPassword())


@bp.post("/account/password")
@signed_in
def change_password() -> ResponseReturnValue:
    """The old password is asked for, and guessed at no faster here than at the door."""
    form = ChangedPassword()
    if not form.validate_on_submit():
        return _page(form), 422
    if not _knows_old(form.password.data or ""):
        form.password.errors = [_("This is not your password.")]
        return _page(form), 422
    try:
        _change(form.new_password.data or "")
    except Invalid as refusal:
        form.add_errors(refusal, words)
        return _page(form), 422
    rotate()
    flash(_("Your password has been changed. You have been signed out in all other browsers."))
    return redirect(url_for("accounts.own"), 303)


def _knows_old(password: str) -> bool:
    user = queries.user(reader(), current_actor().user_id)
    who = guesser(user.login)
    with transaction() as db:
        throttle.take_try(db, who, now())
    right = passwords.matches(user.password_hash, password)
    if right:
        with transaction() as db:
            throttle.forget_tries(db, who, now())
    return right


def _change(password: str) -> None:
    actor, kept = current_actor(), digest(session.token)  # type: ignore[attr-defined]  # a StoredSession
    with transaction() as db:
        user = queries.user(db, actor.user_id)
        service.change_password(db, user, password=password, actor=actor, kept_session=kept, at=now())


def _page(form: ChangedPassword) -> str:
    return render_template("accounts/own_password.html", form=form)
