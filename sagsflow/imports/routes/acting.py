"""What is pressed about a file: what its columns are, which rows, a trial, reading in, dropping, undoing."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from sagsflow.access.permissions import Permission as P
from sagsflow.cases import policy
from sagsflow.core.errors import Invalid
from sagsflow.imports import fields, queries
from sagsflow.imports.fields import Field
from sagsflow.imports.findings import from_kept
from sagsflow.imports.forms import ColumnsForm, PressForm, choices_in, columns_form
from sagsflow.imports.models import CaseImport, Doing
from sagsflow.imports.service import taking, undoing
from sagsflow.imports.service.checking import columns_of, pathways_of
from sagsflow.imports.service.keeping import table_of
from sagsflow.imports.words import happened, mistake
from sagsflow.imports.work import ground
from sagsflow.organisations import queries as organisations
from sagsflow.residents.queries import cpr_allowed
from sagsflow.web import readlog, submissions
from sagsflow.web.database import now, reader, transaction
from sagsflow.web.forms import offered
from sagsflow.web.guard import current_actor, hidden_without
from sagsflow.web.language import current_language
from sagsflow.web.platform import platform


def add_to(bp: Blueprint) -> None:
    bp.add_url_rule("/<int:import_id>/columns", "columns", columns, methods=["GET", "POST"])
    bp.add_url_rule("/<int:import_id>/rows", "choose", choose, methods=["POST"])
    bp.add_url_rule("/<int:import_id>/try", "try_out", try_out, methods=["POST"])
    bp.add_url_rule("/<int:import_id>/read-in", "confirm", confirm, methods=["POST"])
    bp.add_url_rule("/<int:import_id>/drop", "drop", drop, methods=["POST"])
    bp.add_url_rule("/<int:import_id>/undo", "undo", undo, methods=["GET", "POST"])


@hidden_without(P.CASE_IMPORT)
def columns(import_id: int) -> ResponseReturnValue:
    kept = queries.get(reader(), current_actor(), import_id)
    table = table_of(reader(), kept)
    form = columns_form(table, hidden=_hidden(kept))
    _offer(form, kept)
    if form.validate_on_submit():
        try:
            with transaction() as db:
                claim = submissions.claim(
                    db, form.key, actor=current_actor(), at=now(), location=_here(import_id)
                )
                kept = taking.say_columns(db, import_id, form.said, actor=current_actor(), at=now())
            return _work_on(kept, claim.location)
        except Invalid as refusal:
            form.add_errors(refusal, mistake)
    elif not form.is_submitted():
        _show(form, kept, table.heading)
    readlog.shows(readlog.Reading("import-shown", count=kept.rows))
    page = render_template("imports/columns.html", form=form, kept=kept, sheet=table.sheet)
    return page, 422 if form.errors else 200


@hidden_without(P.CASE_IMPORT)
def choose(import_id: int) -> ResponseReturnValue:
    with _pressed(_here(import_id)) as db:
        kept = taking.shown(db, import_id, _seen(), actor=current_actor())
        chosen = choices_in(request.form, from_kept(kept.findings).same)
        taking.choose(db, import_id, chosen, actor=current_actor())
    return redirect(_here(import_id), 303)


@hidden_without(P.CASE_IMPORT)
def try_out(import_id: int) -> ResponseReturnValue:
    return _ask(import_id, Doing.TRY)


@hidden_without(P.CASE_IMPORT)
def confirm(import_id: int) -> ResponseReturnValue:
    return _ask(import_id, Doing.WRITE)


@hidden_without(P.CASE_IMPORT)
def drop(import_id: int) -> ResponseReturnValue:
    with _pressed(_here(import_id)) as db:
        taking.drop(db, import_id, actor=current_actor(), at=now())
    return redirect(_here(import_id), 303)


@hidden_without(P.CASE_IMPORT)
def undo(import_id: int) -> ResponseReturnValue:
    kept, form = queries.get(reader(), current_actor(), import_id), PressForm()
    hindered, known = undoing.hindered(reader(), import_id), _known(import_id)
    if form.validate_on_submit():
        try:
            with submissions.once(form.key, _here(import_id)) as db:
                kept = undoing.ask_undo(db, import_id, actor=current_actor(), at=now())
            return _work_on(kept, _here(import_id))
        except Invalid as refusal:
            form.add_errors(refusal, mistake)
    may = undoing.may_undo(kept, now())
    named = [number for ref, number in known.items() if ref in hindered.cases]
    if named:
        readlog.shows(readlog.Reading("import-shown", cases=named))
    page = render_template(
        "imports/undo.html",
        kept=kept,
        form=form,
        hindered=hindered,
        known=known,
        may_undo=may,
        happened=happened,
    )
    return page, 422 if form.form_errors else 200


def _known(import_id: int) -> Mapping[str, int]:
    """Those of the cases that this reader may see still, by number."""
    seen = policy.visible_to(current_actor(), now())
    return {case.ref: case.id for _came, case in queries.made(reader(), import_id, seen)}


def _ask(import_id: int, doing: Doing) -> ResponseReturnValue:
    kept: CaseImport | None = None
    with _pressed(_here(import_id)) as db:
        kept = taking.shown(db, import_id, _seen(), actor=current_actor())
        taking.ask(db, kept, doing, at=now())
    return _work_on(kept, _here(import_id))


@contextmanager
def _pressed(leads_to: str) -> Iterator[Session]:
    """One press, in one transaction. While something is done with the file already, it says so and does nothing."""
    try:
        with transaction() as db:
            key = request.form.get("submission", "")
            submissions.claim(db, key, actor=current_actor(), at=now(), location=leads_to)
            yield db
    except Invalid as refusal:
        flash(mistake(refusal.reason), "warning")


def _seen() -> str:
    """What the page that was pressed on had shown."""
    return request.form.get("seen", "")


def _work_on(kept: CaseImport | None, here: str) -> ResponseReturnValue:
    """A small file while one waits; a larger one is the worker's."""
    if kept is not None and kept.rows <= taking.AT_HAND:
        ground(platform()).perform(kept.id, now())
    return redirect(here, 303)


def _show(form: ColumnsForm, kept: CaseImport, headings: Sequence[str]) -> None:
    """What was said of this file, else of the last with the same headings, else what the headings say."""
    if kept.settings.get("columns"):
        return form.show(columns_of(kept), kept.settings)
    last = queries.last_settings(reader(), kept.unit_id, kept.headings)
    said = fields.columns_in(last)
    return form.show(said or fields.guess(headings), last)


def _offer(form: ColumnsForm, kept: CaseImport) -> None:
    language = current_language()
    pathways = pathways_of(platform().library, current_actor(), kept.unit_id)
    named = [(row.id, row.name.in_(language)) for row in pathways]
    form.pathway.choices = offered([("", _("None: only the resident is registered")), *named])
    agreements = organisations.sub_agreements(reader())
    words = [(row.code, row.name_en if language == "en" else row.name_da) for row in agreements]
    form.sub_agreement.choices = offered([("", _("None")), *words])


def _hidden(kept: CaseImport) -> frozenset[Field]:
    return frozenset() if cpr_allowed(reader(), kept.unit_id) else frozenset({Field.CPR})


def _here(import_id: int) -> str:
    return url_for("imports.show", import_id=import_id)
