"""Keeps a list that was sent in until somebody confirms it, and then writes its good rows, some at a time."""

import dataclasses
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.core.errors import Invalid, NotFound
from sagsflow.directory import policy
from sagsflow.directory.importing.meaning import Here, Meant, content_of, understand
from sagsflow.directory.importing.tables import rows_of
from sagsflow.directory.models import Capacity, ImportState, Offer, OfferImport
from sagsflow.directory.service import Room, write
from sagsflow.eventlog import service as eventlog
from sagsflow.eventlog.service import Entry
from sagsflow.jobs import service as jobs
from sagsflow.jobs.registry import Payload, Series, Step
from sagsflow.organisations.models import Area, Organisation, SubAgreement, Unit

JOB = "import-offers"
AT_ONCE = 25


def take_in(
    db: Session, name: str, data: bytes, default_unit_id: int, *, actor: Actor, at: datetime
) -> OfferImport:
    """Understands a file and keeps it to be looked at; nothing of it is in the directory. Raises Invalid for what is no list."""
    meant = understand(rows_of(data), _here(db, default_unit_id, actor))
    rows = {"rows": [dataclasses.asdict(one) for one in meant]}
    kept = OfferImport(user_id=actor.user_id, at=at, file_name=name[:200], rows=rows)
    db.add(kept)
    db.flush()
    return kept


def confirm(db: Session, import_id: int, *, actor: Actor, at: datetime) -> str:
    """Puts the reading-in down as work and returns its key. Raises Invalid when no row is good."""
    kept = _shown(db, import_id, actor)
    if not good_rows(kept):
        raise Invalid("nothing-good")
    kept.state = ImportState.CONFIRMED
    db.flush()
    key = key_of(import_id)
    jobs.enqueue(db, kind=JOB, key=key, at=at, payload={"import": import_id})
    entry = Entry("offers-import-confirmed", data={"import": import_id, "rows": len(good_rows(kept))})
    eventlog.record(db, [entry], actor=actor, at=at)
    return key


def drop(db: Session, import_id: int, *, actor: Actor) -> None:
    """What was shown is forgotten."""
    kept = _shown(db, import_id, actor)
    kept.state, kept.rows = ImportState.DROPPED, {"rows": []}
    db.flush()


def key_of(import_id: int) -> str:
    return f"{JOB}:{import_id}"


def meant_rows(kept: OfferImport) -> Sequence[Meant]:
    rows: Sequence[Mapping[str, Any]] = kept.rows["rows"]
    return [Meant(**{**row, "faults": [tuple(fault) for fault in row["faults"]]}) for row in rows]


def good_rows(kept: OfferImport) -> Sequence[Meant]:
    return [row for row in meant_rows(kept) if row.is_good]


def existing(db: Session, rows: Sequence[Meant]) -> Mapping[int, int]:
    """By row number the offer that a row would change: the same number of the same unit, or the same name."""
    units = sorted({row.unit_id for row in rows})
    query = sa.select(Offer.id, Offer.unit_id, Offer.external_id, Offer.name).where(Offer.unit_id.in_(units))
    by_number: dict[tuple[int, str], int] = {}
    by_name: dict[tuple[int, str], int] = {}
    for offer_id, unit_id, external_id, name in db.execute(query):
        by_number |= {(unit_id, external_id): offer_id} if external_id else {}
        by_name[unit_id, name.casefold()] = offer_id
    found = {
        row.number: by_number.get((row.unit_id, row.external_id))
        or by_name.get((row.unit_id, str(row.content["name"]).casefold()))
        for row in rows
        if row.is_good
    }
    return {number: offer_id for number, offer_id in found.items() if offer_id is not None}


def write_part(db: Session, payload: Payload, done: int, at: datetime) -> Step:
    """The next good rows of a confirmed list: a new offer each, or the changed one. A part of a long piece of work."""
    kept = db.get_one(OfferImport, payload["import"])
    rows = good_rows(kept)
    part = rows[done : done + AT_ONCE]
    known = existing(db, part)
    entries = [_write(db, row, known.get(row.number), kept, at) for row in part]
    eventlog.record(db, entries, actor=None, at=at)
    return Step(done + len(part), len(rows))


HANDLERS = {JOB: Series(write_part)}


def _write(db: Session, row: Meant, offer_id: int | None, kept: OfferImport, at: datetime) -> Entry:
    offer = db.get_one(Offer, offer_id) if offer_id is not None else Offer(unit_id=row.unit_id)
    kind = "offer-changed" if offer_id is not None else "offer-added"
    write(db, offer, content_of(row.content), Room(Capacity(row.capacity), row.waiting_weeks), at=at)
    offer.capacity_at, offer.external_id = at, row.external_id or offer.external_id
    db.add(offer)
    db.flush()
    data = {"offer": offer.id, "unit": offer.unit_id, "import": kept.id, "by": kept.user_id}
    return Entry(kind, data=data)


def _shown(db: Session, import_id: int, actor: Actor) -> OfferImport:
    kept = db.get(OfferImport, import_id, with_for_update=True)
    if kept is None or kept.user_id != actor.user_id or kept.state is not ImportState.SHOWN:
        raise NotFound("import", id=import_id)
    return kept


def _here(db: Session, default_unit_id: int, actor: Actor) -> Here:
    """Units by name and code, and by their organisation's name where it has one unit only."""
    units = db.scalars(sa.select(Unit).where(Unit.active)).unique().all()
    alone = [
        unit for unit in units if [one.organisation_id for one in units].count(unit.organisation_id) == 1
    ]
    organisations = {unit.organisation_id: unit.id for unit in alone}
    named = {
        name.name.casefold(): organisations[row.id]
        for row in db.scalars(sa.select(Organisation).where(Organisation.id.in_(sorted(organisations))))
        for name in row.names
    }
    agreements = db.scalars(sa.select(SubAgreement)).all()
    return Here(
        units=named | {key.casefold(): unit.id for unit in units for key in (unit.code, unit.name)},
        sub_agreements={
            key.casefold(): row.id for row in agreements for key in (row.code, row.name_da, row.name_en)
        },
        areas={row.name.casefold(): row.id for row in db.scalars(sa.select(Area))},
        own=policy.kept_units(actor, [unit.id for unit in units]),
        default_unit_id=default_unit_id,
    )
