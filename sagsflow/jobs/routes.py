"""The administrator's page of due work: how it stands, how far long work is, and what was given up."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sagsflow.access.permissions import Permission as P
from sagsflow.core.errors import Invalid
from sagsflow.jobs import mending, queries
from sagsflow.web.database import now, reader, transaction
from sagsflow.web.forms import Form
from sagsflow.web.guard import current_actor, needs

bp = Blueprint("work", __name__, url_prefix="/admin/work")


@bp.get("")
@needs(P.ADMINISTER)
def index() -> ResponseReturnValue:
    db, at = reader(), now()
    return render_template(
        "jobs/index.html",
        standing=queries.standing(db, at),
        given_up=queries.given_up(db),
        failing=queries.failing(db),
        under_way=queries.under_way(db),
    )


@bp.post("/<int:job_id>/again")
@needs(P.ADMINISTER)
def try_again(job_id: int) -> ResponseReturnValue:
    _mend(mending.try_again, job_id)
    flash(_("It is being tried again."))
    return redirect(url_for("work.index"), 303)


@bp.post("/<int:job_id>/let-be")
@needs(P.ADMINISTER)
def let_be(job_id: int) -> ResponseReturnValue:
    _mend(mending.let_be, job_id)
    flash(_("It is off the list and will not be done."))
    return redirect(url_for("work.index"), 303)


def _mend(act: Callable[..., None], job_id: int) -> None:
    if not Form().validate():
        raise Invalid("form")
    with transaction() as db:
        act(db, job_id, actor=current_actor(), at=now())
