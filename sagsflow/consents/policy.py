"""Which consents hold, said once for SQL and for Python (`Consent.holds`); and which the worker must look at."""

from datetime import datetime

import sqlalchemy as sa

from sagsflow.consents.ages import ASKED_FROM, latest_birth
from sagsflow.consents.models import Consent, GiverKind, LegalBasis
from sagsflow.core.base import Moment
from sagsflow.core.calendar import copenhagen_date
from sagsflow.residents.models import Resident


def holds(at: Moment) -> sa.ColumnElement[bool]:
    """The SQL face of `Consent.holds`: given, not expired, not withdrawn; the clock decides."""
    return sa.and_(
        Consent.given_at <= at,
        Consent.expires_at > at,
        sa.or_(Consent.withdrawn_at.is_(None), Consent.withdrawn_at > at),
    )


def basis_holds(at: Moment) -> sa.ColumnElement[bool]:
    """The SQL face of `LegalBasis.holds`."""
    return sa.and_(
        LegalBasis.stated_at <= at,
        LegalBasis.expires_at > at,
        sa.or_(LegalBasis.ended_at.is_(None), LegalBasis.ended_at > at),
    )


def untidied(case_id: int, at: datetime) -> sa.Select[Consent]:
    """Those of a case that have expired without anybody's having written it down."""
    expired = sa.and_(Consent.expires_at <= at, Consent.withdrawn_at.is_(None), Consent.tidied_at.is_(None))
    return (
        sa.select(Consent).where(Consent.case_id == case_id, expired).order_by(Consent.expires_at, Consent.id)
    )


def needs_upkeep(at: datetime, reminder_from: datetime) -> sa.ColumnElement[bool]:
    """Joined with `Resident`: expired and not written down, near the end and not told, or a child that has turned 15."""
    told = sa.or_(Consent.reminded_at.is_not(None), Consent.expires_at > reminder_from)
    turned = sa.and_(
        Consent.giver_kind != GiverKind.RESIDENT,
        Consent.young_person_on.is_(None),
        Consent.asked_young_at.is_(None),
        Resident.born_on <= latest_birth(ASKED_FROM, copenhagen_date(at)),
    )
    return sa.and_(
        Consent.withdrawn_at.is_(None),
        Consent.tidied_at.is_(None),
        sa.or_(Consent.expires_at <= at, ~told, turned),
    )


def basis_needs_upkeep(at: datetime, reminder_from: datetime) -> sa.ColumnElement[bool]:
    """Run out and not written down, or near its end and not told."""
    told = sa.or_(LegalBasis.reminded_at.is_not(None), LegalBasis.expires_at > reminder_from)
    return sa.and_(
        LegalBasis.ended_at.is_(None),
        LegalBasis.tidied_at.is_(None),
        sa.or_(LegalBasis.expires_at <= at, ~told),
    )
