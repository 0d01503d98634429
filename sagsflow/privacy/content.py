"""Reads what one unit holds about one resident, as plain values that can be sealed: the person, a case, who has read."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.cases.models import Case, Note
from sagsflow.consents.models import Consent, ConsentEvent, LegalBasis
from sagsflow.eventlog.models import Event, ReadEntry
from sagsflow.eventlog.reading import pack
from sagsflow.eventlog.service import data_of
from sagsflow.privacy import naming
from sagsflow.privacy.holding import Holding
from sagsflow.privacy.holdings import OF_A_CASE, OF_A_RESIDENT
from sagsflow.privacy.models import RightsRequest
from sagsflow.privacy.sealing import Part
from sagsflow.referrals.models import Referral
from sagsflow.residents.cpr import KEYS as CPR_KEYS
from sagsflow.residents.cpr import CprKeys
from sagsflow.residents.models import Resident

Value = dict[str, Any]
PERSON, CASE, READERS = "person", "case", "readers"
ABOUT_PEOPLE = ("resident-%", "household-%", "cpr-%", "request-%", "answer-%")
# An answer of a step that no person wrote: a code, an id, several ids, a day, yes or no.
PLAIN = re.compile(r"^(?:[a-z0-9_]+|\[[\d, ]*\]|\d{4}-\d\d-\d\d)$", re.ASCII)


def cases_of(db: Session, request: RightsRequest) -> Sequence[int]:
    """The cases of the resident that the unit owns, oldest first."""
    owned = sa.select(Case.id).where(
        Case.resident_id == request.resident_id, Case.owner_unit_id == request.unit_id
    )
    return db.scalars(owned.order_by(Case.id)).all()


def person(db: Session, request: RightsRequest) -> Part:
    """Who the resident is, her household, what she has asked for before, and what happened to her row."""
    resident = db.get_one(Resident, request.resident_id)
    items = [
        _item(db, holding, row)
        for holding in OF_A_RESIDENT
        if not holding.why_not
        for row in holding.rows(db, [resident.id])
    ]
    items += [_member(row) for row in _household(db, resident)]
    return {"part": PERSON, "items": items + _events_about(db, resident.id)}


def case(db: Session, request: RightsRequest, case_id: int) -> Part:
    """Everything on a case that the unit may read, what happened, and which units keep notes to themselves."""
    found = db.get_one(Case, case_id)
    rows = [
        (holding, row) for holding in OF_A_CASE if not holding.why_not for row in holding.rows(db, [case_id])
    ]
    elsewhere = [row for _holding, row in rows if _is_kept_elsewhere(row, request.unit_id)]
    events = db.scalars(sa.select(Event).where(Event.case_id == case_id).order_by(Event.case_seq))
    return {
        "part": CASE,
        "ref": found.ref,
        "pathway": [found.workflow_id, found.workflow_version],
        "items": [_item(db, holding, row) for holding, row in rows if row not in elsewhere]
        + [_event(db, row) for row in events],
        "elsewhere": _elsewhere(db, elsewhere),
    }


def readers(db: Session, request: RightsRequest) -> Part:
    """Who has opened the person or the cases: when, for what, in which role of which organisation. Names stand apart."""
    cases = cases_of(db, request)
    named = [pack([key]) for key in cases] + [pack((), [request.resident_id])]
    about = sa.or_(
        ReadEntry.resident_id == request.resident_id,
        ReadEntry.case_id.in_(cases),
        *(ReadEntry.shown.contains(words) for words in named),
    )
    rows = db.scalars(sa.select(ReadEntry).where(about).order_by(ReadEntry.at, ReadEntry.id))
    return {"part": READERS, "items": [_reading(db, row) for row in rows]}


def units_elsewhere(db: Session, request: RightsRequest) -> Mapping[int, int]:
    """Units that hold something of their own about the resident, each with one case on which they do."""
    theirs = sa.select(Case.owner_unit_id, Case.id).where(
        Case.resident_id == request.resident_id, Case.owner_unit_id != request.unit_id
    )
    kept = sa.select(Note.author_unit_id, Note.case_id).where(
        Note.case_id.in_(cases_of(db, request)),
        Note.author_unit_id != request.unit_id,
        Note.shared.is_(False),
    )
    found = [*db.execute(theirs), *db.execute(kept)]
    return {row[0]: row[1] for row in found}


def passages(part: Part) -> list[tuple[str, Value]]:
    """Every passage of free text in a part, by its key."""
    values = (value for item in part["items"] for value in item["values"].values() if value)
    return [(value["passage"], value) for value in values if "passage" in value]


def _is_kept_elsewhere(row: object, unit_id: int) -> bool:
    return isinstance(row, Note) and row.author_unit_id != unit_id and not row.shared


def _elsewhere(db: Session, notes: Sequence[Note]) -> list[dict[str, Any]]:
    """Which unit, how many notes and when: what they say is the unit's to tell."""
    units = dict.fromkeys(note.author_unit_id for note in notes)
    return [
        {
            "unit": naming.unit(db, unit_id),
            "notes": sum(note.author_unit_id == unit_id for note in notes),
            "first": min(note.happened_on for note in notes if note.author_unit_id == unit_id).isoformat(),
        }
        for unit_id in units
    ]


