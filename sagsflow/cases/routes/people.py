"""Owner, parties, links, urgency and the clock of a case."""

from collections.abc import Callable

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from sagsflow.access.permissions import Permission as P
from sagsflow.accounts import queries as accounts
from sagsflow.cases import policy
from sagsflow.cases.forms import ExtendForm, LinkForm, OwnerForm, PartyForm, PauseForm
from sagsflow.cases.models import Case
from sagsflow.cases.routes import acting
from sagsflow.cases.routes.moving import PARTNERS
from sagsflow.cases.service import clock, people
from sagsflow.cases.service.loading import lock_for
from sagsflow.organisations import queries as organisations
from sagsflow.web import submissions
from sagsflow.web.database import now, reader
from sagsflow.web.filters import today
from sagsflow.web.forms import number_of, offered, text_of
from sagsflow.web.guard import current_actor, hidden_without
from sagsflow.web.platform import platform

WRITERS = (P.CASE_READ, P.VOLUNTEER_READ)
BOTH = ["GET", "POST"]


def add_to(bp: Blueprint) -> None:
    bp.add_url_rule("/cases/<ref>/owner", "owner", owner, methods=BOTH)
    bp.add_url_rule("/cases/<ref>/parties/new", "new_party", new_party, methods=BOTH)
    bp.add_url_rule(
        "/cases/<ref>/parties/<int:unit_id>/remove", "remove_party", remove_party, methods=["POST"]
    )
    bp.add_url_rule("/cases/<ref>/links/new", "new_link", new_link, methods=BOTH)
    bp.add_url_rule("/cases/<ref>/clock/pause", "pause", pause, methods=BOTH)
    bp.add_url_rule("/cases/<ref>/clock/extend", "extend", extend, methods=BOTH)
    bp.add_url_rule("/cases/<ref>/clock/resume", "resume", resume, methods=["POST"])
    bp.add_url_rule("/cases/<ref>/urgent", "urgent", urgent, methods=["POST"])


@hidden_without(*WRITERS)
def owner(ref: str) -> ResponseReturnValue:
    seen = acting.load(ref, people.may_assign)
    form = OwnerForm()
    colleagues = accounts.people_in(
        reader(), {seen.case.owner_unit_id}, today(), people.owners(seen.case.domain)
    )
    names = {p.user_id: p.name for p in colleagues if p.user_id != seen.case.owner_id}
    form.owner.choices = offered(names.items())
    if not form.is_submitted():
        form.seen.data = str(seen.case.event_count)

    def act(db: Session) -> None:
        people.change_owner(
            db,
            ref,
            new_owner_id=form.owner.data,
            handover=text_of(form.handover),
            seen=number_of(form.seen),
            actor=current_actor(),
            at=now(),
        )

    return acting.form_page("cases/owner.html", form, seen, act, anchor="head")


@hidden_without(*WRITERS)
def new_party(ref: str) -> ResponseReturnValue:
    seen = acting.load(ref, policy.may_write)
    form = PartyForm()
    units = organisations.named_units(reader(), PARTNERS)
    form.offer([unit for unit in units if unit.id != seen.case.owner_unit_id], request.args)

    def act(db: Session) -> None:
        people.add_party(db, ref, unit_id=form.unit.data, actor=current_actor(), at=now())

    return acting.form_page("cases/party.html", form, seen, act, anchor="parties")


@hidden_without(*WRITERS)
def remove_party(ref: str, unit_id: int) -> ResponseReturnValue:
    def act(db: Session) -> None:
        people.remove_party(db, ref, unit_id=unit_id, actor=current_actor(), at=now())

    return _press(ref, act, anchor="parties")


@hidden_without(*WRITERS)
def new_link(ref: str) -> ResponseReturnValue:
    seen = acting.load(ref, policy.may_write)
    form = LinkForm()

    def act(db: Session) -> None:
        people.link(db, ref, text_of(form.other), actor=current_actor(), at=now())

    return acting.form_page("cases/link.html", form, seen, act, anchor="links")


@hidden_without(*WRITERS)
def pause(ref: str) -> ResponseReturnValue:
    seen = acting.load(ref, policy.may_write)
    form = PauseForm()

    def act(db: Session) -> None:
        case = _lock(db, ref)
        until = form.until.date
        clock.pause(
            db,
            case,
            reason=text_of(form.reason),
            until=until,
            actor=current_actor(),
            at=now(),
            pathways=platform(),
        )

    return acting.form_page("cases/pause.html", form, seen, act, anchor="head")


@hidden_without(*WRITERS)
def extend(ref: str) -> ResponseReturnValue:
    seen = acting.load(ref, policy.may_write)
    form = ExtendForm()

    def act(db: Session) -> None:
        case, to = _lock(db, ref), form.to.date or today()
        clock.extend(db, case, to=to, reason=text_of(form.reason), actor=current_actor(), at=now())

    return acting.form_page("cases/extend.html", form, seen, act, anchor="head")


@hidden_without(*WRITERS)
def resume(ref: str) -> ResponseReturnValue:
    def act(db: Session) -> None:
        clock.resume(db, _lock(db, ref), actor=current_actor(), at=now(), pathways=platform())

    return _press(ref, act)


@hidden_without(*WRITERS)
def urgent(ref: str) -> ResponseReturnValue:
    wanted = request.form.get("urgent") == "1"
    return _press(ref, lambda db: people.set_urgent(db, ref, urgent=wanted, actor=current_actor(), at=now()))


def _press(ref: str, act: Callable[[Session], object], anchor: str | None = None) -> ResponseReturnValue:
    """A single button, carried out once."""
    acting.load(ref, policy.may_write)
    here = url_for("cases.show", ref=ref, _anchor=anchor)
    with submissions.once(request.form.get("submission", ""), here) as db:
        act(db)
    return redirect(here, 303)


def _lock(db: Session, ref: str) -> Case:
    return lock_for(db, ref, actor=current_actor(), at=now(), rule=policy.may_write)[0]
