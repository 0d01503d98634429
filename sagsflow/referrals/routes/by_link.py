"""The pages behind a single-use link: a named person without an account gives the code, reads what was sent, and answers."""

from typing import Final

import structlog
from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from sagsflow.accounts import throttle
from sagsflow.accounts.addresses import subnet_of
from sagsflow.core.errors import NotFound
from sagsflow.engine.decide import Blocked
from sagsflow.organisations.queries import unit_name
from sagsflow.referrals.forms import CodeForm, LinkAnswerForm
from sagsflow.referrals.service import definition_of, linking
from sagsflow.referrals.service.linking import Opened
from sagsflow.residents.models import Resident
from sagsflow.web.database import now, reader, transaction
from sagsflow.web.forms import offered, text_of
from sagsflow.web.guard import public
from sagsflow.web.language import current_language
from sagsflow.web.platform import platform

LOG = structlog.get_logger()
GONE: Final = 410
bp = Blueprint("answers", __name__, url_prefix="/answer")


@bp.get("")
@public
def landing() -> ResponseReturnValue:
    """A scanner that follows the link uses nothing up: only the code does."""
    form = CodeForm(formdata=None, link=request.args.get("link", ""))
    return _ask_code(form)


@bp.post("/open")
@public
def enter() -> ResponseReturnValue:
    form = CodeForm()
    if not form.validate():
        return _ask_code(form, 422)
    who = throttle.Guesser("referral-link", subnet_of(request.remote_addr), platform().settings.secret)
    with transaction() as db:
        throttle.take_try(db, who, now())
    try:
        with transaction() as db:
            found = linking.open_with(
                db, text_of(form.link), text_of(form.code), at=now(), pathways=platform()
            )
            if found is not None:
                throttle.forget_tries(db, who, now())
                return _extract(found, _answer_form(found))
    except NotFound as refusal:
        return _gone(refusal)
    LOG.warning("referral-link-wrong-code", subnet=who.subnet)
    form.say_wrong()
    return _ask_code(form, 422)


@bp.post("")
@public
def reply() -> ResponseReturnValue:
    form = LinkAnswerForm()
    token, sitting = text_of(form.link), text_of(form.sitting)
    try:
        found = linking.resume(reader(), token, sitting, now())
        _offer(form, found)
        if not form.validate():
            return _extract(found, form), 422
        with transaction() as db:
            trigger, answers = form.answer()
            linking.answer(db, token, sitting, trigger, answers, at=now(), pathways=platform())
    except (NotFound, Blocked) as refusal:
        return _gone(refusal)
    return render_template("referrals/link_answered.html", said=trigger)


def _ask_code(form: CodeForm, status: int = 200) -> ResponseReturnValue:
    """Says who asks, and nothing of whom it is about."""
    try:
        link = linking.look(reader(), text_of(form.link), now())
    except NotFound as refusal:
        return _gone(refusal)
    sender = linking.sender_of(reader(), link)
    return render_template("referrals/link_code.html", form=form, link=link, sender=sender), status


def _extract(found: Opened, form: LinkAnswerForm) -> str:
    """The name, and the text that was written for the receiver; nothing else of the case."""
    db = reader()
    return render_template(
        "referrals/link_extract.html",
        form=form,
        link=found.link,
        note=found.referral.handover_note,
        resident=db.get_one(Resident, found.case.resident_id),
        sender=unit_name(db, found.case.owner_unit_id),
    )


def _answer_form(found: Opened) -> LinkAnswerForm:
    form = LinkAnswerForm(formdata=None, link=text_of(CodeForm().link), sitting=found.sitting)
    _offer(form, found)
    return form


def _offer(form: LinkAnswerForm, found: Opened) -> None:
    asked = definition_of(found.referral, platform()).fields["decline_reason"]
    language = current_language()
    reasons = [(choice.id, choice.label.in_(language)) for choice in asked.choices]
    form.decline_reason.choices = offered([("", "–"), *reasons])


def _gone(refusal: NotFound | Blocked) -> ResponseReturnValue:
    reason = refusal.reason if isinstance(refusal, NotFound) else linking.ENDED
    return render_template("referrals/link_gone.html", reason=reason), GONE
