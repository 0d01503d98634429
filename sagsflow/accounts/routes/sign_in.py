"""In and out: sign-in, sign-out, and the ping that keeps a session alive while somebody types."""

import structlog
from flask import Response, make_response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from flask_wtf.csrf import CSRFError

from sagsflow.accounts import passwords, queries, service, throttle
from sagsflow.accounts.addresses import local_path
from sagsflow.accounts.demo import PASSWORD, one_of_each_role
from sagsflow.accounts.forms import SignInForm
from sagsflow.accounts.login import asks_second_factor, present
from sagsflow.accounts.models import User
from sagsflow.accounts.routes import halfway
from sagsflow.accounts.routes.blueprint import bp
from sagsflow.accounts.routes.entering import guesser, sign_in_as
from sagsflow.web import errors
from sagsflow.web.database import now, reader, transaction
from sagsflow.web.forms import text_of
from sagsflow.web.guard import current_actor, public, signed_in
from sagsflow.web.platform import platform
from sagsflow.web.sessions import has_ended

LOG = structlog.get_logger()
FORGETS = '"cache", "storage"'


@bp.get("/sign-in")
@public
def sign_in() -> ResponseReturnValue:
    """Somebody who is signed in already goes on."""
    target = local_path(request.args.get("next"))
    if current_user.is_authenticated:
        return redirect(target or "/", 303)
    form = SignInForm(data={"next": target or ""})
    return _page(form, ended=has_ended(request))


@bp.post("/sign-in")
@public
def enter() -> ResponseReturnValue:
    """Two transactions with the slow check of the password between them, where it holds no lock."""
    form = SignInForm()
    if not form.validate_on_submit():
        return _page(form), 422
    who = guesser(text_of(form.login))
    with transaction() as db:
        throttle.take_try(db, who, now())
    user = _proven(text_of(form.login), form.password.data or "")
    if user is None:
        LOG.warning("sign-in-failed", pair=who.pair_key[:16], subnet=who.subnet)
        form.form_errors.append(_("The user name or the password is not right."))
        return _page(form), 422
    target = local_path(form.next.data) or "/"
    if asks_second_factor(demo=user.demo):
        return _ask_more(user.id, form.password.data or "", who, target)
    with transaction() as db:
        row = queries.user(db, user.id)
        service.accept_password(db, row, password=form.password.data or "", who=who, at=now())
        service.begin_session(db, row, at=now())
    person = present(user.id)
    if person is None:
        return _page(form), 422
    sign_in_as(person)
    return redirect(target, 303)


@bp.post("/sign-out")
@signed_in
def sign_out() -> ResponseReturnValue:
    """An empty session is deleted from the database: every copy of its cookie is dead."""
    session.clear()
    return _left()


@bp.post("/sign-out/everywhere")
@signed_in
def sign_out_everywhere() -> ResponseReturnValue:
    with transaction() as db:
        service.end_sessions(db, current_actor().user_id)
    session.clear()
    return _left()


@bp.post("/session/ping")
@signed_in
def ping() -> ResponseReturnValue:
    """Being asked is what keeps the session alive."""
    return Response(status=204, mimetype="text/plain")


@bp.errorhandler(CSRFError)
def _stale_form(_error: CSRFError) -> ResponseReturnValue:
    """A sign-in page left open overnight has lost its token: here is a fresh one, with the user name kept."""
    if request.endpoint != "accounts.enter":
        return errors.page(400, csrf=True)
    form = SignInForm(formdata=None, login=request.form.get("login", ""), next=request.form.get("next", ""))
    form.form_errors.append(_("The page had been open too long. Please sign in once more."))
    return _page(form), 400


def _ask_more(user_id: int, password: str, who: throttle.Guesser, target: str) -> ResponseReturnValue:
    """The password was right; the code from the phone comes next, or the phone is set up."""
    with transaction() as db:
        row = queries.user(db, user_id)
        service.accept_password(db, row, password=password, who=who, at=now())
        known = queries.has_second_factor(db, user_id)
        if not known:
            service.begin_enrolment(db, row)
        halfway.begin(row, target)
    return redirect(url_for("accounts.ask_code" if known else "accounts.ask_phone"), 303)


def _proven(login: str, password: str) -> User | None:
    user = queries.find_by_login(reader(), login)
    admissible = user is not None and user.active and (not user.demo or platform().settings.is_demo)
    right = passwords.matches(user.password_hash if user and admissible else None, password)
    return user if right else None


def _left() -> ResponseReturnValue:
    response = make_response(redirect(url_for("accounts.sign_in", left=1), 303))
    response.headers["Clear-Site-Data"] = FORGETS
    return response


def _page(form: SignInForm, *, ended: bool = False) -> str:
    left = request.method == "GET" and "left" in request.args
    known = {"form": form, "ended": ended, "left": left, "sign_in_url": None}
    return render_template("accounts/sign_in.html", **known, to_try=_to_try(), demo_password=PASSWORD)


def _to_try() -> list[User]:
    """In the demo one person of each role, so that whoever opens the page knows how to come in; nobody anywhere else."""
    return one_of_each_role(reader()) if platform().settings.is_demo else []
