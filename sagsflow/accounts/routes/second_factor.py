"""The second step of signing in: a code from the phone, or setting the phone up the first time."""

import structlog
from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sagsflow.access.actor import Actor
from sagsflow.accounts import queries, service, throttle
from sagsflow.accounts.forms import CodeForm, RecoveryForm, words
from sagsflow.accounts.login import present
from sagsflow.accounts.models import User
from sagsflow.accounts.policy import actor_of
from sagsflow.accounts.qr import picture
from sagsflow.accounts.routes import entering, halfway
from sagsflow.accounts.routes.blueprint import bp
from sagsflow.accounts.second_factor import address, grouped
from sagsflow.core.calendar import copenhagen_date
from sagsflow.core.errors import Invalid, NotFound
from sagsflow.web.database import now, reader, transaction
from sagsflow.web.forms import Form, text_of
from sagsflow.web.guard import public

LOG = structlog.get_logger()


@bp.get("/sign-in/code")
@public
def ask_code() -> ResponseReturnValue:
    if halfway.standing() is None:
        return _too_late()
    return _code_page(_code_form())


@bp.post("/sign-in/code")
@public
def show_code() -> ResponseReturnValue:
    """Two transactions: the try counts even when the code is wrong."""
    form, found = _code_form(), halfway.standing()
    if found is None:
        return _too_late()
    if not form.validate_on_submit():
        return _code_page(form), 422
    try:
        prove(found.user, text_of(form.code))
    except Invalid as refusal:
        form.add_errors(refusal, words)
        return _code_page(form), 422
    if not _enter(found.user):
        return _too_late()
    return redirect(found.target, 303)


@bp.get("/sign-in/phone")
@public
def ask_phone() -> ResponseReturnValue:
    found = halfway.standing()
    if found is None:
        return _too_late()
    return phone_page(CodeForm(), found.user, "accounts.show_phone")


@bp.post("/sign-in/phone")
@public
def show_phone() -> ResponseReturnValue:
    """The answer itself carries the recovery codes, for they are never shown again."""
    form, found = CodeForm(), halfway.standing()
    if found is None:
        return _too_late()
    if not form.validate_on_submit():
        return phone_page(form, found.user, "accounts.show_phone", status=422)
    try:
        codes = set_up(found.user, text_of(form.code))
    except Invalid as refusal:
        form.add_errors(refusal, words)
        return phone_page(form, found.user, "accounts.show_phone", status=422)
    if not _enter(found.user):
        return _too_late()
    return render_template("accounts/second_factor/codes.html", codes=codes, target=found.target)


def prove(user: User, code: str) -> None:
    """Counts the try, then looks at the code; raises TooManyTries or Invalid."""
    who = entering.code_guesser(user)
    with transaction() as db:
        throttle.take_try(db, who, now())
    try:
        with transaction() as db:
            row = queries.user(db, user.id)
            service.prove(db, row, code=code, actor=_actor(row), at=now())
            throttle.forget_tries(db, who, now())
    except Invalid:
        LOG.warning("second-factor-failed", pair=who.pair_key[:16], subnet=who.subnet)
        raise


def set_up(user: User, code: str) -> tuple[str, ...]:
    with transaction() as db:
        row = queries.user(db, user.id)
        return service.confirm_enrolment(db, row, code=code, actor=_actor(row), at=now())


def phone_page(form: CodeForm, user: User, endpoint: str, *, status: int = 200) -> ResponseReturnValue:
    """The secret as a picture and as letters; only while it waits to be confirmed."""
    try:
        secret = service.pending_secret(reader(), user)
    except NotFound:
        return _too_late()
    drawn = picture(address(secret, user.login))
    page = render_template(
        "accounts/second_factor/phone.html",
        form=form,
        endpoint=endpoint,
        secret=grouped(secret),
        picture=drawn,
    )
    return page, status


def _enter(user: User) -> bool:
    with transaction() as db:
        service.begin_session(db, queries.user(db, user.id), at=now())
    person = present(user.id)
    if person is None:
        return False
    entering.sign_in_as(person)
    entering.mark_second_factor()
    return True


def _actor(row: User) -> Actor:
    return actor_of(row, row.memberships, copenhagen_date(now()))


def _code_form() -> Form:
    return RecoveryForm() if "recovery" in request.args else CodeForm()


def _code_page(form: Form) -> str:
    recovery = isinstance(form, RecoveryForm)
    return render_template("accounts/second_factor/code.html", form=form, recovery=recovery, sign_in_url=None)


def _too_late() -> ResponseReturnValue:
    flash(_("That took too long. Please sign in once more."), "info")
    return redirect(url_for("accounts.sign_in"), 303)
