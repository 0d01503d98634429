"""Sends a referral by hand: to whom the resident has agreed, with what each of them will then see."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from sagsflow.access.permissions import Permission as P
from sagsflow.cases import words as case_words
from sagsflow.cases.queries import one
from sagsflow.cases.queries.one import Seen
from sagsflow.core.errors import Forbidden, Invalid
from sagsflow.directory.words import CAPACITY, HINTS
from sagsflow.engine.decide import Blocked
from sagsflow.referrals import choosing, policy, service, words
from sagsflow.referrals.choosing import Choosing
from sagsflow.referrals.forms import SendForm
from sagsflow.residents.freetext import watch_for
from sagsflow.web import cautions, readlog, submissions
from sagsflow.web.database import now, reader
from sagsflow.web.forms import offered
from sagsflow.web.guard import current_actor, hidden_without
from sagsflow.web.platform import platform


def add_to(bp: Blueprint) -> None:
    rule = "/cases/<ref>/new"
    bp.add_url_rule(rule, "new", new)
    bp.add_url_rule(rule, "send", send, methods=["POST"])


@hidden_without(P.REFERRAL_SEND)
def new(ref: str) -> ResponseReturnValue:
    seen = _load(ref)
    return _page(seen, SendForm(formdata=None))


@hidden_without(P.REFERRAL_SEND)
def send(ref: str) -> ResponseReturnValue:
    seen, form = _load(ref), SendForm()
    _choosing(seen, form)
    watch = watch_for(reader(), current_actor(), seen.case.resident)
    if not form.validate() or cautions.hold(form, watch):
        return _page(seen, form), 422
    try:
        return redirect(_carry_out(ref, form), 303)
    except Invalid as refusal:
        form.add_errors(refusal, words.mistake)
    except Blocked as blocked:
        definition = platform().library.latest(service.WORKFLOW)
        names = {line.unit_id: line.unit for line in _choosing(seen, form).choosable}
        form.form_errors += [
            case_words.reason(found, definition, names, {}).text for found in blocked.reasons
        ]
    return _page(seen, form), 422


def _carry_out(ref: str, form: SendForm) -> str:
    act = service.write if form.draft.data else service.send_now
    here = url_for("cases.show", ref=ref, _anchor="referrals")
    with submissions.once(form.key, here) as db:
        act(db, ref, form.handover(), actor=current_actor(), at=now(), pathways=platform())
    return here


def _load(ref: str) -> Seen:
    seen = one.find(reader(), current_actor(), ref, now())
    if not policy.may_send(current_actor(), seen.case, seen.view):
        raise Forbidden("referral-send", ref=ref)
    return seen


def _choosing(seen: Seen, form: SendForm) -> Choosing:
    found = choosing.receivers(reader(), current_actor(), seen, now())
    form.receivers.choices = offered((line.key, line.name) for line in found.choosable)
    return found


def _page(seen: Seen, form: SendForm) -> str:
    found = _choosing(seen, form)
    readlog.shows(readlog.Reading("case-form", case_id=seen.case.id, unit_ids=seen.unit_ids))
    return render_template(
        "referrals/new.html",
        case=seen.case,
        form=form,
        found=found,
        lines={line.key: line for line in found.choosable},
        capacity=CAPACITY,
        hints=HINTS,
        reasons=words.REASONS,
    )
