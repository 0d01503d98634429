"""The board's list of barriers: what groups have lifted, and what the board said; and lifting one from an item."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from sagsflow.access.permissions import Permission as P
from sagsflow.core.errors import Invalid, Stale
from sagsflow.meetings.forms import BarrierForm, BoardAnswerForm
from sagsflow.meetings.models import Barrier
from sagsflow.meetings.queries import barriers
from sagsflow.meetings.routes.answering import answer, run_by_me
from sagsflow.meetings.service import barriers as lifting
from sagsflow.meetings.words import mistake
from sagsflow.organisations import queries as organisations
from sagsflow.residents.freetext import watch_for
from sagsflow.web import cautions, submissions
from sagsflow.web.database import now, reader
from sagsflow.web.guard import current_actor, hidden_without


def add_to(bp: Blueprint) -> None:
    bp.add_url_rule("/barriers", "barriers", index)
    bp.add_url_rule("/barriers/<int:barrier_id>/answer", "answer_barrier", answer_barrier, methods=["POST"])
    rule = "/<int:meeting_id>/items/<int:item_id>/barrier"
    bp.add_url_rule(rule, "lift_barrier", lift_barrier, methods=["POST"])


@hidden_without(P.FIGURES_READ)
def index() -> ResponseReturnValue:
    return _page(), 200


@hidden_without(P.MEETING_READ)
def lift_barrier(meeting_id: int, item_id: int) -> ResponseReturnValue:
    form = BarrierForm(prefix="barrier")
    form.offer(barriers.waiting(reader(), run_by_me(meeting_id).unit_id))

    def act(db: Session) -> int | None:
        lifting.lift(db, item_id, form.lifting(), actor=current_actor(), at=now())
        flash(gettext("The barrier stands on the board's list."))
        return item_id

    return answer(form, meeting_id, item_id, act)


@hidden_without(P.MEETING_RUN)
def answer_barrier(barrier_id: int) -> ResponseReturnValue:
    form = BoardAnswerForm(prefix=f"barrier{barrier_id}")
    here = url_for("meetings.barriers", after=request.args.get("after"))
    try:
        lifting.unanswered(reader().get(Barrier, barrier_id), actor=current_actor())
    except Stale:
        raise Stale("barrier", fresh_url=here) from None
    if form.validate_on_submit() and not cautions.hold(form, watch_for(reader(), current_actor(), None)):
        try:
            with submissions.once(form.key, here) as db:
                said = str(form.answer.data or "")
                lifting.write_answer(db, barrier_id, said, actor=current_actor(), at=now())
            flash(gettext("What the board said is written down."))
            return redirect(here, 303)
        except Invalid as refusal:
            form.add_errors(refusal, mistake)
    return _page(barrier_id, form), 422


def _page(number: int | None = None, refused: BoardAnswerForm | None = None) -> str:
    """With the form that was refused, of the barrier with this number."""
    after, own = request.args.get("after"), current_actor().units(P.MEETING_RUN)
    page = barriers.page(reader(), after, number)
    forms = {
        view.barrier.id: BoardAnswerForm(prefix=f"barrier{view.barrier.id}", formdata=None)
        for view in page.rows
        if view.barrier.unit_id in own and view.barrier.answered_at is None
    }
    if refused is not None and number is not None:
        forms[number] = refused
    return render_template(
        "meetings/barriers.html",
        found=page.rows,
        lifted=barriers.lifted(reader()),
        waiting=barriers.waiting_for_the_board(reader()),
        after=after,
        older_url=url_for("meetings.barriers", after=page.next) if page.next else None,
        newer_url=url_for("meetings.barriers") if after else None,
        forms=forms,
        refused=refused,
        comes_from_meetings=current_actor().may(P.MEETING_READ),
        units={unit.id: unit.name for unit in organisations.named_units(reader())},
    )
