"""Follow-up from last time: what became of each action, said in one press."""

from flask import Blueprint, flash, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from sagsflow.access.permissions import Permission as P
from sagsflow.core.errors import Invalid
from sagsflow.meetings.models import Outcome
from sagsflow.meetings.routes.acting import pressed
from sagsflow.meetings.service import actions
from sagsflow.meetings.words import word
from sagsflow.web.database import now
from sagsflow.web.forms import number_in
from sagsflow.web.guard import current_actor, hidden_without

ANCHOR = "follow-up"


def add_to(bp: Blueprint) -> None:
    rule = "/<int:meeting_id>/actions/<int:action_id>/follow-up"
    bp.add_url_rule(rule, "follow_up", follow_up, methods=["POST"])


@hidden_without(P.MEETING_READ)
def follow_up(meeting_id: int, action_id: int) -> ResponseReturnValue:
    said = request.form.get("outcome", "")
    if said not in set(Outcome):
        raise Invalid("no-outcome")
    outcome, remark = Outcome(said), request.form.get("remark", "")

    def act(db: Session) -> int | None:
        actions.follow_up(
            db,
            meeting_id,
            action_id,
            outcome,
            remark=remark,
            version=number_in(request.form.get("version")),
            actor=current_actor(),
            at=now(),
        )
        flash(gettext("Recorded: %(what)s.", what=word(outcome, "outcome")))
        return None

    return pressed(meeting_id, act, ANCHOR)
