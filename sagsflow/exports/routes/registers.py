"""Other lists as files: contact log, service directory, bases in law, emergencies and organisations."""

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sagsflow.access.permissions import Permission as P
from sagsflow.directory import queries as directory
from sagsflow.directory.forms import FilterForm
from sagsflow.directory.importing.meaning import DANISH, HEADINGS
from sagsflow.exports import register_rows
from sagsflow.exports.routes.sending import bp, sent
from sagsflow.organisations import queries as organisations
from sagsflow.web.database import reader
from sagsflow.web.filters import today
from sagsflow.web.guard import needs
from sagsflow.web.language import current_language


@bp.get("/contacts")
@needs(P.OUTREACH_LOG)
def contacts() -> ResponseReturnValue:
    heading = (
        _("Day"),
        _("Place"),
        _("Area"),
        _("What were you out for?"),
        _("Topic"),
        _("Adults"),
        _("Young people"),
        _("Children"),
    )
    return sent("contacts", None, heading, register_rows.of_contacts)


@bp.get("/offers")
@needs(P.OFFER_READ)
def offers() -> ResponseReturnValue:
    form = FilterForm(request.args)
    form.offer_choices(
        organisations.sub_agreements(reader()), organisations.areas(reader()), current_language()
    )
    heading = DANISH if current_language() == "da" else tuple(words[0] for words in HEADINGS.values())
    found = directory.offers(reader(), form.wanted, today())
    return sent("offers", None, heading, lambda taking: register_rows.of_offers(taking, found))


@bp.get("/legal-basis")
@needs(P.LEGAL_BASIS_STATE)
def bases() -> ResponseReturnValue:
    heading = (_("Case"), _("Law and paragraph"), _("About what?"), _("Until"), _("Stated"), _("By"))
    return sent("legal-basis", "consent-list-exported", heading, register_rows.of_bases)


@bp.get("/emergencies")
@needs(P.LOG_REVIEW)
def openings() -> ResponseReturnValue:
    heading = (
        _("Asked"),
        _("Who"),
        _("Unit"),
        _("Case"),
        _("The unit that owns the case"),
        _("Reason"),
        _("In words"),
        _("Until"),
        _("Ended"),
    )
    return sent("emergencies", "emergency-list-exported", heading, register_rows.of_openings)


@bp.get("/organisations")
@needs(P.ADMINISTER)
def partners() -> ResponseReturnValue:
    heading = (
        _("Organisation"), _("Kind"), _("CVR number"), _("Unit"), _("Kind of unit"), _("Phone"), _("In use"),
    )  # fmt: skip
    return sent("organisations", None, heading, register_rows.of_partners)
