"""Reads of the register: what holds, what the case page lists, and who can see a case, as plain values."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access.models import AccessGrant, Ground
from sagsflow.access.topics import Topic
from sagsflow.accounts.models import User
from sagsflow.accounts.queries import user_names
from sagsflow.consents import policy
from sagsflow.consents.bases import live_bases
from sagsflow.consents.models import (
    Consent,
    ConsentEvent,
    ConsentEventKind,
    ConsentForm,
    GiverKind,
    Scope,
)
from sagsflow.consents.terms import in_order, topics_of
from sagsflow.core.base import AT
from sagsflow.core.calendar import copenhagen_date
from sagsflow.organisations.models import Unit
from sagsflow.organisations.queries import units_by_id

_LIVE = (
    sa.select(Consent)
    .where(Consent.case_id == sa.bindparam("case_id"), policy.holds(AT))
    .order_by(Consent.id)
)
_COVERED = sa.select(Consent.receiving_unit_id).where(
    Consent.case_id == sa.bindparam("case_id"), policy.holds(AT)
)
_OF_CASE = (
    sa.select(Consent, Unit.name, User.name)
    .join(Unit, Unit.id == Consent.receiving_unit_id)
    .join(User, User.id == Consent.recorded_by)
    .where(Consent.case_id == sa.bindparam("case_id"))
    .order_by(Consent.id.desc())
)
HOLDS, EXPIRED, WITHDRAWN = "holds", "expired", "withdrawn"


@dataclass(frozen=True, slots=True)
class ConsentRow:
    """A consent as a page shows it. `status` is holds, expired or withdrawn; `until` is the last day on which it holds,
    or the day on which it ended."""

    id: int
    unit_id: int
    unit: str
    topics: tuple[Topic, ...]
    purpose: str
    sensitive: bool
    giver_kind: GiverKind
    giver_name: str | None
    second_giver: str | None
    young_person_on: date | None
    form: ConsentForm
    witness: str | None
    scope: Scope
    occasion: str | None
    wording: tuple[str, str] | None
    given_on: date
    given_at: datetime
    ended_at: datetime
    agreed_until: date
    recorded_by: str
    version: int
    status: str
    until: date

    @property
    def by_others(self) -> bool:
        return self.giver_kind is not GiverKind.RESIDENT

    @property
    def is_live(self) -> bool:
        return self.status == HOLDS


@dataclass(frozen=True, slots=True)
class EventRow:
    """One thing that was said about a consent, with the terms from then on; `who` None is the system."""

    kind: ConsentEventKind
    at: datetime
    who: str | None
    topics: tuple[Topic, ...]
    sensitive: bool
    until: date
    form: ConsentForm | None
    witness: str | None
    giver_kind: GiverKind | None
    giver_name: str | None
    second_giver: str | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class SeesRow:
    """A unit that can see part of a case, and why. No topics means all of it; no `until` means as long as the case is open.

    `person` is the one of the unit whom it is open to, where it is not open to all of them.
    """

    unit_id: int
    unit: str
    person: str | None
    organisation: str
    ground: Ground
    topics: tuple[Topic, ...]
    sensitive: bool
    until: date | None

    @property
    def who(self) -> str:
        return f"{self.person}, {self.unit}" if self.person else self.unit


@dataclass(frozen=True, slots=True)
class Cover:
    """What one consent to a unit, or basis in law for it, covers: which topics, until when, and whether sensitive matters too."""

    topics: tuple[Topic, ...]
    until: datetime
    sensitive: bool


def live(db: Session, case_id: int, at: datetime) -> Sequence[Consent]:
    """The consents of a case that hold at this moment."""
    return db.scalars(_LIVE, {"case_id": case_id, "at": at}).all()


def knowing_units(db: Session, case_id: int, at: datetime) -> frozenset[int]:
    """The units that may know of a case by consent or by law, as things stand at this moment."""
    by_law = frozenset(basis.unit_id for basis in live_bases(db, case_id, at))
    return covered_units(db, case_id, at) | by_law


def covered_units(db: Session, case_id: int, at: datetime) -> frozenset[int]:
    """The units that the resident has agreed to share this case with, as things stand at this moment."""
    return frozenset(db.scalars(_COVERED, {"case_id": case_id, "at": at}))


def covered(db: Session, case_id: int, unit_id: int, at: datetime) -> frozenset[Topic]:
    """The topics that the live consents to a unit, and bases in law for it, cover together."""
    return frozenset(topic for cover in covers(db, case_id, unit_id, at) for topic in cover.topics)


def covers(db: Session, case_id: int, unit_id: int, at: datetime) -> list[Cover]:
    """Each by itself: put together, what one says of sensitive matters would last as long as another holds."""
    agreed = [
        Cover(in_order(consent.topic_set), consent.expires_at, consent.sensitive)
        for consent in live(db, case_id, at)
        if consent.receiving_unit_id == unit_id
    ]
    stated = [
        Cover(in_order(topics_of(basis.topics)), basis.expires_at, basis.sensitive)
        for basis in live_bases(db, case_id, at)
        if basis.unit_id == unit_id
    ]
    return agreed + stated


def for_case(db: Session, case_id: int, at: datetime) -> list[ConsentRow]:
    """Every consent of a case, those that hold first, then the newest."""
    rows = db.execute(_OF_CASE, {"case_id": case_id}).all()
    found = [row_of(consent, unit, who, at) for consent, unit, who in rows]
    return sorted(found, key=lambda row: not row.is_live)


def one(db: Session, case_id: int, consent_id: int, at: datetime) -> ConsentRow | None:
    """One consent of a case, or None."""
    found = db.execute(
        sa.select(Consent, Unit.name, User.name)
        .join(Unit, Unit.id == Consent.receiving_unit_id)
        .join(User, User.id == Consent.recorded_by)
        .where(Consent.case_id == case_id, Consent.id == consent_id)
    ).one_or_none()
    return row_of(*found, at) if found else None


def history(db: Session, consent_id: int) -> list[EventRow]:
    """Everything that was said about a consent or happened to it, the newest first."""
    rows = db.execute(
        sa.select(ConsentEvent, User.name)
        .outerjoin(User, User.id == ConsentEvent.actor_id)
        .where(ConsentEvent.consent_id == consent_id)
        .order_by(ConsentEvent.number.desc())
    ).all()
    return [
        EventRow(
            kind=event.kind,
            at=event.at,
            who=who,
            topics=in_order(topics_of(event.topics)),
            sensitive=event.sensitive,
            until=event.agreed_until,
            form=event.form,
            witness=event.witness,
            giver_kind=event.giver_kind,
            giver_name=event.giver_name,
            second_giver=event.second_giver,
            reason=event.reason,
        )
        for event, who in rows
    ]


def who_sees(db: Session, grants: Sequence[AccessGrant]) -> list[SeesRow]:
    """The live grants of a case (`cases.queries.one.grants`), one row for each unit (or person) and ground, owners
    first."""
    units = units_by_id(db, {grant.unit_id for grant in grants})
    people = user_names(db, {grant.user_id for grant in grants})
    grouped: dict[tuple[int, int | None, Ground], list[AccessGrant]] = {}
    for grant in grants:
        grouped.setdefault((grant.unit_id, grant.user_id, grant.ground), []).append(grant)
    rows = [
        _sees(units[unit_id], people.get(user_id or 0), ground, held)
        for (unit_id, user_id, ground), held in grouped.items()
    ]
    return sorted(rows, key=lambda row: (row.ground is not Ground.OWNERSHIP, row.unit, row.ground.value))


def last_day(moment: datetime) -> date:
    """The last day that lies wholly or partly before a moment."""
    return copenhagen_date(moment - timedelta(microseconds=1))


def row_of(consent: Consent, unit: str, recorded_by: str, at: datetime) -> ConsentRow:
    """A consent as plain values."""
    status, until = _status(consent, at)
    return ConsentRow(
        id=consent.id,
        unit_id=consent.receiving_unit_id,
        unit=unit,
        topics=in_order(consent.topic_set),
        purpose=consent.purpose,
        sensitive=consent.sensitive,
        giver_kind=consent.giver_kind,
        giver_name=consent.giver_name,
        second_giver=consent.second_giver,
        young_person_on=consent.young_person_on,
        form=consent.form,
        witness=consent.witness,
        scope=consent.scope,
        occasion=consent.occasion,
        wording=_wording(consent),
        given_on=consent.given_on,
        given_at=consent.given_at,
        ended_at=min(consent.withdrawn_at or consent.expires_at, consent.expires_at),
        agreed_until=consent.agreed_until,
        recorded_by=recorded_by,
        version=consent.version,
        status=status,
        until=until,
    )


def _wording(consent: Consent) -> tuple[str, str] | None:
    if consent.wording_version is None or consent.wording_language is None:
        return None
    return consent.wording_version, consent.wording_language


def _status(consent: Consent, at: datetime) -> tuple[str, date]:
    if consent.withdrawn_at is not None and consent.withdrawn_at <= at:
        return WITHDRAWN, copenhagen_date(consent.withdrawn_at)
    if consent.expires_at <= at:
        return EXPIRED, last_day(consent.expires_at)
    return HOLDS, last_day(consent.expires_at)


def _sees(unit: Unit, person: str | None, ground: Ground, grants: Sequence[AccessGrant]) -> SeesRow:
    topics = {grant.topic for grant in grants}
    ends = [grant.valid_to for grant in grants]
    open_ended = any(end is None for end in ends)
    return SeesRow(
        unit_id=unit.id,
        unit=unit.name,
        person=person,
        organisation=unit.organisation.name,
        ground=ground,
        topics=() if None in topics else in_order({topic for topic in topics if topic is not None}),
        sensitive=any(grant.sensitive for grant in grants),
        until=None if open_ended else last_day(max(end for end in ends if end is not None)),
    )
