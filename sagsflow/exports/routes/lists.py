"""Cases, tasks, referrals and consents as files, narrowed as their pages are; and events, for tools that draw processes."""

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sagsflow.access.permissions import Permission as P
from sagsflow.activities.forms import FilterForm
from sagsflow.activities.policy import READERS
from sagsflow.cases import narrowing
from sagsflow.cases.models import Domain
from sagsflow.consents import near_end
from sagsflow.core.errors import NotFound
from sagsflow.exports import events, rows
from sagsflow.exports.routes.sending import bp, sent, taken
from sagsflow.referrals import queries as referrals
from sagsflow.web import spreadsheet
from sagsflow.web.database import now, reader
from sagsflow.web.guard import current_actor, hidden_without, needs


@bp.get("/cases")
@hidden_without(P.CASE_READ)
def cases() -> ResponseReturnValue:
    return _cases("cases", Domain.SUPPORT)


@bp.get("/citizenship")
@hidden_without(P.VOLUNTEER_READ)
def citizenship() -> ResponseReturnValue:
    return _cases("citizenship", Domain.VOLUNTEER)


@bp.get("/tasks")
@needs(P.TASK_DO)
def tasks() -> ResponseReturnValue:
    heading = (_("Task"), _("Case"), _("Due"), _("For"), _("Given"))
    return sent("tasks", "task-list-exported", heading, rows.of_tasks)


@bp.get("/referrals")
@needs(P.REFERRAL_ANSWER)
def received() -> ResponseReturnValue:
    which = request.args.get("show", referrals.TO_ANSWER)
    if which not in referrals.LISTS:
        raise NotFound("list", name=which)
    heading = (_("Case"), _("Resident"), _("From"), _("To"), _("Status"), _("Sent"), _("Due"))
    return sent("referrals", "referrals-exported", heading, lambda taking: rows.of_referrals(taking, which))


@bp.get("/consents")
@needs(P.CONSENT_RECORD, P.VOLUNTEER_WRITE)
def consents() -> ResponseReturnValue:
    domains = near_end.domains_of(current_actor())
    wanted = near_end.Wanted(
        which=request.args.get("show", near_end.SOON),
        domain=request.args.get("cases", domains[0]),
        mine=request.args.get("whose") == "mine",
    )
    if wanted.which not in near_end.LISTS or wanted.domain not in domains:
        raise NotFound("list", name=wanted.which)
    heading = (
        _("Case"), _("Resident"), _("Who may know?"), _("About what?"), _("Given"), _("Until"),
    )  # fmt: skip
    return sent("consents", "consent-list-exported", heading, lambda taking: rows.of_consents(taking, wanted))


@bp.get("/activities")
@needs(*READERS)
def activities() -> ResponseReturnValue:
    """No resident stands in it, so that nothing of it goes to the read log."""
    wanted = FilterForm(request.args).wanted(request.args.get("list", ""))
    heading = (
        _("Activity"), _("Kind"), _("Status"), _("From"), _("To"), _("Place"), _("Area"), _("Sub-agreement"),
        _("Unit"), _("Who takes part"), _("Expected"), _("How many came"), _("Children"), _("Young people"),
        _("Adults"), _("New faces"), _("Volunteers"), _("Volunteers' hours"),
    )  # fmt: skip
    return sent("activities", None, heading, lambda taking: rows.of_activities(taking, wanted))


@bp.get("/events")
@needs(P.TEAM_READ)
def happened() -> ResponseReturnValue:
    """For tools that draw processes; open and closed cases, unless one of them is asked for."""
    kind = request.args.get("file", events.XES)
    if kind not in events.KINDS:
        raise NotFound("file", kind=kind)
    wanted = narrowing.asked({"show": "all", **request.args})
    filters = narrowing.filters_of(reader(), wanted, Domain.SUPPORT, current_actor(), now())
    media, ending = events.KINDS[kind]
    with taken("event-log-exported") as taking:
        found = events.stories(taking, filters)
        if kind == events.XES:
            return spreadsheet.written(f"events.{ending}", media, lambda file: events.write_xes(file, found))
        units = events.unit_names(taking)
        return spreadsheet.written(
            f"events.{ending}", media, lambda file: events.write_ocel(file, found, units)
        )


def _cases(name: str, domain: Domain) -> ResponseReturnValue:
    actor = current_actor()
    wanted = narrowing.asked(request.args)
    filters = narrowing.filters_of(reader(), wanted, domain, actor, now())
    heading = (
        _("Case"), _("Resident"), _("Pathway"), _("Step"), _("Since"), _("Due"), _("Case owner"),
        _("Sub-agreement"), _("Area"), _("Urgent"), _("Opened"), _("Closed"), _("Result"),
    )  # fmt: skip
    return sent(name, "case-list-exported", heading, lambda taking: rows.of_cases(taking, filters))