def _item(db: Session, holding: Holding, row: Any) -> dict[str, Any]:
    key = f"{holding.kind}:{'-'.join(str(part) for part in sa.inspect(row).identity)}"
    values = {name: _value(db, holding, row, name, key) for name in holding.told}
    if isinstance(row, Consent):
        values["topics"] = {"codes": [topic.value for topic in sorted(row.topic_set)], "of": "topic"}
    if isinstance(row, ConsentEvent | LegalBasis):
        values["topics"] = {"codes": row.topics.split(","), "of": "topic"}
    item: dict[str, Any] = {"kind": holding.kind, "key": key, "values": values}
    if isinstance(row, Referral):
        item["pathway"] = [row.workflow_id, row.workflow_version]
    return item


def _value(db: Session, holding: Holding, row: Any, name: str, key: str) -> Value | None:
    value = getattr(row, name)
    column = holding.table.columns[name]
    if value is None or value == "":
        return None
    if name in holding.codes:
        return {"code": str(value), "of": holding.codes[name]}
    if name in holding.free and not (name == "value" and PLAIN.match(value)):
        named = name in holding.names
        return {"text": value, "passage": f"{key}:{name}"} | ({"names": True} if named else {})
    if column.foreign_keys:
        target = next(iter(column.foreign_keys)).column.table.name
        return {"name": naming.named(db, target, value)}
    if isinstance(value, bytes):
        return {"text": _cpr(db, row)}
    return _plain(value)


def _plain(value: object) -> Value:
    if isinstance(value, StrEnum):
        return {"code": value.value, "of": type(value).__name__.lower()}
    if isinstance(value, bool):
        return {"yes": value}
    if isinstance(value, datetime):
        return {"moment": value.isoformat()}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    return {"number": value} if isinstance(value, int) else {"text": str(value)}


def _cpr(db: Session, resident: Resident) -> str:
    keys: CprKeys = db.info[CPR_KEYS]
    assert resident.cpr_sealed is not None
    cpr = keys.unseal(resident.cpr_sealed, resident_uuid=resident.uuid, unit_id=resident.controller_unit_id)
    return cpr.written


def _household(db: Session, resident: Resident) -> Sequence[Resident]:
    if resident.household_id is None:
        return ()
    others = sa.select(Resident).where(
        Resident.household_id == resident.household_id, Resident.id != resident.id
    )
    return db.scalars(others.order_by(Resident.id)).all()


def _member(row: Resident) -> dict[str, Any]:
    key = f"household:{row.id}"
    name = {"text": row.name, "passage": f"{key}:name", "names": True}
    role = _plain(row.household_role) if row.household_role else None
    return {"kind": "household", "key": key, "values": {"name": name, "household_role": role}}


def _events_about(db: Session, resident_id: int) -> list[dict[str, Any]]:
    """What happened to the resident's row: registered, corrected, moved into a household, number shown."""
    kinds = sa.or_(*(Event.kind.like(kind) for kind in ABOUT_PEOPLE))
    hers = sa.or_(*(Event.body.like(f'%"{key}%{resident_id}%') for key in ('resident":', 'residents":[')))
    rows = db.scalars(sa.select(Event).where(kinds, hers, Event.case_id.is_(None)).order_by(Event.seq))
    return [_event(db, row) for row in rows if _concerns(data_of(row), resident_id)]


def _concerns(data: Mapping[str, Any], resident_id: int) -> bool:
    return data.get("resident") == resident_id or resident_id in (data.get("residents") or ())


def _event(db: Session, row: Event) -> dict[str, Any]:
    return {
        "kind": "event",
        "key": f"event:{row.seq}",
        "values": {"at": _plain(row.at), "event": {"code": row.kind, "of": "event"}},
        "data": dict(data_of(row)),
        "by": naming.named(db, "user", row.actor_id) if row.actor_id else None,
    }


def _reading(db: Session, row: ReadEntry) -> dict[str, Any]:
    key = f"read_entry:{row.id}"
    seat = naming.seat(db, row.membership_id)
    free = {
        name: {"text": text, "passage": f"{key}:{name}"} if text else None
        for name, text in (("purpose", row.purpose), ("recipient", row.recipient))
    }
    return {
        "kind": "read_entry",
        "key": key,
        "values": {
            "at": _plain(row.at),
            "what": {"code": row.what, "of": "reading"},
            "case": {"name": naming.named(db, "case", row.case_id)} if row.case_id else None,
            "role": {"code": seat.role.value, "of": "role"} if seat else None,
            "unit": {"name": naming.unit(db, seat.unit_id)} if seat else None,
            **free,
        },
        "staff": naming.named(db, "user", row.user_id),
    }
