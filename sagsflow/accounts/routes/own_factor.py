"""One's own second factor: another phone, or new recovery codes, after a code has shown that it is oneself."""

from datetime import datetime, timedelta

from flask import redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from sagsflow.accounts import queries, service
from sagsflow.accounts.forms import CodeForm, RenewForm, words
from sagsflow.accounts.models import User
from sagsflow.accounts.routes import entering
from sagsflow.accounts.routes.blueprint import bp
from sagsflow.accounts.routes.second_factor import phone_page, prove, set_up
from sagsflow.core.errors import Invalid, NotFound
from sagsflow.core.ids import digest
from sagsflow.web.database import now, reader, transaction
from sagsflow.web.forms import text_of
from sagsflow.web.guard import current_actor, signed_in
from sagsflow.web.sessions import rotate

RENEWING = "renewing_factor_until"
LASTS = timedelta(minutes=10)


@bp.get("/account/second-factor")
@signed_in
def own_factor() -> ResponseReturnValue:
    _require_factor()
    return _page(RenewForm())


@bp.post("/account/second-factor")
@signed_in
def renew_factor() -> ResponseReturnValue:
    form, user = RenewForm(), _require_factor()
    if not form.validate_on_submit():
        return _page(form), 422
    try:
        prove(user, text_of(form.code))
    except Invalid as refusal:
        form.add_errors(refusal, words)
        return _page(form), 422
    return _another_phone(user) if form.what.data == "phone" else _new_codes(user)


@bp.get("/account/second-factor/phone")
@signed_in
def another_phone() -> ResponseReturnValue:
    user = _require_renewing()
    return phone_page(CodeForm(), user, "accounts.keep_phone")


@bp.post("/account/second-factor/phone")
@signed_in
def keep_phone() -> ResponseReturnValue:
    """The phone before stops working, and every other browser is signed out."""
    form, user = CodeForm(), _require_renewing()
    if not form.validate_on_submit():
        return phone_page(form, user, "accounts.keep_phone", status=422)
    try:
        codes = set_up(user, text_of(form.code))
    except Invalid as refusal:
        form.add_errors(refusal, words)
        return phone_page(form, user, "accounts.keep_phone", status=422)
    with transaction() as db:
        kept = digest(session.token)  # type: ignore[attr-defined]  # a StoredSession
        service.end_sessions(db, user.id, except_digest=kept)
    session.pop(RENEWING)
    rotate()
    return _codes_page(codes)


def _require_factor() -> User:
    user = queries.user(reader(), current_actor().user_id)
    if not queries.has_second_factor(reader(), user.id):
        raise NotFound("no-second-factor")
    return user


def _require_renewing() -> User:
    until = session.get(RENEWING)
    if until is None or now() >= datetime.fromisoformat(until):
        raise NotFound("no-second-factor")
    return _require_factor()


def _another_phone(user: User) -> ResponseReturnValue:
    with transaction() as db:
        service.begin_enrolment(db, queries.user(db, user.id))
    session[RENEWING] = (now() + LASTS).isoformat()
    return redirect(url_for("accounts.another_phone"), 303)


def _new_codes(user: User) -> ResponseReturnValue:
    with transaction() as db:
        row = queries.user(db, user.id)
        codes = service.renew_recovery_codes(db, row, actor=current_actor(), at=now())
    return _codes_page(codes)


def _codes_page(codes: tuple[str, ...]) -> str:
    entering.mark_second_factor()
    return render_template("accounts/second_factor/codes.html", codes=codes, target=url_for("accounts.own"))


def _page(form: RenewForm) -> str:
    left = queries.recovery_codes_left(reader(), current_actor().user_id)
    return render_template("accounts/second_factor/renew.html", form=form, left=left)
