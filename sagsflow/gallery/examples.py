"""What leads to an example of a paper: the first that this person may print, of whatever stands in the database."""

from collections.abc import Callable, Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.access.permissions import Permission as P
from sagsflow.access.topics import Topic
from sagsflow.activities.policy import READERS as ACTIVITY_READERS
from sagsflow.cases.models import Case, Domain, Goal
from sagsflow.consents.models import Consent, ConsentTopic
from sagsflow.core.calendar import copenhagen_date
from sagsflow.handouts.models import HouseholdPart
from sagsflow.handouts.receivers import offers
from sagsflow.meetings.models import Meeting, MeetingStatus
from sagsflow.meetings.policy import visible_to as meetings_of
from sagsflow.privacy import breaches, due
from sagsflow.privacy import policy as privacy
from sagsflow.privacy.models import Breach, ErasureStatus, RequestStatus, RightsRequest
from sagsflow.residents.models import Resident

Values = Mapping[str, object]
Find = Callable[[Session, Actor, datetime], Values | None]
TRIED = 10


def figures(_db: Session, actor: Actor, _at: datetime) -> Values | None:
    return {} if actor.may(P.FIGURES_READ) else None


def programme(_db: Session, actor: Actor, _at: datetime) -> Values | None:
    return {} if actor.may_any(ACTIVITY_READERS) else None


def case(db: Session, actor: Actor, _at: datetime) -> Values | None:
    return _ref(db, _own_cases(actor))


def case_of_an_arab(db: Session, actor: Actor, _at: datetime) -> Values | None:
    return _ref(db, _own_cases(actor).where(Resident.language.like("Arab%")))


def case_of_a_household(db: Session, actor: Actor, _at: datetime) -> Values | None:
    """Of somebody whose housemate has agreed to a part."""
    agreed = sa.select(HouseholdPart.case_id).where(HouseholdPart.ended_at.is_(None))
    found = _ref(db, _own_cases(actor).where(Case.id.in_(agreed), Resident.household_id.is_not(None)))
    return {**found, "copy": found["ref"]} if found else None


def shared_case(db: Session, actor: Actor, at: datetime) -> Values | None:
    """With somebody of another unit who may see part of it."""
    shared = sa.select(Consent.case_id).where(Consent.withdrawn_at.is_(None), Consent.expires_at > at)
    for row in db.scalars(_own_cases(actor).where(Case.id.in_(shared)).limit(TRIED)):
        own = f"{row.owner_unit_id}-"
        others = [offer for offer in offers(db, actor, row, at) if not offer.key.startswith(own)]
        if others:
            return {"ref": row.ref, "receiver": others[-1].key}
    return None


def consent(db: Session, actor: Actor, at: datetime) -> Values | None:
    return _consent(db, actor, Consent.withdrawn_at.is_(None), Consent.expires_at > at)


def consent_of_an_arab(db: Session, actor: Actor, _at: datetime) -> Values | None:
    found = _consent(db, actor, Consent.withdrawn_at.is_(None), Resident.language.like("Arab%"))
    return {**found, "language": "ar"} if found else None


def consent_to_sign(db: Session, actor: Actor, at: datetime) -> Values | None:
    """Once more to those who have one already: the paper is printed before anything is saved."""
    found = consent(db, actor, at)
    if found is None:
        return None
    given = db.get_one(Consent, found["consent_id"])
    return {
        "ref": found["ref"],
        "unit": given.receiving_unit_id,
        "given_on": copenhagen_date(at).strftime("%d.%m.%Y"),
        "topics": [topic.value for topic in sorted(given.topic_set - {Topic.CORE})],
        "purpose": given.purpose,
        "scope": given.scope.value,
        "occasion": given.occasion or "",
        "expires_on": given.agreed_until.strftime("%d.%m.%Y") if given.occasion else "",
        **({"sensitive": "y"} if given.sensitive else {}),
    }


def withdrawn_consent(db: Session, actor: Actor, _at: datetime) -> Values | None:
    return _consent(db, actor, Consent.withdrawn_at.is_not(None))


def meeting(status: MeetingStatus) -> Find:
    def find(db: Session, actor: Actor, _at: datetime) -> Values | None:
        seen = sa.select(Meeting.id).where(meetings_of(actor), Meeting.status == status)
        found = db.scalar(seen.order_by(Meeting.starts_at.desc()).limit(1))
        return {"meeting_id": found} if found else None

    return find


def answer(db: Session, actor: Actor, _at: datetime) -> Values | None:
    handed_out = RightsRequest.status == RequestStatus.ANSWERED
    found = db.scalar(sa.select(RightsRequest.id).where(privacy.visible_to(actor), handed_out).limit(1))
    return {"request_id": found} if found and actor.may(P.RIGHTS_ANSWER) else None


def breach(db: Session, actor: Actor, _at: datetime) -> Values | None:
    found = db.scalar(sa.select(Breach.id).where(breaches.visible_to(actor)).limit(1))
    return {"breach_id": found} if found and actor.may(P.BREACH_KEEP) else None


def certificate(db: Session, actor: Actor, _at: datetime) -> Values | None:
    erased = [row for row in due.decided(db, actor) if row.status is ErasureStatus.ERASED]
    return {"erasure_id": erased[0].id} if erased and actor.may(P.RETENTION_REVIEW) else None


def _own_cases(actor: Actor) -> sa.Select[Case]:
    """The open cases of the person's own unit, those with most to print first."""
    goals = sa.select(sa.func.count()).where(Goal.case_id == Case.id).scalar_subquery()
    return (
        sa.select(Case)
        .join(Resident, Resident.id == Case.resident_id)
        .where(Case.owner_unit_id.in_(sorted(actor.units(P.CASE_PRINT))), Case.is_open)
        .order_by(goals.desc(), Case.event_count.desc(), Case.id)
    )


def _ref(db: Session, cases: sa.Select[Case]) -> Values | None:
    found = db.scalars(cases.limit(1)).first()
    return {"ref": found.ref} if found else None


def _consent(db: Session, actor: Actor, *which: sa.ColumnElement[bool]) -> Values | None:
    """The one about most topics, of those the newest."""
    topics = sa.select(sa.func.count()).where(ConsentTopic.consent_id == Consent.id).scalar_subquery()
    owned = Case.owner_unit_id.in_(sorted(actor.units(P.CASE_EDIT)))
    found = db.execute(
        sa.select(Case.ref, Consent.id)
        .join(Consent, Consent.case_id == Case.id)
        .join(Resident, Resident.id == Case.resident_id)
        .where(owned, Case.domain == Domain.SUPPORT, *which)
        .order_by(topics.desc(), Consent.id.desc())
    ).first()
    return {"ref": found.ref, "consent_id": found.id} if found else None
