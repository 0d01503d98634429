"""Notes a request, moves its deadline, declines it, or writes how it was met."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from sagsflow.access.permissions import Permission as P
from sagsflow.core.errors import Invalid
from sagsflow.privacy import queries, words
from sagsflow.privacy.forms import ExtendForm, NewRequestForm, ReasonForm
from sagsflow.privacy.routes import acting
from sagsflow.privacy.service import register
from sagsflow.residents import queries as residents
from sagsflow.residents.models import Resident
from sagsflow.web import readlog, submissions
from sagsflow.web.database import now, reader, transaction
from sagsflow.web.filters import today
from sagsflow.web.forms import text_of
from sagsflow.web.guard import current_actor, hidden_without


def add_to(bp: Blueprint) -> None:
    bp.add_url_rule("/new/<uuid:uuid>", "new", new)
    bp.add_url_rule("/new/<uuid:uuid>", "note", note, methods=["POST"])
    for rule, view in (("extend", extend), ("decline", decline), ("carry-out", carry_out)):
        endpoint = view.__name__
        bp.add_url_rule(f"/<int:request_id>/{rule}", endpoint, view, methods=["GET", "POST"])


@hidden_without(P.RESIDENT_WRITE)
def new(uuid: object) -> ResponseReturnValue:
    form = NewRequestForm(formdata=None)
    form.received_on.show(today())
    return _page(form, _resident(uuid))


@hidden_without(P.RESIDENT_WRITE)
def note(uuid: object) -> ResponseReturnValue:
    resident, form, actor = _resident(uuid), NewRequestForm(), current_actor()
    written = form.request() if form.validate() else None
    if written is None:
        return _page(form, resident), 422
    try:
        with transaction() as db:
            claimed = submissions.claim(db, form.key, actor=actor, at=now())
            made = register.register(db, str(uuid), written, actor=actor, at=now())
            claimed.location = url_for("privacy.show", request_id=made.id)
    except Invalid as refusal:
        form.add_errors(refusal, words.mistake)
        return _page(form, _resident(uuid)), 422
    flash(gettext("The request is noted, and the unit has got a task."), "success")
    return redirect(claimed.location, 303)


@hidden_without(P.RIGHTS_ANSWER)
def extend(request_id: int) -> ResponseReturnValue:
    row = queries.get_to_answer(reader(), current_actor(), request_id)
    form = ExtendForm(version=row.request.version)
    return acting.form_page(
        "privacy/extend.html",
        form,
        row,
        lambda db, version: register.extend(
            db,
            request_id,
            to=form.to.date or row.request.due_on,
            reason=text_of(form.reason),
            version=version,
            actor=current_actor(),
            at=now(),
        ),
        onward=url_for("privacy.show", request_id=request_id),
    )


@hidden_without(P.RIGHTS_ANSWER)
def decline(request_id: int) -> ResponseReturnValue:
    return _with_words(request_id, "privacy/decline.html", register.decline)


@hidden_without(P.RIGHTS_ANSWER)
def carry_out(request_id: int) -> ResponseReturnValue:
    return _with_words(request_id, "privacy/carry_out.html", register.carry_out)


def _with_words(request_id: int, template: str, act: Callable[..., object]) -> ResponseReturnValue:
    """An act that closes the request with some words: why not, or what was done."""
    row = queries.get_to_answer(reader(), current_actor(), request_id)
    form = ReasonForm(version=row.request.version)
    return acting.form_page(
        template,
        form,
        row,
        lambda db, version: act(
            db, request_id, text_of(form.reason), version=version, actor=current_actor(), at=now()
        ),
        onward=url_for("privacy.show", request_id=request_id),
    )


def _resident(uuid: object) -> Resident:
    return residents.get(reader(), current_actor(), str(uuid), P.RESIDENT_WRITE)


def _page(form: NewRequestForm, resident: Resident) -> str:
    units = frozenset({resident.controller_unit_id})
    readlog.shows(readlog.Reading("resident", resident_id=resident.id, unit_ids=units))
    return render_template("privacy/new.html", form=form, resident=resident)
