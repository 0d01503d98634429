"""Restricting the processing of what is kept about a resident, lifting it, and using it all the same with a reason."""

from collections.abc import Callable, Mapping

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from sagsflow.access.permissions import Permission as P
from sagsflow.accounts import queries as accounts
from sagsflow.core.errors import Invalid, Stale
from sagsflow.residents import queries, restricting, service
from sagsflow.residents.forms import (
    RESTRICTION_GROUNDS,
    USE_GROUNDS,
    LiftForm,
    RestrictForm,
    UseForm,
    refusal,
)
from sagsflow.residents.models import Resident, RestrictionGround, UseGround
from sagsflow.residents.service import Lifting
from sagsflow.web import readlog, submissions
from sagsflow.web.database import now, reader
from sagsflow.web.filters import as_time
from sagsflow.web.forms import Form, text_of
from sagsflow.web.guard import current_actor, hidden_without


def add_to(bp: Blueprint) -> None:
    here = "/<uuid:uuid>/restriction"
    bp.add_url_rule(here, "restriction", restriction)
    bp.add_url_rule(here, "restrict", restrict, methods=["POST"])
    bp.add_url_rule(f"{here}/lift", "lift_restriction", lift, methods=["POST"])
    bp.add_url_rule(f"{here}/use", "use_restricted", use, methods=["POST"])


@hidden_without(P.RESIDENT_READ)
def restriction(uuid: object) -> ResponseReturnValue:
    return _page(uuid, {})


@hidden_without(P.RIGHTS_ANSWER)
def restrict(uuid: object) -> ResponseReturnValue:
    form = RestrictForm()

    def act(db: Session) -> None:
        ground = RestrictionGround(form.ground.data)
        service.restrict(
            db, actor=current_actor(), at=now(), uuid=str(uuid), ground=ground, reason=text_of(form.reason)
        )
        flash(gettext("The processing is restricted. Others than your unit do not see the cases any more."))

    return _carry_out(uuid, "restrict", form, act)


@hidden_without(P.RIGHTS_ANSWER)
def lift(uuid: object) -> ResponseReturnValue:
    form = LiftForm()

    def act(db: Session) -> None:
        assert form.told_on.date is not None, "a required field"
        lifting = Lifting(text_of(form.reason), form.told_on.date)
        service.lift(db, actor=current_actor(), at=now(), uuid=str(uuid), lifting=lifting)
        flash(gettext("The restriction is lifted. What the resident has agreed to is open to others again."))

    return _carry_out(uuid, "lift", form, act)


@hidden_without(P.RESIDENT_WRITE)
def use(uuid: object) -> ResponseReturnValue:
    form = UseForm()

    def act(db: Session) -> None:
        ground = UseGround(form.use_ground.data)
        used = service.use(
            db, actor=current_actor(), at=now(), uuid=str(uuid), ground=ground, reason=text_of(form.words)
        )
        flash(
            gettext("You may use it until %(time)s. Everything you do is logged.", time=as_time(used.ends_at))
        )

    return _carry_out(uuid, "use", form, act)


def _carry_out(uuid: object, name: str, form: Form, act: Callable[[Session], None]) -> ResponseReturnValue:
    here = url_for("residents.restriction", uuid=uuid)
    if form.validate():
        try:
            with submissions.once(form.key, here) as db:
                act(db)
            return redirect(here, 303)
        except Invalid as refused:
            form.add_errors(refused, refusal)
        except Stale:
            raise Stale("restriction", fresh_url=here) from None
    return _page(uuid, {name: form}), 422


def _page(uuid: object, sent: Mapping[str, Form]) -> str:
    db, actor = reader(), current_actor()
    resident = queries.get(db, actor, str(uuid))
    units = frozenset({resident.controller_unit_id})
    readlog.shows(readlog.Reading("resident-restriction", resident_id=resident.id, unit_ids=units))
    rows, used = restricting.history(db, resident), restricting.uses(db, resident)
    people = {row.set_by for row in rows} | {row.lifted_by for row in rows} | {row.user_id for row in used}
    return render_template(
        "residents/restriction.html",
        resident=resident,
        rows=rows,
        uses=used,
        names=accounts.user_names(db, people),
        grounds=RESTRICTION_GROUNDS,
        use_grounds=USE_GROUNDS,
        told=sorted(restricting.closed_to(db, resident)),
        mine=restricting.open_use(db, resident.id, actor, now()),
        form=next(iter(sent.values()), None),
        **_forms(resident, sent),
    )


def _forms(resident: Resident, sent: Mapping[str, Form]) -> Mapping[str, Form | None]:
    """Those that the reader may send as things stand; the one that was refused comes back as it was typed."""
    actor, stands = current_actor(), resident.restricted_at is not None
    answers = resident.controller_unit_id in actor.units(P.RIGHTS_ANSWER)
    writes = resident.controller_unit_id in actor.units(P.RESIDENT_WRITE)
    offered = {
        "restrict": (RestrictForm, answers and not stands),
        "lift": (LiftForm, answers and stands),
        "use": (UseForm, writes and stands),
    }
    return {
        name: (sent.get(name) or kind(formdata=None)) if may else None
        for name, (kind, may) in offered.items()
    }
