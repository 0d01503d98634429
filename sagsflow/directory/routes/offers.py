"""The directory itself: list, offer, the finder for a case, and keeping one's own offers."""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sagsflow.access.permissions import Permission as P
from sagsflow.cases.queries import one as cases
from sagsflow.core.errors import Forbidden, Invalid, NotFound
from sagsflow.directory import policy, queries, service
from sagsflow.directory.forms import FilterForm, NewOfferForm, OfferForm, PressForm, RoomForm
from sagsflow.directory.words import CAPACITY, HINTS, REASONS, mistake
from sagsflow.organisations import queries as organisations
from sagsflow.organisations.models import Unit
from sagsflow.web import readlog, submissions
from sagsflow.web.database import now, reader, transaction
from sagsflow.web.filters import today
from sagsflow.web.guard import current_actor, hidden_without, needs
from sagsflow.web.language import current_language

bp = Blueprint("directory", __name__, url_prefix="/offers")


@bp.get("")
@needs(P.OFFER_READ)
def index() -> ResponseReturnValue:
    form, db = FilterForm(request.args), reader()
    form.offer_choices(organisations.sub_agreements(db), organisations.areas(db), current_language())
    return render_template(
        "directory/index.html",
        form=form,
        offers=queries.offers(db, form.wanted, today()),
        asked=sum(1 for name, value in request.args.items() if value and name in form),
        capacity=CAPACITY,
        may_add=bool(own_units()),
    )


@bp.get("/<int:offer_id>")
@needs(P.OFFER_READ)
def show(offer_id: int) -> ResponseReturnValue:
    form, offer = RoomForm(formdata=None), queries.offer(reader(), offer_id)
    form.show(offer)
    return _offer_page(offer_id, form)


@bp.post("/<int:offer_id>/room")
@needs(P.OFFER_READ)
def say_room(offer_id: int) -> ResponseReturnValue:
    form, here = RoomForm(), url_for("directory.show", offer_id=offer_id)
    if not form.validate():
        return _offer_page(offer_id, form), 422
    with submissions.once(form.key, here) as db:
        service.say_room(db, offer_id, form.room, actor=current_actor(), at=now())
    flash(_("The directory now says so."), "success")
    return redirect(here, 303)


@bp.post("/<int:offer_id>/end")
@needs(P.OFFER_READ)
def end(offer_id: int) -> ResponseReturnValue:
    if not PressForm().validate():
        raise Invalid("form")
    with transaction() as db:
        service.end(db, offer_id, actor=current_actor(), at=now())
    flash(_("The offer has ended and is no longer found."))
    return redirect(url_for("directory.show", offer_id=offer_id), 303)


@bp.route("/new", methods=["GET", "POST"])
@needs(P.OFFER_READ)
def new() -> ResponseReturnValue:
    units, form, actor = own_units(), NewOfferForm(), current_actor()
    if not units:
        raise Forbidden("offer")
    form.offer_units(units)
    _offer_choices(form)
    if not form.validate_on_submit():
        return _form_page(form), 422 if form.is_submitted() else 200
    try:
        with transaction() as db:
            claim = submissions.claim(db, form.key, actor=actor, at=now())
            offer = service.add(db, form.unit_id.data, form.content, form.room, actor=actor, at=now())
            claim.location = here = url_for("directory.show", offer_id=offer.id)
    except Invalid as refusal:
        form.add_errors(refusal, mistake)
        return _form_page(form), 422
    return redirect(here, 303)


@bp.route("/<int:offer_id>/edit", methods=["GET", "POST"])
@needs(P.OFFER_READ)
def edit(offer_id: int) -> ResponseReturnValue:
    offer, form, actor = queries.offer(reader(), offer_id), OfferForm(), current_actor()
    if not policy.may_keep(actor, offer.unit_id):
        raise Forbidden("offer")
    _offer_choices(form)
    if not form.is_submitted():
        form.show(offer)
    if not form.validate_on_submit():
        return _form_page(form, offer_id), 422 if form.is_submitted() else 200
    here, seen = url_for("directory.show", offer_id=offer_id), form.version.data or 0
    try:
        with submissions.once(form.key, here) as db:
            service.change(db, offer_id, form.content, seen=seen, actor=actor, at=now())
    except Invalid as refusal:
        form.add_errors(refusal, mistake)
        return _form_page(form, offer_id), 422
    return redirect(here, 303)


@bp.get("/for/<ref>")
@hidden_without(P.REFERRAL_SEND)
def finder(ref: str) -> ResponseReturnValue:
    actor, db = current_actor(), reader()
    seen = cases.find(db, actor, ref, now())
    if not seen.view.owning_unit_ids:
        raise NotFound("case", ref=ref)
    readlog.shows(readlog.Reading("case-offers", case_id=seen.case.id, unit_ids=seen.unit_ids))
    fits = queries.offers_for(db, actor, seen, now())
    return render_template(
        "directory/finder.html", case=seen.case, fits=fits, reasons=REASONS, hints=HINTS, capacity=CAPACITY
    )


def own_units() -> Sequence[Unit]:
    """The units for which this person writes offers."""
    units = organisations.all_units(reader())
    kept = policy.kept_units(current_actor(), [unit.id for unit in units])
    return [unit for unit in units if unit.id in kept]


def _offer_choices(form: OfferForm) -> None:
    db = reader()
    form.offer_choices(organisations.sub_agreements(db), organisations.areas(db), current_language())


def _offer_page(offer_id: int, form: RoomForm) -> str:
    actor, offer = current_actor(), queries.offer(reader(), offer_id)
    return render_template(
        "directory/show.html",
        offer=offer,
        form=form,
        holds=offer.holds_on(today()),
        capacity=CAPACITY,
        may_keep=policy.may_keep(actor, offer.unit_id),
        may_say=policy.may_say_capacity(actor, offer.unit_id),
    )


def _form_page(form: OfferForm, offer_id: int | None = None) -> str:
    return render_template("directory/form.html", form=form, offer_id=offer_id)
