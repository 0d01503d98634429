"""The rows of the lists that are not of cases: one's own, as their pages show them."""

from collections.abc import Iterator, Sequence
from functools import partial

from flask_babel import gettext as _

from sagsflow.access.permissions import Permission as P
from sagsflow.cases.words import word
from sagsflow.consents import bases as legal_bases
from sagsflow.directory.models import Capacity, Offer
from sagsflow.emergency import queries as emergencies
from sagsflow.emergency.forms import REASONS
from sagsflow.exports.rows import AT_ONCE, Taking, pages
from sagsflow.organisations import queries as organisations
from sagsflow.organisations.forms import ORGANISATION_KINDS, UNIT_KINDS
from sagsflow.outreach import queries as outreach
from sagsflow.outreach.words import ACTIVITIES
from sagsflow.web.filters import localised
from sagsflow.web.spreadsheet import Cell

Rows = Iterator[Sequence[Cell]]
# What the reading in of a list understands, so that a file can be changed and sent back.
ROOM = {
    Capacity.OPEN: ("ledig", "open"),
    Capacity.WAITING_LIST: ("venteliste", "waiting list"),
    Capacity.FULL: ("fuld", "full"),
}


def of_contacts(taking: Taking) -> Rows:
    areas = {area.id: area.name for area in organisations.areas(taking.db)}
    for page in pages(partial(outreach.log, taking.db, taking.actor, taking.at)):
        for row in page.rows:
            topic = word(row.topic, "topic") if row.topic else ""
            area, activity = areas.get(row.area_id or 0, ""), str(ACTIVITIES[row.activity])
            yield row.happened_on, row.place, area, activity, topic, row.adults, row.young, row.children


def of_bases(taking: Taking) -> Rows:
    units = taking.actor.units(P.LEGAL_BASIS_STATE)
    for page in pages(partial(legal_bases.of_units, taking.db, units, taking.at)):
        refs = taking.refs({row.case_id for row in page.rows})
        for row in page.rows:
            topics = ", ".join(word(topic, "topic") for topic in row.topics)
            yield refs[row.case_id], row.paragraph, topics, row.until, row.stated_on, row.stated_by


def of_openings(taking: Taking) -> Rows:
    ask = partial(emergencies.openings, taking.db, taking.actor, size=AT_ONCE)
    for page in pages(lambda cursor: ask(after=cursor)):
        for row in page.rows:
            asked = row.request
            taking.cases.update({asked.case_id} if asked.case_id else ())
            shown = row.ref or asked.typed_number
            reason = str(REASONS[asked.reason])
            yield (
                asked.asked_at,
                row.who,
                row.unit,
                shown,
                row.owner_unit or "",
                reason,
                asked.words,
                asked.ends_at,
                asked.ended_at,
            )


def of_partners(taking: Taking) -> Rows:
    """A row of each unit, in use or not; an organisation without any stands alone."""
    for one in organisations.all_organisations(taking.db):
        told = one.name, str(ORGANISATION_KINDS[one.kind]), one.cvr or ""
        units = organisations.units_of(taking.db, one.id)
        for unit in units:
            used = _("yes") if unit.active else _("no")
            yield *told, unit.name, str(UNIT_KINDS[unit.kind]), unit.phone or "", used
        if not units:
            yield *told, "", "", "", ""


def of_offers(taking: Taking, found: Sequence[Offer]) -> Rows:
    yield from (_offer(offer, taking.language) for offer in found)


def _offer(offer: Offer, language: str) -> Sequence[Cell]:
    """In the order of the headings that a list is read in by."""
    place = offer.sub_agreement
    return (
        offer.name,
        offer.unit.name,
        offer.description,
        offer.target_group,
        localised(place) if place else "",
        ", ".join(area.name for area in offer.areas),
        offer.age_from,
        offer.age_to,
        offer.languages,
        ROOM[offer.capacity][language == "en"],
        offer.waiting_weeks,
        offer.contact,
        offer.phone,
        offer.email,
        offer.valid_from,
        offer.valid_to,
        offer.external_id or "",
    )
