"""Keeps personal numbers sealed, and shows one to who states a purpose."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.access.permissions import Permission as P
from sagsflow.core.errors import Invalid, NotFound
from sagsflow.eventlog import service as eventlog
from sagsflow.organisations.models import Unit
from sagsflow.residents.cpr import KEYS, BadCpr, CprKeys, parse
from sagsflow.residents.identity import Eyes
from sagsflow.residents.models import Resident
from sagsflow.residents.names import clean
from sagsflow.residents.queries import cpr_allowed, get

LEAST_PURPOSE = 5
MOST_PURPOSE = 200


def masked_cpr(db: Session, resident: Resident) -> str | None:
    """010190-••••, or None when no number is kept."""
    if resident.cpr_sealed is None:
        return None
    keys: CprKeys = db.info[KEYS]
    return keys.unseal(
        resident.cpr_sealed, resident_uuid=resident.uuid, unit_id=resident.controller_unit_id
    ).masked


def show_cpr(db: Session, *, actor: Actor, at: datetime, uuid: str, purpose: str) -> str:
    """The number in full. Who saw it, and what for, is written in the same transaction."""
    resident = get(db, actor, uuid, P.CPR_SHOW)
    Eyes(db, actor, at).require(resident)
    if resident.cpr_sealed is None:
        raise NotFound
    stated = clean(purpose)
    if not LEAST_PURPOSE <= len(stated) <= MOST_PURPOSE:
        raise Invalid(fields={"purpose": "missing" if len(stated) < LEAST_PURPOSE else "too-long"})
    keys: CprKeys = db.info[KEYS]
    cpr = keys.unseal(resident.cpr_sealed, resident_uuid=resident.uuid, unit_id=resident.controller_unit_id)
    units = frozenset({resident.controller_unit_id})
    eventlog.note_reading(
        db, actor=actor, at=at, what="cpr-shown", resident_id=resident.id, purpose=stated, unit_ids=units
    )
    entry = eventlog.Entry("cpr-shown", data={"resident": resident.id})
    eventlog.record(db, [entry], actor=actor, at=at, unit_ids=units)
    return cpr.written


def put_cpr(db: Session, resident: Resident, text: str) -> None:
    """Seals a number into the row, or takes it away when `text` is empty. Raises Invalid on the field `cpr`."""
    if not text.strip():
        resident.cpr_sealed = resident.cpr_index = None
        return
    unit_id = resident.controller_unit_id
    if not cpr_allowed(db, unit_id):
        raise Invalid(fields={"cpr": "cpr-not-allowed"})
    try:
        cpr = parse(text)
    except BadCpr as bad:
        raise Invalid(fields={"cpr": bad.code}) from None
    keys: CprKeys = db.info[KEYS]
    index = keys.index(cpr, unit_id)
    _refuse_taken(db, resident, index)
    resident.cpr_sealed = keys.seal(cpr, resident_uuid=resident.uuid, unit_id=unit_id)
    resident.cpr_index = index
    resident.born_on = resident.born_on or cpr.born_on


def _refuse_taken(db: Session, resident: Resident, index: str) -> None:
    """One number, one person. The unit's row is held so that two at once cannot both find the number free."""
    db.execute(
        sa.select(Unit.id).where(Unit.id == resident.controller_unit_id).with_for_update(key_share=True)
    )
    taken = db.scalar(sa.select(Resident).where(Resident.cpr_index == index, Resident.uuid != resident.uuid))
    if taken is not None:
        if taken.protected_from is not None:
            raise Invalid(fields={"cpr": "ask-leader"})
        raise Invalid(fields={"cpr": "cpr-known"}, known=taken.uuid)
