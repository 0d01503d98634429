"""What somebody has in hand as files: batches of papers, files read in, messages, and what is overdue in the teams one leads."""

from functools import partial

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sagsflow.access.permissions import Permission as P
from sagsflow.core.errors import NotFound
from sagsflow.exports import in_hand_rows
from sagsflow.exports.routes.sending import bp, sent
from sagsflow.web.forms import NUMBER
from sagsflow.web.guard import hidden_without, needs, signed_in


@bp.get("/batches")
@hidden_without(P.CASE_PRINT)
def papers() -> ResponseReturnValue:
    heading = (
        _("Asked"), _("Cases"), _("Who gets the papers?"), _("What is it for?"), _("Status"), _("Kept until"),
    )  # fmt: skip
    return sent("batches", None, heading, in_hand_rows.of_batches)


@bp.get("/imports")
@hidden_without(P.CASE_IMPORT)
def read_in() -> ResponseReturnValue:
    heading = (
        _("Sent"), _("File"), _("Sent by"), _("Unit"), _("Rows"), _("Residents"), _("Cases"), _("Status"),
    )  # fmt: skip
    return sent("imports", None, heading, in_hand_rows.of_imports)


@bp.get("/messages")
@signed_in
def told() -> ResponseReturnValue:
    unread = request.args.get("show") != "all"
    heading = (_("When"), _("Message"), _("Case"), _("Read"))
    return sent(
        "messages", "messages-exported", heading, partial(in_hand_rows.of_messages, only_unread=unread)
    )


@bp.get("/overdue")
@needs(P.TEAM_READ)
def overdue() -> ResponseReturnValue:
    """Tasks of the whole team, person by person, or one person's."""
    heading = (_("Who"), _("Task"), _("Case"), _("Due"))
    rows = partial(in_hand_rows.of_overdue_tasks, whose=_whose())
    return sent("overdue", "task-list-exported", heading, rows)


@bp.get("/overdue-cases")
@needs(P.TEAM_READ)
def overdue_cases() -> ResponseReturnValue:
    heading = (_("Case owner"), _("Case"), _("Resident"), _("Step"), _("Due"))
    rows = partial(in_hand_rows.of_overdue_cases, whose=_whose())
    return sent("overdue-cases", "case-list-exported", heading, rows)


def _whose() -> int | None:
    """None for everybody. Raises NotFound for what is no number."""
    asked = request.args.get("whose")
    if asked is None:
        return None
    if not NUMBER.match(asked):
        raise NotFound("user", id=asked)
    return int(asked)
