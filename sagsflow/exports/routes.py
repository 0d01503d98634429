"""Each list as CSV or XLSX, narrowed as its page is; that it was taken out, and whom it names, is in the log."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from flask import Blueprint, request
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
from sagsflow.exports.rows import Taking
from sagsflow.referrals import queries as referrals
from sagsflow.web import readlog, spreadsheet
from sagsflow.web.database import now, reader
from sagsflow.web.filters import today
from sagsflow.web.guard import current_actor, hidden_without, needs
from sagsflow.web.language import current_language
from sagsflow.web.platform import platform
from sagsflow.web.spreadsheet import CSV, KINDS, Cell

bp = Blueprint("exports", __name__, url_prefix="/exports")
NAMED_AT_ONCE = 1_000
Rows = Callable[[Taking], Iterator[Sequence[Cell]]]


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
    return _sent("tasks", "task-list-exported", heading, rows.of_tasks)


@bp.get("/referrals")
@needs(P.REFERRAL_ANSWER)
def received() -> ResponseReturnValue:
    which = request.args.get("show", referrals.TO_ANSWER)
    if which not in referrals.LISTS:
        raise NotFound("list", name=which)
    heading = (_("Case"), _("Resident"), _("From"), _("To"), _("Status"), _("Sent"), _("Due"))
    return _sent("referrals", "referrals-exported", heading, lambda taking: rows.of_referrals(taking, which))


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
    return _sent(
        "consents", "consent-list-exported", heading, lambda taking: rows.of_consents(taking, wanted)
    )


@bp.get("/activities")
@needs(*READERS)
def activities() -> ResponseReturnValue:
    """No resident stands in it, so that nothing of it goes to the read log."""
    kind, form = request.args.get("file", CSV), FilterForm(request.args)
    if kind not in KINDS:
        raise NotFound("file", kind=kind)
    heading = (
        _("Activity"), _("Kind"), _("Status"), _("From"), _("To"), _("Place"), _("Area"), _("Sub-agreement"),
        _("Unit"), _("Who takes part"), _("Expected"), _("How many came"), _("Children"), _("Young people"),
        _("Adults"), _("New faces"), _("Volunteers"), _("Volunteers' hours"),
    )  # fmt: skip
    wanted = form.wanted(request.args.get("list", ""))
    with platform().database.snapshot() as db:
        taking = Taking(db, current_actor(), now(), platform().library, current_language())
        return spreadsheet.download("activities", heading, rows.of_activities(taking, wanted), kind)


@bp.get("/events")
@needs(P.TEAM_READ)
def happened() -> ResponseReturnValue:
    """For tools that draw processes; open and closed cases, unless one of them is asked for."""
    kind = request.args.get("file", events.XES)
    if kind not in events.KINDS:
        raise NotFound("file", kind=kind)
    wanted = narrowing.asked({"show": "all", **request.args})
    filters = narrowing.filters_of(reader(), wanted, Domain.SUPPORT, current_actor(), today())
    media, ending = events.KINDS[kind]
    with _taking("event-log-exported") as taking:
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
    filters = narrowing.filters_of(reader(), wanted, domain, actor, today())
    heading = (
        _("Case"), _("Resident"), _("Pathway"), _("Step"), _("Since"), _("Due"), _("Case owner"),
        _("Sub-agreement"), _("Area"), _("Urgent"), _("Opened"), _("Closed"), _("Result"),
    )  # fmt: skip
    return _sent(name, "case-list-exported", heading, lambda taking: rows.of_cases(taking, filters))


def _sent(name: str, reading: str, heading: Sequence[str], found: Rows) -> ResponseReturnValue:
    """The rows are read as they stand at one moment."""
    kind = request.args.get("file", CSV)
    if kind not in KINDS:
        raise NotFound("file", kind=kind)
    with _taking(reading) as taking:
        return spreadsheet.download(name, heading, found(taking), kind)


@contextmanager
def _taking(reading: str) -> Iterator[Taking]:
    """When the file is written, each case in it is named in the log, a thousand to an entry."""
    with platform().database.snapshot() as db:
        taking = Taking(db, current_actor(), now(), platform().library, current_language())
        yield taking
    named = sorted(taking.cases)
    for first in range(0, len(named) or 1, NAMED_AT_ONCE):
        readlog.shows(readlog.Reading(reading, cases=named[first : first + NAMED_AT_ONCE]))
