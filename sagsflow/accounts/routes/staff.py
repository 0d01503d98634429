"""What an administrator or a leader decides about the people of her units; never about herself."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import TypeVar

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sagsflow.access.permissions import Permission as P
from sagsflow.accounts import deputies, queries, service, waiting
from sagsflow.accounts.forms import ROLES, DeclarationForm, words
from sagsflow.accounts.models import User
from sagsflow.accounts.policy import looks_after, scope_of
from sagsflow.accounts.routes.blueprint import staff
from sagsflow.core.calendar import copenhagen_date
from sagsflow.core.errors import Invalid, NotFound
from sagsflow.organisations.forms import day_of
from sagsflow.web.database import now, reader, transaction
from sagsflow.web.forms import text_of
from sagsflow.web.guard import current_actor, needs

Decided = TypeVar("Decided")


@staff.get("/")
@needs(P.ADMINISTER, P.STAFF_LEAD)
def index() -> ResponseReturnValue:
    db, actor, on = reader(), current_actor(), copenhagen_date(now())
    scope = scope_of(actor)
    roles, resets = waiting.roles(db, scope, on), waiting.resets(db, scope, on)
    named = deputies.to_come_or_held(db, scope, on)
    people = [*(row.granted_by for row in roles), *(row.asked_by for row in resets)]
    return render_template(
        "accounts/staff/index.html",
        waiting_roles=roles,
        resets=resets,
        unsigned=waiting.unsigned(db, scope, on),
        names=queries.user_names(db, [*people, *(row.membership.user_id for row in named)]),
        words_of=ROLES,
        deputyships=named,
        left_behind=waiting.left_behind(db, scope, now()),
        colleagues=_colleagues(scope, on),
        led=service.led_by(actor),
        administers=actor.may(P.ADMINISTER),
        me=actor,
    )


@staff.post("/memberships/<int:membership_id>/confirm")
@needs(P.ADMINISTER, P.STAFF_LEAD)
def confirm_membership(membership_id: int) -> ResponseReturnValue:
    said = _("The role has been confirmed, and holds from its first day.")
    return _decide(service.confirm_membership, membership_id, lambda _row: said)


@staff.post("/memberships/<int:membership_id>/decline")
@needs(P.ADMINISTER, P.STAFF_LEAD)
def decline_membership(membership_id: int) -> ResponseReturnValue:
    return _decide(service.decline_membership, membership_id, _declined)


@staff.post("/resets/<int:reset_id>/confirm")
@needs(P.ADMINISTER, P.STAFF_LEAD)
def confirm_reset(reset_id: int) -> ResponseReturnValue:
    return _decide(
        service.confirm_reset,
        reset_id,
        lambda user: _("%(name)s sets up a phone at the next sign-in.", name=user.name),
    )


@staff.post("/resets/<int:reset_id>/decline")
@needs(P.ADMINISTER, P.STAFF_LEAD)
def decline_reset(reset_id: int) -> ResponseReturnValue:
    return _decide(service.decline_reset, reset_id, _declined)


@staff.get("/people/<int:user_id>/declaration")
@needs(P.ADMINISTER, P.STAFF_LEAD)
def declaration(user_id: int) -> ResponseReturnValue:
    return _declare(DeclarationForm(), _looked_after(user_id))


@staff.post("/people/<int:user_id>/declaration")
@needs(P.ADMINISTER, P.STAFF_LEAD)
def note_declaration(user_id: int) -> ResponseReturnValue:
    form, user = DeclarationForm(), _looked_after(user_id)
    if not form.validate_on_submit():
        return _declare(form, user), 422
    try:
        with transaction() as db:
            row, reference = queries.user(db, user_id), text_of(form.reference)
            service.sign_declaration(
                db, row, on=day_of(form.on), reference=reference, actor=current_actor(), at=now()
            )
    except Invalid as refusal:
        form.add_errors(refusal, words)
        return _declare(form, user), 422
    return _back(_("The declaration of confidentiality has been noted."))


def _decide(
    decide: Callable[..., Decided], waiting_id: int, said: Callable[[Decided], str]
) -> ResponseReturnValue:
    """On a role or a reset that waits for a second person; `said` tells what came of it."""
    try:
        with transaction() as db:
            told = said(decide(db, waiting_id, actor=current_actor(), at=now()))
    except Invalid as refusal:
        return _back(words(refusal.reason), "error")
    return _back(told)


def _declined(_row: object) -> str:
    return _("Declined. Nothing was changed.")


def _colleagues(scope: frozenset[int] | None, on: date) -> Sequence[tuple[int, str]]:
    """The people of a leader's units; an administrator finds everybody among people."""
    found = queries.people_in(reader(), scope or (), on)
    return list({one.user_id: one.name for one in found}.items())


def _looked_after(user_id: int) -> User:
    """Raises NotFound for people of other units, and for those who do not exist."""
    user = queries.user(reader(), user_id)
    if not looks_after(current_actor(), queries.units_of(reader(), user_id, copenhagen_date(now()))):
        raise NotFound
    return user


def _declare(form: DeclarationForm, user: User) -> str:
    return render_template(
        "accounts/declaration.html", form=form, user=user, noted=queries.declarations_of(reader(), user.id)
    )


def _back(message: str, category: str = "message") -> ResponseReturnValue:
    flash(message, category)
    return redirect(url_for("staff.index"), 303)
