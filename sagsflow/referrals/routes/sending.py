"""Sends a referral by hand: to whom the resident has agreed, with what each of them will then see."""

from collections.abc import Sequence

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from sagsflow.access.permissions import Permission as P
from sagsflow.access.topics import Topic
from sagsflow.cases import words as case_words
from sagsflow.cases.queries import one
from sagsflow.cases.queries.one import Seen
from sagsflow.consents import queries as consents
from sagsflow.consents.terms import in_order
from sagsflow.core.errors import Forbidden, Invalid
from sagsflow.engine.decide import Blocked
from sagsflow.organisations.queries import units_by_id
from sagsflow.referrals import policy, queries, service, words
from sagsflow.referrals.forms import SendForm
from sagsflow.residents.freetext import watch_for
from sagsflow.web import cautions, readlog, submissions
from sagsflow.web.database import now, reader, transaction
from sagsflow.web.forms import offered
from sagsflow.web.guard import current_actor, hidden_without
from sagsflow.web.platform import platform

Offer = tuple[int, str, Sequence[Topic]]


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
    form.receivers.choices = offered((unit_id, name) for unit_id, name, _topics in _offers(seen))
    watch = watch_for(reader(), current_actor(), seen.case.resident)
    if not form.validate() or cautions.hold(form, watch):
        return _page(seen, form), 422
    try:
        return redirect(_carry_out(ref, form), 303)
    except Invalid as refusal:
        form.add_errors(refusal, words.mistake)
    except Blocked as blocked:
        definition = platform().library.latest(service.WORKFLOW)
        names = {unit_id: name for unit_id, name, _topics in _offers(seen)}
        form.form_errors += [
            case_words.reason(found, definition, names, {}).text for found in blocked.reasons
        ]
    return _page(seen, form), 422


def _carry_out(ref: str, form: SendForm) -> str:
    act = service.write if form.draft.data else service.send_now
    here = url_for("cases.show", ref=ref, _anchor="referrals")
    with transaction() as db:
        submissions.claim(db, form.key, actor=current_actor(), at=now(), location=here)
        act(db, ref, form.handover(), actor=current_actor(), at=now(), pathways=platform())
    return here


def _load(ref: str) -> Seen:
    seen = one.find(reader(), current_actor(), ref, now())
    if not policy.may_send(current_actor(), seen.case, seen.view):
        raise Forbidden("referral-send", ref=ref)
    return seen


def _offers(seen: Seen) -> Sequence[Offer]:
    """Those who may know and have no open referral, each with the topics that will be open to them."""
    db, case_id = reader(), seen.case.id
    may_know = consents.knowing_units(db, case_id, now()) - queries.open_units(db, case_id)
    units = units_by_id(db, may_know - {seen.case.owner_unit_id})
    covered = {unit_id: in_order(consents.covered(db, case_id, unit_id, now())) for unit_id in units}
    return sorted(((unit.id, unit.name, covered[unit.id]) for unit in units.values()), key=lambda row: row[1])


def _page(seen: Seen, form: SendForm) -> str:
    offers = _offers(seen)
    form.receivers.choices = offered((unit_id, name) for unit_id, name, _topics in offers)
    readlog.shows(readlog.Reading("case-form", case_id=seen.case.id, unit_ids=seen.unit_ids))
    return render_template("referrals/new.html", case=seen.case, form=form, offers=offers)
