"""Moves all running referrals of a provider to another: what would be moved, the order for it, and how far it is."""

from collections.abc import Iterable, Mapping

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from sagsflow.access.permissions import Permission as P
from sagsflow.core.errors import Invalid
from sagsflow.organisations.queries import units_by_id
from sagsflow.referrals import running, words
from sagsflow.referrals.forms import BetweenForm, MoveAllForm
from sagsflow.referrals.service import moving
from sagsflow.web import readlog, submissions
from sagsflow.web.database import now, reader, transaction
from sagsflow.web.guard import current_actor, hidden_without

RULE = "/moves"


def add_to(bp: Blueprint) -> None:
    bp.add_url_rule(RULE, "moves", moves)
    bp.add_url_rule(RULE, "move_all", move_all, methods=["POST"])
    bp.add_url_rule(f"{RULE}/<int:batch_id>", "move", move)


@hidden_without(P.REFERRAL_SEND)
def moves() -> ResponseReturnValue:
    """What would be moved stands there once somebody has said from whom to whom."""
    return _page(BetweenForm(request.args), MoveAllForm(formdata=None))


@hidden_without(P.REFERRAL_SEND)
def move_all() -> ResponseReturnValue:
    form = MoveAllForm()
    if form.validate():
        try:
            return redirect(url_for("referrals.move", batch_id=_ask(form)), 303)
        except Invalid as refusal:
            form.add_errors(refusal, words.mistake)
    return _page(BetweenForm(request.form), form), 422


@hidden_without(P.REFERRAL_SEND)
def move(batch_id: int) -> ResponseReturnValue:
    db, actor = reader(), current_actor()
    found, rows = running.get_move(db, actor, batch_id), running.of_move(db, actor, batch_id, now())
    _shows(row.case_id for row in rows)
    return render_template(
        "referrals/move.html",
        move=found,
        units=_names({found.from_unit_id, found.to_unit_id}),
        kept=[(row, words.mistake(row.refusal)) for row in rows if row.refusal],
        moved=[row for row in rows if row.new_referral_id is not None],
    )


def _page(between: BetweenForm, form: MoveAllForm) -> str:
    db, actor, at = reader(), current_actor(), now()
    providers = [(one.key, f"{one.name} ({one.running})") for one in running.providers(db, actor, at)]
    between.offer(providers, [(str(unit_id), name) for unit_id, name in running.receivers(db, at)])
    chosen, own = between.chosen, running.own_moves(db, actor)
    rows = running.movable(db, actor, chosen, at) if chosen else ()
    if chosen:
        form.from_unit.data, form.to_unit.data = between.from_unit.data, between.to_unit.data
    _shows(row.case_id for row in rows)
    return render_template(
        "referrals/moves.html",
        between=between,
        form=form,
        any=bool(providers),
        ready=[row for row in rows if row.hindrance is None],
        kept=[(row, words.mistake(row.hindrance)) for row in rows if row.hindrance],
        chosen=chosen,
        own=own,
        units=_names({row.from_unit_id for row in own} | {row.to_unit_id for row in own}),
    )


def _ask(form: MoveAllForm) -> int:
    with transaction() as db:
        claim = submissions.claim(db, form.key, actor=current_actor(), at=now())
        found = moving.ask(db, form.order(), actor=current_actor(), at=now())
        claim.location = url_for("referrals.move", batch_id=found.id)
        return found.id


def _names(unit_ids: Iterable[int]) -> Mapping[int, str]:
    return {unit.id: unit.name for unit in units_by_id(reader(), set(unit_ids)).values()}


def _shows(case_ids: Iterable[int]) -> None:
    if cases := list(case_ids):
        readlog.shows(readlog.Reading("referrals", cases=cases))
