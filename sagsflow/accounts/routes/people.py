"""The administrator's pages for people: who there is, who may become somebody, and links to choose a password."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sagsflow.access.permissions import Permission as P
from sagsflow.accounts import queries, service
from sagsflow.accounts.forms import ROLES, NewPersonForm, PersonForm, words
from sagsflow.accounts.models import User
from sagsflow.core.calendar import copenhagen_date
from sagsflow.core.errors import Invalid
from sagsflow.organisations.administration import bp
from sagsflow.web import paging, submissions
from sagsflow.web.database import now, reader, transaction
from sagsflow.web.forms import text_of
from sagsflow.web.guard import current_actor, needs
from sagsflow.web.platform import platform


@bp.get("/people")
@needs(P.ADMINISTER)
def people() -> ResponseReturnValue:
    search = request.args.get("q", "")
    after = paging.decode(request.args.get("after"), 2)
    start = (str(after[0]), int(after[1])) if after and isinstance(after[1], int) else None
    rows = queries.all_people(reader(), search=search, after=start, limit=paging.PAGE_SIZE + 1)
    page = paging.cut(rows, lambda user: (user.name, user.id))
    return render_template(
        "accounts/people.html",
        page=page,
        memberships=queries.memberships_by_user(reader(), [user.id for user in page.rows]),
        on=copenhagen_date(now()),
        roles=ROLES,
        search=search,
    )


@bp.get("/people/new")
@needs(P.ADMINISTER)
def new_person() -> ResponseReturnValue:
    return render_template("accounts/new_person.html", form=NewPersonForm())


@bp.post("/people/new")
@needs(P.ADMINISTER)
def create_person() -> ResponseReturnValue:
    """The answer itself carries the link, for it is never stored: sent again, the form leads to the person's page."""
    form, actor = NewPersonForm(), current_actor()
    if not form.validate_on_submit():
        return render_template("accounts/new_person.html", form=form), 422
    new = service.NewUser(
        text_of(form.login),
        text_of(form.name),
        text_of(form.title),
        form.language.data,
        email=text_of(form.email),
    )
    try:
        with transaction() as db:
            claim = submissions.claim(db, form.key, actor=actor, at=now())
            user = service.create_user(db, new, actor=actor, at=now())
            claim.location = _address(user.id)
            link = service.make_link(db, user, actor=actor, at=now())
    except Invalid as refusal:
        form.add_errors(refusal, words)
        return render_template("accounts/new_person.html", form=form), 422
    return _show_link(user, link)


@bp.get("/people/<int:user_id>")
@needs(P.ADMINISTER)
def person(user_id: int) -> ResponseReturnValue:
    user = queries.user(reader(), user_id)
    return render_template(
        "accounts/person.html",
        user=user,
        memberships=queries.memberships_by_user(reader(), [user_id])[user_id],
        on=copenhagen_date(now()),
        roles=ROLES,
        own=user_id == current_actor().user_id,
        factor=queries.second_factor(reader(), user_id),
        reset=queries.open_reset(reader(), user_id),
    )


@bp.get("/people/<int:user_id>/edit")
@needs(P.ADMINISTER)
def person_details(user_id: int) -> ResponseReturnValue:
    return _edit(PersonForm(obj=queries.user(reader(), user_id)), user_id)


@bp.post("/people/<int:user_id>/edit")
@needs(P.ADMINISTER)
def edit_person(user_id: int) -> ResponseReturnValue:
    form = PersonForm()
    if not form.validate_on_submit():
        return _edit(form, user_id), 422
    try:
        with transaction() as db:
            service.edit_user(
                db,
                queries.user(db, user_id),
                name=text_of(form.name),
                title=text_of(form.title),
                email=text_of(form.email),
                actor=current_actor(),
                at=now(),
            )
    except Invalid as refusal:
        form.add_errors(refusal, words)
        return _edit(form, user_id), 422
    flash(_("The changes have been saved."))
    return redirect(_address(user_id), 303)


@bp.post("/people/<int:user_id>/link")
@needs(P.ADMINISTER)
def make_link(user_id: int) -> ResponseReturnValue:
    """Each press makes a new link and ends the one before it."""
    with transaction() as db:
        user = queries.user(db, user_id)
        link = service.make_link(db, user, actor=current_actor(), at=now())
    return _show_link(user, link)


@bp.post("/people/<int:user_id>/deactivate")
@needs(P.ADMINISTER)
def deactivate_person(user_id: int) -> ResponseReturnValue:
    try:
        with transaction() as db:
            service.close_account(db, queries.user(db, user_id), actor=current_actor(), at=now())
    except Invalid as refusal:
        flash(words(refusal.reason), "warning")
        return redirect(url_for("staff.leaving", user_id=user_id), 303)
    flash(_("The person can no longer sign in, and has been signed out everywhere."))
    return redirect(_address(user_id), 303)


@bp.post("/people/<int:user_id>/reactivate")
@needs(P.ADMINISTER)
def reactivate_person(user_id: int) -> ResponseReturnValue:
    with transaction() as db:
        service.reactivate(db, queries.user(db, user_id), actor=current_actor(), at=now())
    flash(_("The person can sign in again."))
    return redirect(_address(user_id), 303)


@bp.post("/people/<int:user_id>/reset")
@needs(P.ADMINISTER)
def ask_for_reset(user_id: int) -> ResponseReturnValue:
    """Somebody else confirms it, on the page for staff."""
    try:
        with transaction() as db:
            service.ask_for_reset(db, queries.user(db, user_id), actor=current_actor(), at=now())
    except Invalid as refusal:
        flash(words(refusal.reason), "error")
        return redirect(_address(user_id), 303)
    flash(_("You have asked for a reset. It happens when another administrator or a leader confirms it."))
    return redirect(_address(user_id), 303)


def _address(user_id: int) -> str:
    return url_for("administration.person", user_id=user_id)


def _edit(form: PersonForm, user_id: int) -> str:
    user = queries.user(reader(), user_id)
    return render_template("accounts/edit_person.html", form=form, user=user)


def _show_link(user: User, link: service.Link) -> str:
    root = platform().settings.public_url.rstrip("/") or request.host_url.rstrip("/")
    address = root + url_for("accounts.choose_password", code=link.token)
    return render_template("accounts/link.html", user=user, link=link, address=address)
