"""Which consents hold, said once for SQL and for Python (`Consent.holds`)."""

import sqlalchemy as sa

from sagsflow.consents.models import Consent
from sagsflow.core.base import Moment


def holds(at: Moment) -> sa.ColumnElement[bool]:
    """The SQL face of `Consent.holds`: given, not expired, not withdrawn; the clock decides."""
    return sa.and_(
        Consent.given_at <= at,
        Consent.expires_at > at,
        sa.or_(Consent.withdrawn_at.is_(None), Consent.withdrawn_at > at),
    )
