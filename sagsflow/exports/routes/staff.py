"""Colleagues as files: for their leader, for an administrator, and of the operational group."""

from functools import partial

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sagsflow.access.permissions import Permission as P
from sagsflow.exports import staff_rows
from sagsflow.exports.routes.sending import bp, sent
from sagsflow.web.guard import hidden_without, needs


@bp.get("/people")
@needs(P.ADMINISTER)
def people() -> ResponseReturnValue:
    heading = (
        _("Name"),
        _("User name"),
        _("Roles today"),
        _("Declaration of confidentiality"),
        _("Account closed"),
    )
    search = request.args.get("q", "")
    return sent("people", None, heading, partial(staff_rows.of_people, search=search))


@bp.get("/staff")
@needs(P.ADMINISTER, P.STAFF_LEAD)
def staff() -> ResponseReturnValue:
    heading = (_("Name"), _("Unit"), _("Role"), _("From"), _("To"), _("Declaration of confidentiality until"))
    return sent("staff", None, heading, staff_rows.of_staff)


@bp.get("/deputies")
@needs(P.ADMINISTER, P.STAFF_LEAD)
def deputies() -> ResponseReturnValue:
    heading = (_("Deputy"), _("For"), _("Unit"), _("Role"), _("From"), _("To"))
    return sent("deputies", None, heading, staff_rows.of_deputies)


@bp.get("/groups")
@hidden_without(P.MEETING_READ)
def seats() -> ResponseReturnValue:
    heading = (_("Group"), _("Member"), _("Unit"), _("Deputy"), _("From"), _("To"))
    return sent("groups", None, heading, staff_rows.of_seats)
