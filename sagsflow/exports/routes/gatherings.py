"""Meetings, series of them, and barriers lifted to the board, as files."""

from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sagsflow.access.permissions import Permission as P
from sagsflow.exports import gathering_rows
from sagsflow.exports.routes.sending import bp, sent
from sagsflow.web.guard import hidden_without, needs


@bp.get("/meetings")
@needs(P.MEETING_READ)
def meetings() -> ResponseReturnValue:
    heading = (
        _("From"), _("To"), _("Kind"), _("Place"), _("Unit"), _("Chair"), _("Status"), _("Items"), _("Dealt with"),
    )  # fmt: skip
    return sent("meetings", None, heading, gathering_rows.of_meetings)


@bp.get("/barriers")
@needs(P.FIGURES_READ)
def barriers() -> ResponseReturnValue:
    heading = (
        _("Barrier"), _("In words"), _("Cases behind it"), _("Unit"), _("Lifted to the board"), _("What the board said"),
        _("Answered"),
    )  # fmt: skip
    return sent("barriers", None, heading, gathering_rows.of_barriers)


@bp.get("/series")
@hidden_without(P.MEETING_RUN)
def series() -> ResponseReturnValue:
    heading = (
        _("Name"), _("Kind"), _("The first day"), _("Weeks between"), _("Begins at"), _("Minutes it lasts"), _("Place"),
        _("Unit"), _("Units that take part"), _("Chair"), _("Minute-taker"),
    )  # fmt: skip
    return sent("series", None, heading, gathering_rows.of_series)
