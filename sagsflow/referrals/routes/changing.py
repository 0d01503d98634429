"""What either side writes on a referral beside its steps: the sender's changes and transfers, the receiver's own notes."""

from collections.abc import Callable, Sequence

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from sagsflow.consents import queries as consents
from sagsflow.core.errors import Forbidden, Invalid, Stale
from sagsflow.engine.decide import Blocked
from sagsflow.organisations.queries import units_by_id
from sagsflow.referrals import policy, queries, words
from sagsflow.referrals.forms import ChangeForm, OwnNoteForm, TransferForm
from sagsflow.referrals.routes.answering import SIDES, frame, shows
from sagsflow.referrals.service import changing, noting, transferring
from sagsflow.referrals.standing import Standing, standing
from sagsflow.residents.freetext import watch_for
from sagsflow.web import cautions, submissions
from sagsflow.web.database import now, reader
from sagsflow.web.forms import Form, offered, text_of
from sagsflow.web.guard import current_actor, hidden_without
from sagsflow.web.platform import platform

Act = Callable[[Session], object]
POST = ["GET", "POST"]


def add_to(bp: Blueprint) -> None:
    bp.add_url_rule("/<int:referral_id>/change", "change", change, methods=POST)
    bp.add_url_rule("/<int:referral_id>/transfer", "transfer", transfer, methods=POST)
    bp.add_url_rule("/<int:referral_id>/note", "note", note, methods=POST)


@hidden_without(*SIDES)
def change(referral_id: int) -> ResponseReturnValue:
    found = senders(referral_id)
    form = ChangeForm(note=found.opened.referral.handover_note, version=found.opened.referral.version)
    pathways = platform()

    def act(db: Session) -> object:
        said, seen = form.correction(), form.seen
        return changing.change(
            db, referral_id, said, seen, actor=current_actor(), at=now(), pathways=pathways
        )

    return _form_page(found, form, act, ("note", "reason"), gettext("Change what was sent"))


@hidden_without(*SIDES)
def transfer(referral_id: int) -> ResponseReturnValue:
    found = senders(referral_id)
    form = TransferForm(version=found.opened.referral.version)
    form.receiver.choices = offered(_receivers(found))

    def act(db: Session) -> object:
        to, said = int(form.receiver.data), text_of(form.note)
        return transferring.transfer(
            db, referral_id, to, said, form.seen, actor=current_actor(), at=now(), pathways=platform()
        )

    return _form_page(found, form, act, ("receiver", "note"), gettext("Move to another receiver"))


@hidden_without(*SIDES)
def note(referral_id: int) -> ResponseReturnValue:
    found, form = _standing(referral_id), OwnNoteForm()
    if not found.opened.receives:
        raise Forbidden("referral-note")

    def act(db: Session) -> object:
        return noting.write_note(db, referral_id, text_of(form.text), actor=current_actor(), at=now())

    return _form_page(found, form, act, ("text",), gettext("Write a note of your own"))


def _standing(referral_id: int) -> Standing:
    return standing(reader(), current_actor(), referral_id, platform(), now())


def senders(referral_id: int) -> Standing:
    found = _standing(referral_id)
    if not policy.may_send(current_actor(), found.opened.case, found.opened.view):
        raise Forbidden("referral-send")
    return found


def _receivers(found: Standing) -> Sequence[tuple[int, str]]:
    db, case = reader(), found.opened.case
    may_know = consents.knowing_units(db, case.id, now()) - queries.open_units(db, case.id)
    units = units_by_id(db, may_know - {case.owner_unit_id})
    return sorted(((unit.id, unit.name) for unit in units.values()), key=lambda row: row[1])


def _form_page(
    found: Standing, form: Form, act: Act, fields: Sequence[str], name: str
) -> ResponseReturnValue:
    row = found.opened.row
    here, actor = url_for("referrals.show", referral_id=row.id), current_actor()
    watch = watch_for(reader(), actor, row.resident)
    if form.validate_on_submit() and not cautions.hold(form, watch):
        try:
            with submissions.once(form.key, here) as db:
                act(db)
            return redirect(here, 303)
        except Invalid as refusal:
            form.add_errors(refusal, words.mistake)
        except Blocked:
            form.form_errors.append(words.mistake("no-consent"))
        except Stale:
            raise Stale("referral", fresh_url=here) from None
        found = _standing(row.id)
    shows(found)
    status = 422 if form.errors or form.cautions else 200
    page = render_template("referrals/change.html", form=form, fields=fields, name=name, **frame(found))
    return page, status
