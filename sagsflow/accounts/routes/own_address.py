"""One's own address: what it is for, giving it, and taking it away."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sagsflow.accounts import homes
from sagsflow.accounts.forms import HomeForm, words
from sagsflow.accounts.routes.blueprint import bp
from sagsflow.core.errors import Invalid
from sagsflow.web import submissions
from sagsflow.web.database import now, reader
from sagsflow.web.guard import current_actor, signed_in


@bp.get("/account/address")
@signed_in
def own_address() -> ResponseReturnValue:
    return _page(HomeForm(obj=homes.home_of(reader(), current_actor().user_id)))


@bp.post("/account/address")
@signed_in
def keep_own_address() -> ResponseReturnValue:
    form, here, actor = HomeForm(), url_for("accounts.own"), current_actor()
    if not form.validate():
        return _page(form), 422
    try:
        with submissions.once(form.key, here) as db:
            homes.keep(db, form.home, actor=actor, at=now())
    except Invalid as refusal:
        form.add_errors(refusal, words)
        return _page(form), 422
    flash(
        _("Your address is kept.") if form.home != homes.Home() else _("Your address is not kept any more.")
    )
    return redirect(here, 303)


def _page(form: HomeForm) -> str:
    return render_template("accounts/own_address.html", form=form)
