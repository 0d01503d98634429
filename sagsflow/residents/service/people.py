"""Registers residents and corrects what is written about them; the log gets the names of fields, never their values."""

from datetime import datetime

from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.access.permissions import Permission as P
from sagsflow.core.calendar import copenhagen_date
from sagsflow.core.errors import Forbidden, Invalid, Stale
from sagsflow.core.ids import new_uuid
from sagsflow.eventlog import service as eventlog
from sagsflow.eventlog.ids import fresh
from sagsflow.residents.facts import NAMES, Facts, faults, tidy
from sagsflow.residents.hooks import HOOKS
from sagsflow.residents.identity import Eyes
from sagsflow.residents.matching import fingerprint, near_matches, told_matches
from sagsflow.residents.models import Resident, ResidentToken
from sagsflow.residents.names import sort_key, tokens
from sagsflow.residents.queries import get
from sagsflow.residents.service.numbers import put_cpr


def refuse_known(db: Session, *, actor: Actor, at: datetime, facts: Facts, none_of: str) -> None:
    """Raises Invalid("known", fingerprint=…) when the person is perhaps registered already, and Invalid("ask-leader"),
    which says nothing of whom, when it is perhaps somebody protected.

    `none_of` is the fingerprint of the matches that somebody looked at and said are other people.
    """
    matches = near_matches(db, actor, facts.given_name, facts.family_name, facts.born_on)
    told = told_matches(actor, matches, copenhagen_date(at))
    shown = fingerprint(told)
    if shown and shown != none_of:
        raise Invalid("known", fingerprint=shown)
    if len(told) < len(matches):
        raise Invalid("ask-leader")


def register(
    db: Session,
    *,
    actor: Actor,
    at: datetime,
    unit_id: int,
    facts: Facts,
    cpr: str = "",
    fictional: bool = False,
) -> Resident:
    """A new resident of one of the actor's units. `cpr` is as typed, or empty."""
    if unit_id not in actor.units(P.RESIDENT_WRITE):
        raise Forbidden
    tidied = _accepted(facts, at)
    resident = Resident(
        id=fresh(db, Resident),
        uuid=new_uuid(),
        controller_unit_id=unit_id,
        fictional=fictional,
        created_at=at,
    )
    _write(resident, tidied)
    put_cpr(db, resident, cpr)
    db.add(resident)
    db.flush()
    _record(db, "resident-registered", resident, {}, actor=actor, at=at)
    return resident


def correct(
    db: Session,
    *,
    actor: Actor,
    at: datetime,
    uuid: str,
    version: int,
    facts: Facts,
    cpr: str | None = None,
) -> Resident:
    """Writes what differs. `cpr`: None leaves the number as it is, empty takes it away. Raises Stale on another version."""
    resident = get(db, actor, uuid, P.RESIDENT_WRITE)
    Eyes(db, actor, at).require(resident)
    if resident.version != version:
        raise Stale
    tidied = _accepted(facts, at)
    changed = _write(resident, tidied)
    if cpr is not None:
        before = resident.cpr_index
        put_cpr(db, resident, cpr)
        changed += ["cpr"] if resident.cpr_index != before else []
    if changed:
        db.flush()
        _record(db, "resident-corrected", resident, {"fields": changed}, actor=actor, at=at)
    if "born_on" in changed:
        for told in HOOKS.birth_date_corrected.values():
            told(db, resident, actor, at)
    return resident


def _accepted(facts: Facts, at: datetime) -> Facts:
    tidied = tidy(facts)
    wrong = faults(tidied, today=copenhagen_date(at))
    if wrong:
        raise Invalid(fields=wrong)
    return tidied


def _write(resident: Resident, facts: Facts) -> list[str]:
    """Returns the names of the fields that changed."""
    changed = [name for name in NAMES if getattr(resident, name) != getattr(facts, name)]
    for name in changed:
        setattr(resident, name, getattr(facts, name))
    if {"given_name", "family_name"} & set(changed):
        resident.sort_name = sort_key(facts.given_name, facts.family_name)
        _index_name(resident)
    return changed


def _index_name(resident: Resident) -> None:
    wanted = tokens(resident.given_name, resident.family_name)
    kept = [row for row in resident.tokens if row.token in wanted]
    missing = sorted(wanted - {row.token for row in kept})
    unit_id = resident.controller_unit_id
    resident.tokens = kept + [ResidentToken(token=token, controller_unit_id=unit_id) for token in missing]


def _record(
    db: Session,
    kind: str,
    resident: Resident,
    data: dict[str, eventlog.Value],
    *,
    actor: Actor,
    at: datetime,
) -> None:
    entry = eventlog.Entry(kind, data={"resident": resident.id, **data})
    eventlog.record(db, [entry], actor=actor, at=at, unit_ids=frozenset({resident.controller_unit_id}))
