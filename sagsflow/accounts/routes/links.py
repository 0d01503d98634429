"""The page behind a one-time link: choose a password."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sagsflow.accounts import service
from sagsflow.accounts.forms import ChosenPassword, words
from sagsflow.accounts.routes.blueprint import bp
from sagsflow.core.errors import Invalid, NotFound
from sagsflow.web.database import now, reader, transaction
from sagsflow.web.forms import text_of
from sagsflow.web.guard import public

GONE = 410


@bp.get("/password")
@public
def choose_password() -> ResponseReturnValue:
    """The token stands after the question mark, where the log of failed requests does not look."""
    form = ChosenPassword(data={"code": request.args.get("code", "")})
    return _page(form)


@bp.post("/password")
@public
def keep_password() -> ResponseReturnValue:
    form = ChosenPassword()
    if not form.validate_on_submit():
        return _page(form, status=422)
    try:
        with transaction() as db:
            service.activate(db, text_of(form.code), password=form.new_password.data or "", at=now())
    except Invalid as refusal:
        form.add_errors(refusal, words)
        return _page(form, status=422)
    except NotFound:
        return _page(form)
    flash(_("Your password has been saved. Sign in with it."))
    return redirect(url_for("accounts.sign_in"), 303)


def _page(form: ChosenPassword, *, status: int = 200) -> ResponseReturnValue:
    try:
        user = service.require_usable(reader(), text_of(form.code), now())
    except NotFound as refusal:
        return render_template("accounts/link_gone.html", reason=refusal.reason), GONE
    return render_template("accounts/choose_password.html", form=form, user=user), status
