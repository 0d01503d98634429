"""Who can see a case, and why: each unit with its grounds and its people, for the unit that owns the case."""

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from sagsflow.access.models import Ground
from sagsflow.access.permissions import Permission as P
from sagsflow.cases import policy
from sagsflow.cases.queries import one
from sagsflow.cases.queries.one import Seen
from sagsflow.cases.queries.readers import GroundRow, audience
from sagsflow.core.errors import NotFound
from sagsflow.organisations import queries as organisations
from sagsflow.web import readlog
from sagsflow.web.database import now, reader
from sagsflow.web.guard import current_actor, hidden_without

OWNERS = (P.CASE_READ, P.VOLUNTEER_READ)


def add_to(bp: Blueprint) -> None:
    bp.add_url_rule("/cases/<ref>/readers", "readers", readers)


@hidden_without(*OWNERS)
def readers(ref: str) -> ResponseReturnValue:
    seen = owned(ref)
    db = reader()
    rows = audience(db, seen.case, now()).by_unit()
    waiting = {row.unit_id for row in one.parties(db, seen)} - {row.unit_id for row in rows}
    readlog.shows(readlog.Reading("case-readers", case_id=seen.case.id, unit_ids=seen.unit_ids))
    return render_template(
        "cases/readers.html",
        case=seen.case,
        rows=rows,
        waiting=sorted(unit.name for unit in organisations.units_by_id(db, waiting).values()),
        link=lambda row: ground_url(ref, row),
    )


def owned(ref: str) -> Seen:
    """Raises NotFound to everybody but those who write the case: a receiver must not learn who else sees it, and whoever
    reads no notes herself must not read them with the eyes of others."""
    seen = one.find(reader(), current_actor(), ref, now())
    if not policy.may_write(current_actor(), seen.case, seen.view):
        raise NotFound("case", ref=ref)
    return seen


def ground_url(ref: str, row: GroundRow) -> str | None:
    """Where the consent or the referral that gives access stands; only for who may open that page."""
    actor = current_actor()
    if row.ground in {Ground.CONSENT, Ground.LEGAL_BASIS} and actor.may_any(
        (P.CONSENT_RECORD, P.VOLUNTEER_WRITE)
    ):
        return url_for("consents.index", ref=ref, _anchor=f"consent-{row.ground_id}")
    if row.ground is Ground.REFERRAL and actor.may(P.REFERRAL_SEND):
        return url_for("referrals.show", referral_id=row.ground_id)
    return None
