"""Gathers an answer, and reviews its passages one by one."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from sagsflow.access.permissions import Permission as P
from sagsflow.core.errors import Invalid, NotFound
from sagsflow.privacy import queries
from sagsflow.privacy.forms import HAND_OUT, WITHHOLD, GatherForm, PassageForm
from sagsflow.privacy.marking import marks
from sagsflow.privacy.models import Passage, RequestStatus
from sagsflow.privacy.queries import Review, Row
from sagsflow.privacy.routes import acting
from sagsflow.privacy.service import answering, gathering
from sagsflow.residents.showing import eyes
from sagsflow.web.database import now, reader
from sagsflow.web.guard import current_actor, hidden_without


def add_to(bp: Blueprint) -> None:
    bp.add_url_rule("/<int:request_id>/gather", "gather", gather, methods=["POST"])
    bp.add_url_rule("/<int:request_id>/review", "review", review)
    bp.add_url_rule("/<int:request_id>/review/<int:passage_id>", "passage", passage, methods=["GET", "POST"])


@hidden_without(P.RIGHTS_ANSWER)
def gather(request_id: int) -> ResponseReturnValue:
    row, form = queries.get_to_answer(reader(), current_actor(), request_id), GatherForm()
    if not form.validate():
        raise Invalid("form")
    here = url_for("privacy.show", request_id=request_id)
    acting.once(
        form,
        row,
        lambda db, version: gathering.start(db, request_id, version=version, actor=current_actor(), at=now()),
        onward=here,
    )
    return redirect(here, 303)


@hidden_without(P.RIGHTS_ANSWER)
def review(request_id: int) -> ResponseReturnValue:
    row = _reviewed(request_id)
    acting.shows(row, "answer-review")
    found = queries.review(reader(), row.request)
    return render_template("privacy/review.html", row=row, review=found)


@hidden_without(P.RIGHTS_ANSWER)
def passage(request_id: int, passage_id: int) -> ResponseReturnValue:
    row = _reviewed(request_id)
    looked_at = queries.passage(reader(), row.request, passage_id)
    found = queries.review(reader(), row.request)
    form = PassageForm(
        version=row.request.version,
        verdict={True: HAND_OUT, False: WITHHOLD}.get(bool(looked_at.hand_out))
        if looked_at.decided_at
        else None,
        reason=looked_at.reason.value if looked_at.reason else None,
    )
    return acting.form_page(
        "privacy/passage.html",
        form,
        row,
        lambda db, version: answering.decide(
            db, request_id, passage_id, form.answer(), version=version, actor=current_actor(), at=now()
        ),
        onward=_next(row, found, looked_at),
        passage=looked_at,
        text=found.words[looked_at.key],
        marks=_marks(row, found.words[looked_at.key]),
        left=len(found.waiting),
    )


def _reviewed(request_id: int) -> Row:
    """A request whose answer lies ready to be reviewed; otherwise there is nothing to see."""
    row = queries.get_to_answer(reader(), current_actor(), request_id)
    if row.request.status is not RequestStatus.REVIEW:
        raise NotFound("review", id=request_id)
    eyes().require(row.resident)
    return row


def _next(row: Row, found: Review, looked_at: Passage) -> str:
    """The next mark that nobody has looked at, after this one and then from the top; when there is none, the list."""
    waiting = [other.id for other in found.waiting if other.id != looked_at.id]
    following = next((key for key in waiting if key > looked_at.id), waiting[0] if waiting else None)
    if following is None:
        return url_for("privacy.review", request_id=row.request.id)
    return url_for("privacy.passage", request_id=row.request.id, passage_id=following)


def _marks(row: Row, text: str) -> tuple[str, ...]:
    return marks(text, queries.known_names(reader(), row.request, [text]))
