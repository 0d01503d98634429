"""The administrator's pages for organisations, their names and their units."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sagsflow.access.permissions import Permission as P
from sagsflow.core.errors import Invalid
from sagsflow.organisations import queries, service
from sagsflow.organisations.administration import bp
from sagsflow.organisations.forms import (
    ORGANISATION_KINDS,
    UNIT_KINDS,
    BoardForm,
    NameForm,
    NewOrganisationForm,
    NewUnitForm,
    OrganisationForm,
    UnitForm,
    day_of,
    words,
)
from sagsflow.organisations.models import OrganisationKind, UnitKind
from sagsflow.web import submissions
from sagsflow.web.database import now, reader, transaction
from sagsflow.web.filters import today
from sagsflow.web.forms import Form, number_in, text_of
from sagsflow.web.guard import current_actor, needs


@bp.get("/")
@needs(P.ADMINISTER)
def index() -> ResponseReturnValue:
    return redirect(url_for("administration.organisations"), 303)


@bp.get("/organisations")
@needs(P.ADMINISTER)
def organisations() -> ResponseReturnValue:
    return render_template(
        "organisations/index.html",
        organisations=queries.all_organisations(reader()),
        counts=queries.unit_counts(reader()),
        kinds=ORGANISATION_KINDS,
    )


@bp.get("/organisations/new")
@needs(P.ADMINISTER)
def new_organisation() -> ResponseReturnValue:
    return _new(NewOrganisationForm())


@bp.post("/organisations/new")
@needs(P.ADMINISTER)
def create_organisation() -> ResponseReturnValue:
    form, actor = NewOrganisationForm(), current_actor()
    if not form.validate_on_submit():
        return _new(form), 422
    new = service.NewOrganisation(text_of(form.name), OrganisationKind(form.kind.data), form.cvr.data)
    try:
        with transaction() as db:
            claim = submissions.claim(db, form.key, actor=actor, at=now())
            row = service.create_organisation(db, new, actor=actor, at=now())
            claim.location = _address(row.id)
    except Invalid as refusal:
        form.add_errors(refusal, words)
        return _new(form), 422
    return _done(row.id, _("The organisation has been created."))


@bp.get("/organisations/<int:organisation_id>")
@needs(P.ADMINISTER)
def organisation(organisation_id: int) -> ResponseReturnValue:
    row = queries.organisation(reader(), organisation_id)
    units = queries.units_of(reader(), organisation_id)
    return render_template(
        "organisations/organisation.html",
        organisation=row,
        units=units,
        areas=queries.areas_of_organisation(reader(), organisation_id),
        carried_over=queries.carried_over_areas(reader(), today()),
        kinds=ORGANISATION_KINDS,
        unit_kinds=UNIT_KINDS,
    )


@bp.get("/organisations/<int:organisation_id>/edit")
@needs(P.ADMINISTER)
def organisation_details(organisation_id: int) -> ResponseReturnValue:
    return _edit(OrganisationForm(obj=queries.organisation(reader(), organisation_id)), organisation_id)


@bp.post("/organisations/<int:organisation_id>/edit")
@needs(P.ADMINISTER)
def edit_organisation(organisation_id: int) -> ResponseReturnValue:
    form = OrganisationForm()
    if not form.validate_on_submit():
        return _edit(form, organisation_id), 422
    try:
        with transaction() as db:
            row = queries.organisation(db, organisation_id)
            service.edit_organisation(
                db,
                row,
                cvr=form.cvr.data,
                cpr_allowed=form.cpr_allowed.data,
                actor=current_actor(),
                at=now(),
            )
    except Invalid as refusal:
        form.add_errors(refusal, words)
        return _edit(form, organisation_id), 422
    return _done(organisation_id, _("The changes have been saved."))


@bp.get("/organisations/<int:organisation_id>/name")
@needs(P.ADMINISTER)
def organisation_name(organisation_id: int) -> ResponseReturnValue:
    return _rename(NameForm(), organisation_id)


@bp.post("/organisations/<int:organisation_id>/name")
@needs(P.ADMINISTER)
def rename_organisation(organisation_id: int) -> ResponseReturnValue:
    form, actor = NameForm(), current_actor()
    if not form.validate_on_submit():
        return _rename(form, organisation_id), 422
    try:
        name, valid_from = text_of(form.name), day_of(form.valid_from)
        with submissions.once(form.key, _address(organisation_id)) as db:
            row = queries.organisation(db, organisation_id)
            service.rename_organisation(db, row, name=name, valid_from=valid_from, actor=actor, at=now())
    except Invalid as refusal:
        form.add_errors(refusal, words)
        return _rename(form, organisation_id), 422
    return _done(organisation_id, _("The new name has been saved."))


@bp.get("/organisations/<int:organisation_id>/units/new")
@needs(P.ADMINISTER)
def new_unit(organisation_id: int) -> ResponseReturnValue:
    return _new_unit(NewUnitForm(), organisation_id)


@bp.post("/organisations/<int:organisation_id>/units/new")
@needs(P.ADMINISTER)
def create_unit(organisation_id: int) -> ResponseReturnValue:
    form, actor = NewUnitForm(), current_actor()
    if not form.validate_on_submit():
        return _new_unit(form, organisation_id), 422
    new = service.NewUnit(organisation_id, text_of(form.name), UnitKind(form.kind.data), form.phone.data)
    try:
        with submissions.once(form.key, _address(organisation_id)) as db:
            service.create_unit(db, new, actor=actor, at=now())
    except Invalid as refusal:
        form.add_errors(refusal, words)
        return _new_unit(form, organisation_id), 422
    return _done(organisation_id, _("The unit has been created."))


@bp.get("/units/<int:unit_id>")
@needs(P.ADMINISTER)
def unit(unit_id: int) -> ResponseReturnValue:
    form = _unit_form(unit_id)
    form.process(obj=queries.unit(reader(), unit_id))
    if isinstance(form, BoardForm):
        form.areas.data = [str(area.id) for area in queries.areas_spoken_for(reader(), [unit_id])]
    return _unit(form, unit_id)


@bp.post("/units/<int:unit_id>")
@needs(P.ADMINISTER)
def edit_unit(unit_id: int) -> ResponseReturnValue:
    form = _unit_form(unit_id)
    if not form.validate_on_submit():
        return _unit(form, unit_id), 422
    chosen = [number_in(one) for one in form.areas.data or ()] if isinstance(form, BoardForm) else None
    try:
        with transaction() as db:
            row = queries.unit(db, unit_id)
            service.edit_unit(
                db,
                row,
                name=text_of(form.name),
                phone=form.phone.data,
                active=form.active.data,
                area_ids=chosen,
                actor=current_actor(),
                at=now(),
            )
    except Invalid as refusal:
        form.add_errors(refusal, words)
        return _unit(form, unit_id), 422
    return _done(row.organisation_id, _("The changes have been saved."))


def _address(organisation_id: int) -> str:
    return url_for("administration.organisation", organisation_id=organisation_id)


def _done(organisation_id: int, message: str) -> ResponseReturnValue:
    flash(message)
    return redirect(_address(organisation_id), 303)


def _new(form: Form) -> str:
    return render_template("organisations/new_organisation.html", form=form)


def _edit(form: Form, organisation_id: int) -> str:
    row = queries.organisation(reader(), organisation_id)
    return render_template("organisations/edit_organisation.html", form=form, organisation=row)


def _rename(form: Form, organisation_id: int) -> str:
    row = queries.organisation(reader(), organisation_id)
    return render_template("organisations/rename_organisation.html", form=form, organisation=row)


def _new_unit(form: Form, organisation_id: int) -> str:
    row = queries.organisation(reader(), organisation_id)
    return render_template("organisations/new_unit.html", form=form, organisation=row)


def _unit_form(unit_id: int) -> UnitForm:
    row = queries.unit(reader(), unit_id)
    if row.kind is not UnitKind.TENANT_BOARD:
        return UnitForm()
    form = BoardForm()
    form.offer(queries.areas_of_organisation(reader(), row.organisation_id))
    return form


def _unit(form: Form, unit_id: int) -> str:
    row = queries.unit(reader(), unit_id)
    return render_template("organisations/unit.html", form=form, unit=row, unit_kinds=UNIT_KINDS)
