"""Who keeps the log of contacts: the unit whose people are out, and on a case whoever may write a note on it."""

from datetime import datetime

import sqlalchemy as sa

from sagsflow.access.actor import Actor
from sagsflow.access.permissions import Permission as P
from sagsflow.cases.policy import may_write_note
from sagsflow.outreach.models import Outreach

may_write = may_write_note


def visible_to(actor: Actor, _at: datetime) -> sa.ColumnElement[bool]:
    """The log of one's own units."""
    return Outreach.unit_id.in_(sorted(actor.units(P.OUTREACH_LOG)))
