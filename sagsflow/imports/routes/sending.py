"""The list of files, a new one, and the template to begin with."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sagsflow.access.permissions import Permission as P
from sagsflow.accounts import queries as accounts
from sagsflow.cases.models import Domain
from sagsflow.cases.service.people import owners
from sagsflow.core.errors import Forbidden, Invalid
from sagsflow.files.tables import MAX_BYTES, read
from sagsflow.imports import queries, template
from sagsflow.imports.fields import Field
from sagsflow.imports.forms import SendForm
from sagsflow.imports.service import taking
from sagsflow.imports.service.checking import pathways_of
from sagsflow.imports.words import STAGES, mistake
from sagsflow.organisations import queries as organisations
from sagsflow.residents.queries import cpr_allowed
from sagsflow.web import submissions
from sagsflow.web.database import now, reader, transaction
from sagsflow.web.filters import today
from sagsflow.web.guard import current_actor, hidden_without
from sagsflow.web.language import current_language
from sagsflow.web.platform import platform
from sagsflow.web.spreadsheet import CSV, KINDS, XLSX, Sheet, asked_kind, download, write_book, written
from sagsflow.web.uploads import takes_up_to

FORM_AROUND = 1024 * 1024


def add_to(bp: Blueprint) -> None:
    bp.add_url_rule("", "index", index)
    bp.add_url_rule("/new", "new", new, methods=["GET", "POST"])
    bp.add_url_rule("/template", "template", send_template)


@hidden_without(P.CASE_IMPORT)
def index() -> ResponseReturnValue:
    db, found = reader(), queries.history(reader(), current_actor(), limit=queries.SHOWN + 1)
    rows = found[: queries.SHOWN]
    people = accounts.user_names(db, {row.user_id for row in rows})
    units = {unit.id: unit.name for unit in queries.units(db, current_actor())}
    more = len(found) > len(rows)
    return render_template(
        "imports/index.html", rows=rows, more=more, people=people, units=units, stages=STAGES
    )


@hidden_without(P.CASE_IMPORT)
@takes_up_to(MAX_BYTES + FORM_AROUND)
def new() -> ResponseReturnValue:
    units, form, actor = queries.units(reader(), current_actor()), SendForm(), current_actor()
    if not units:
        raise Forbidden("import")
    form.offer_units(units)
    if not form.validate_on_submit():
        return _page(form)
    sent = request.files.get(form.file.name)
    try:
        table = read(sent.read() if sent else b"")
        with transaction() as db:
            claim = submissions.claim(db, form.key, actor=actor, at=now())
            name = (sent.filename or "") if sent else ""
            kept = taking.take_in(db, name, table, form.unit_id.data, actor=actor, at=now())
            claim.location = here = url_for("imports.columns", import_id=kept.id)
    except Invalid as refusal:
        form.add_errors(refusal, mistake)
        return _page(form)
    return redirect(here, 303)


@hidden_without(P.CASE_IMPORT)
def send_template() -> ResponseReturnValue:
    kind = asked_kind(XLSX)
    units = queries.units(reader(), current_actor())
    chosen = template.columns(with_numbers=any(cpr_allowed(reader(), unit.id) for unit in units))
    allowed = _allowed([unit.id for unit in units])
    heading, rows = template.headings(chosen), [template.example(chosen, allowed)]
    name = _("residents-and-cases")
    if kind == CSV:
        return download(name, heading, rows)
    sheets = [Sheet(heading, rows, _("Residents and cases")), template.explanations(chosen, allowed)]
    return written(f"{name}.{XLSX}", KINDS[XLSX], lambda target: write_book(target, sheets))


def _allowed(unit_ids: list[int]) -> dict[Field, list[str]]:
    db, actor, language = reader(), current_actor(), current_language()
    pathways = {
        d.name.in_(language) for unit in unit_ids for d in pathways_of(platform().library, actor, unit)
    }
    roles = owners(Domain.SUPPORT) | owners(Domain.VOLUNTEER)
    people = accounts.people_in(db, set(unit_ids), today(), roles)
    agreements = organisations.sub_agreements(db)
    return {
        Field.AREA: [area.name for area in organisations.areas(db)],
        Field.PATHWAY: sorted(pathways),
        Field.SUB_AGREEMENT: [row.name_en if language == "en" else row.name_da for row in agreements],
        Field.OWNER: list(dict.fromkeys(person.name for person in people)),
        Field.INTERPRETER: [_("yes"), _("no")],
        Field.URGENT: [_("yes"), _("no")],
    }


def _page(form: SendForm) -> ResponseReturnValue:
    page = render_template("imports/new.html", form=form)
    return page, 422 if form.is_submitted() else 200
