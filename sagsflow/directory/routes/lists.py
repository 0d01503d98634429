"""Reading in a list of offers: send it, look at what it means row by row, confirm it, and see how far it is."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sagsflow.access.permissions import Permission as P
from sagsflow.core.errors import Forbidden, Invalid
from sagsflow.directory import queries
from sagsflow.directory.forms import PressForm, UploadForm
from sagsflow.directory.importing import service
from sagsflow.directory.importing.meaning import DANISH
from sagsflow.directory.importing.tables import MAX_BYTES
from sagsflow.directory.models import ImportState
from sagsflow.directory.routes.offers import bp, own_units
from sagsflow.directory.words import COLUMNS, FAULTS, mistake
from sagsflow.jobs import queries as work
from sagsflow.web import submissions
from sagsflow.web.database import now, reader, transaction
from sagsflow.web.guard import current_actor, needs
from sagsflow.web.uploads import takes_up_to

KEEPERS = (P.STAFF_LEAD, P.ADMINISTER)


@bp.route("/lists/new", methods=["GET", "POST"])
@needs(*KEEPERS)
@takes_up_to(MAX_BYTES + 1024 * 1024)
def send_list() -> ResponseReturnValue:
    units, form, actor = own_units(), UploadForm(), current_actor()
    if not units:
        raise Forbidden("offer")
    form.offer_units(units)
    if not form.validate_on_submit():
        return _send_page(form)
    sent = request.files.get(form.file.name)
    try:
        with transaction() as db:
            claim = submissions.claim(db, form.key, actor=actor, at=now())
            name, data = (sent.filename or "", sent.read()) if sent else ("", b"")
            kept = service.take_in(db, name, data, form.unit_id.data, actor=actor, at=now())
            claim.location = here = url_for("directory.show_list", import_id=kept.id)
    except Invalid as refusal:
        form.add_errors(refusal, mistake)
        return _send_page(form)
    return redirect(here, 303)


@bp.get("/lists/<int:import_id>")
@needs(*KEEPERS)
def show_list(import_id: int) -> ResponseReturnValue:
    db = reader()
    kept = queries.shown_import(db, import_id, current_actor())
    rows = service.meant_rows(kept)
    return render_template(
        "directory/list.html",
        kept=kept,
        rows=rows,
        known=service.existing(db, rows) if kept.state is ImportState.SHOWN else {},
        units={unit.id: unit.name for unit in own_units()},
        job=work.by_key(db, service.key_of(import_id)),
        columns=COLUMNS,
        faults=FAULTS,
    )


@bp.post("/lists/<int:import_id>/confirm")
@needs(*KEEPERS)
def confirm_list(import_id: int) -> ResponseReturnValue:
    _press()
    with transaction() as db:
        service.confirm(db, import_id, actor=current_actor(), at=now())
    return redirect(url_for("directory.show_list", import_id=import_id), 303)


@bp.post("/lists/<int:import_id>/drop")
@needs(*KEEPERS)
def drop_list(import_id: int) -> ResponseReturnValue:
    _press()
    with transaction() as db:
        service.drop(db, import_id, actor=current_actor())
    flash(_("The list has been dropped. Nothing of it is in the directory."))
    return redirect(url_for("directory.index"), 303)


def _send_page(form: UploadForm) -> ResponseReturnValue:
    page = render_template("directory/send_list.html", form=form, headings="; ".join(DANISH))
    return page, 422 if form.is_submitted() else 200


def _press() -> None:
    if not PressForm().validate():
        raise Invalid("form")
