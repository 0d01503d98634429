"""The operational group: who sits in it, who did, and who comes in whose place."""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from sagsflow.access.permissions import Permission as P
from sagsflow.accounts import queries as accounts
from sagsflow.core.errors import Invalid
from sagsflow.meetings.forms import EndSeatForm, SeatForm
from sagsflow.meetings.queries import groups
from sagsflow.meetings.queries.groups import GroupView
from sagsflow.meetings.routes import calling
from sagsflow.meetings.service import groups as seats
from sagsflow.meetings.words import mistake
from sagsflow.organisations import queries as organisations
from sagsflow.web import submissions
from sagsflow.web.database import now, reader
from sagsflow.web.filters import today
from sagsflow.web.guard import current_actor, hidden_without


def add_to(bp: Blueprint) -> None:
    bp.add_url_rule("/groups", "groups", index)
    bp.add_url_rule("/groups/<int:body_id>/seats", "give_seat", give, methods=["POST"])
    bp.add_url_rule("/groups/seats/<int:seat_id>/end", "end_seat", end, methods=["POST"])


@hidden_without(P.MEETING_READ)
def index() -> ResponseReturnValue:
    return _page(), 200


@hidden_without(P.MEETING_RUN)
def give(body_id: int) -> ResponseReturnValue:
    form = _seat_form(groups.group(reader(), body_id).id)
    _offer(form)
    if form.validate_on_submit():
        try:
            with submissions.once(form.key, _here()) as db:
                seats.give_seat(db, form.seat(body_id), actor=current_actor(), at=now())
            flash(gettext("The seat is given."))
            return redirect(_here(), 303)
        except Invalid as refusal:
            form.add_errors(refusal, mistake)
    return _page(body_id, form), 422


@hidden_without(P.MEETING_RUN)
def end(seat_id: int) -> ResponseReturnValue:
    form = _end_form(groups.standing(reader(), seat_id).id)
    if form.validate_on_submit() and form.last_day.date:
        try:
            with submissions.once(form.key, _here()) as db:
                seats.end_seat(db, seat_id, form.last_day.date, actor=current_actor(), at=now())
            flash(gettext("The last day of the seat is written down."))
            return redirect(_here(), 303)
        except Invalid as refusal:
            form.add_errors(refusal, mistake)
    return _page(seat_id, form), 422


def _here() -> str:
    return url_for("meetings.groups")


def _seat_form(body_id: int) -> SeatForm:
    return SeatForm(prefix=f"seat{body_id}")


def _end_form(seat_id: int) -> EndSeatForm:
    return EndSeatForm(prefix=f"end{seat_id}")


def _offer(form: SeatForm) -> None:
    units = {unit.id: unit.name for unit in organisations.named_units(reader())}
    form.offer(calling.everybody(), units)


def _page(number: int = 0, refused: SeatForm | EndSeatForm | None = None) -> str:
    """With the form that was refused, of the group or of the seat with this number."""
    db, found = reader(), groups.groups(reader(), today())
    runs = current_actor().may(P.MEETING_RUN)
    new = {view.group.id: SeatForm(prefix=f"seat{view.group.id}", formdata=None) for view in found}
    for form in new.values():
        _offer(form)
    ends = {
        seat.id: EndSeatForm(prefix=f"end{seat.id}", formdata=None)
        for view in found
        for seat in (*view.held, *view.to_come)
        if seat.valid_to is None
    }
    if isinstance(refused, SeatForm):
        new[number] = refused
    elif refused is not None:
        ends[number] = refused
    return render_template(
        "meetings/groups.html",
        groups=found,
        runs=runs,
        new=new,
        ends=ends,
        refused=refused,
        units={unit.id: unit.name for unit in organisations.named_units(db)},
        people=accounts.user_names(db, _named(found)),
    )


def _named(found: Sequence[GroupView]) -> set[int | None]:
    every = [seat for view in found for seat in (*view.held, *view.to_come, *view.ended)]
    return {seat.user_id for seat in every} | {seat.deputy_id for seat in every}
