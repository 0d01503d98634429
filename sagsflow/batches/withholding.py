"""Why a paper that has been printed is not handed out: what has been said or marked since it was asked for."""

from datetime import datetime

import sqlalchemy as sa

from sagsflow.access.actor import Actor
from sagsflow.batches.models import PrintBatch
from sagsflow.cases.models import Case
from sagsflow.consents.models import Consent, ConsentEvent, ConsentEventKind
from sagsflow.core.calendar import copenhagen_date
from sagsflow.residents.identity import protected
from sagsflow.residents.models import IdentityOpening, ResidentProtection

LESS = (ConsentEventKind.WITHDRAWN, ConsentEventKind.NARROWED)


def withheld(batch: PrintBatch, actor: Actor, at: datetime) -> sa.ColumnElement[bool]:
    """Of a case: consent to less was said on it since, or the paper may name somebody whose name this person may not see now."""
    return sa.or_(_agreed_to_less(batch), _may_name(batch, actor, at))


def _agreed_to_less(batch: PrintBatch) -> sa.ColumnElement[bool]:
    said = sa.select(ConsentEvent.id).join(Consent, Consent.id == ConsentEvent.consent_id)
    since = Consent.case_id == Case.id, ConsentEvent.kind.in_(LESS), ConsentEvent.at >= batch.asked_at
    return said.where(*since).exists()


def _may_name(batch: PrintBatch, actor: Actor, at: datetime) -> sa.ColumnElement[bool]:
    """A paper printed under a mark names nobody, unless who asked for it had opened the name."""
    marked = sa.exists().where(
        ResidentProtection.resident_id == Case.resident_id,
        sa.or_(
            ResidentProtection.set_at >= batch.asked_at,
            ResidentProtection.starts_on > copenhagen_date(batch.asked_at),
        ),
    )
    own = IdentityOpening.user_id == actor.user_id, IdentityOpening.resident_id == Case.resident_id
    opened = sa.exists().where(*own, IdentityOpening.ends_at > batch.asked_at)
    opened_now = sa.exists().where(*own, IdentityOpening.ends_at > at)
    hidden = Case.resident_id.in_(protected(copenhagen_date(at)))
    return sa.and_(hidden, ~opened_now, sa.or_(marked, opened))
