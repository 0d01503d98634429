"""The pages of messages: one's own list, how one wants mail, and for administrators the letters that did not get through."""

from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sagsflow.access.permissions import Permission as P
from sagsflow.core.errors import Invalid
from sagsflow.messages import queries, service
from sagsflow.messages.forms import ChoicesForm, PressForm, choices_form, chosen, fault_words
from sagsflow.messages.kinds import KINDS
from sagsflow.messages.models import Message
from sagsflow.organisations.administration import bp as administration
from sagsflow.web import readlog
from sagsflow.web.database import now, reader, transaction
from sagsflow.web.guard import current_actor, needs, signed_in
from sagsflow.web.platform import platform

bp = Blueprint("messages", __name__, url_prefix="/messages")
ALL = "all"


@bp.get("")
@signed_in
def index() -> ResponseReturnValue:
    everything, after, actor = request.args.get("show") == ALL, request.args.get("after"), current_actor()
    inbox = queries.inbox(reader(), actor, now(), only_unread=not everything, after=after)
    if inbox.case_ids:
        readlog.shows(readlog.Reading("messages", cases=inbox.case_ids))
    show = ALL if everything else None
    return render_template(
        "messages/index.html",
        rows=inbox.rows,
        everything=everything,
        show=show,
        count=queries.unread(reader(), actor.user_id),
        older_url=url_for("messages.index", after=inbox.next, show=show) if inbox.next else None,
        newer_url=url_for("messages.index", show=show) if after else None,
    )


@bp.post("/<int:message_id>")
@signed_in
def open_message(message_id: int) -> ResponseReturnValue:
    _require_valid(PressForm())
    with transaction() as db:
        address = _address(service.read(db, message_id, actor=current_actor(), at=now()))
    return redirect(address, 303)


@bp.post("/read")
@signed_in
def read_all() -> ResponseReturnValue:
    _require_valid(PressForm())
    with transaction() as db:
        service.read_all(db, actor=current_actor(), at=now())
    return redirect(url_for("messages.index"), 303)


@bp.get("/choices")
@signed_in
def choices() -> ResponseReturnValue:
    return _choices_page(choices_form(queries.choices(reader(), current_actor().user_id)))


@bp.post("/choices")
@signed_in
def choose() -> ResponseReturnValue:
    actor = current_actor()
    form = choices_form(queries.choices(reader(), actor.user_id))
    if not form.validate():
        return _choices_page(form), 422
    with transaction() as db:
        service.choose(db, chosen(form), actor=actor)
    flash(_("Your choices have been saved."), "success")
    return redirect(url_for("messages.choices"), 303)


@administration.get("/mail")
@needs(P.ADMINISTER)
def mail() -> ResponseReturnValue:
    db = reader()
    return render_template(
        "messages/mail.html",
        stuck=queries.stuck(db, now()),
        without=queries.without_address(db),
        server=platform().settings.mail,
        fault_words=fault_words,
    )


@administration.post("/mail/<int:letter_id>")
@needs(P.ADMINISTER)
def post_again(letter_id: int) -> ResponseReturnValue:
    _require_valid(PressForm())
    with transaction() as db:
        service.post_again(db, letter_id, actor=current_actor(), at=now())
    flash(_("The mail is being sent again."))
    return redirect(url_for("administration.mail"), 303)


def _require_valid(form: PressForm) -> None:
    if not form.validate():
        raise Invalid("form")


def _address(message: Message) -> str:
    """Where a message leads; one of a kind that is gone leads back to the list."""
    kind = KINDS.get(message.kind)
    if kind is None or kind.endpoint not in current_app.view_functions:
        return url_for("messages.index")
    values: dict[str, Any] = {kind.argument: message.target} if kind.argument else {}
    return url_for(kind.endpoint, **values)


def _choices_page(form: ChoicesForm) -> str:
    address = queries.address_of(reader(), current_actor().user_id)
    return render_template(
        "messages/choices.html", form=form, kinds=KINDS, address=address, server=platform().settings.mail
    )
