"""The clock of a referral: it stands still for a reason, and runs again."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from sagsflow.core.errors import Invalid
from sagsflow.referrals import service, words
from sagsflow.referrals.forms import PauseForm, PressForm
from sagsflow.referrals.routes.answering import SIDES, frame, shows
from sagsflow.referrals.standing import Standing, standing
from sagsflow.web import submissions
from sagsflow.web.database import now, reader
from sagsflow.web.forms import text_of
from sagsflow.web.guard import current_actor, hidden_without
from sagsflow.web.platform import platform


def add_to(bp: Blueprint) -> None:
    bp.add_url_rule("/<int:referral_id>/pause", "pause", pause)
    bp.add_url_rule("/<int:referral_id>/pause", "halt", halt, methods=["POST"])
    bp.add_url_rule("/<int:referral_id>/resume", "resume", resume, methods=["POST"])


@hidden_without(*SIDES)
def pause(referral_id: int) -> ResponseReturnValue:
    found = _standing(referral_id)
    return _page(found, PauseForm(formdata=None, version=found.opened.referral.version))


@hidden_without(*SIDES)
def halt(referral_id: int) -> ResponseReturnValue:
    found, form = _standing(referral_id), PauseForm()
    if not form.validate():
        return _page(found, form), 422
    here, actor = url_for("referrals.show", referral_id=referral_id), current_actor()
    try:
        with submissions.once(form.key, here) as db:
            said, version = text_of(form.reason), form.seen
            service.pause(db, referral_id, said, version, actor=actor, at=now(), pathways=platform())
    except Invalid as refusal:
        form.add_errors(refusal, words.mistake)
        return _page(found, form), 422
    flash(gettext("The clock of the referral stands still until somebody lets it run again."), "success")
    return redirect(here, 303)


@hidden_without(*SIDES)
def resume(referral_id: int) -> ResponseReturnValue:
    form, actor = PressForm(), current_actor()
    if not form.validate():
        raise Invalid("form")
    here = url_for("referrals.show", referral_id=referral_id)
    with submissions.once(form.key, here) as db:
        service.resume(db, referral_id, form.seen, actor=actor, at=now(), pathways=platform())
    flash(gettext("The clock of the referral runs again."), "success")
    return redirect(here, 303)


def _standing(referral_id: int) -> Standing:
    return standing(reader(), current_actor(), referral_id, platform(), now())


def _page(found: Standing, form: PauseForm) -> str:
    shows(found)
    return render_template("referrals/pause.html", found=found, form=form, **frame(found))
